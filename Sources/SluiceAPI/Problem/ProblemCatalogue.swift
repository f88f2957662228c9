/// The problems of the door with what is fixed about each.
public enum ProblemCatalogue {
    /// Every entry, by status and then in the order of `ProblemCode`.
    public static let all: [ProblemKind] = ProblemCode.allCases.map(kind)

    public static func kind(_ code: ProblemCode) -> ProblemKind {
        switch code {
        case .invalidJSON: entry(code, 400, "The body is not JSON")
        case .unknownField: entry(code, 400, "There is no such field")
        case .missingField: entry(code, 400, "A field is missing")
        case .invalidField: entry(code, 400, "A field is not as it should be")
        case .notAnInteger: entry(code, 400, "A number is not a plain integer")
        case .numberOutOfRange: entry(code, 400, "A number is out of range")
        case .merchantRequired: entry(code, 400, "The merchant must be named")
        case .idempotencyKeyRequired: entry(code, 400, "An id or Idempotency-Key is needed")
        case .idIsPersonalData: entry(code, 400, "The id looks like personal data")
        case .unknownEvent: entry(code, 400, "The mapping does not know the event")
        case .unauthenticated: entry(code, 401, "The request is not authenticated")
        case .invalidSignature: entry(code, 401, "The webhook is not signed as it should be")
        case .forbidden: entry(code, 403, "The key does not permit this")
        case .notFound: entry(code, 404, "There is no such thing")
        case .methodNotAllowed: entry(code, 405, "The method is not allowed here")
        case .textsFull: entry(code, 409, "The person has as many texts as one can have")
        case .noConnector: entry(code, 409, "The merchant has no connector")
        case .noStepUp: entry(code, 409, "Consumers are not asked to confirm")
        case .bodyTooLarge: entry(code, 413, "The body is too large")
        case .unsupportedMediaType: entry(code, 415, "The media type is not supported")
        case .overloaded: entry(code, 429, retryable: true, "Too much is waiting")
        case .internal: entry(code, 500, "The server failed")
        case .capacity:
            entry(code, 503, retryable: true, "The server is as full as it was sized for")
        case .journalStalled: entry(code, 503, retryable: true, "The journal takes no writes now")
        case .archiveUnreadable: entry(code, 503, retryable: true, "The archive cannot be read now")
        case .peopleUnavailable:
            entry(code, 503, retryable: true, "What is held on people cannot be reached now")
        case .shuttingDown: entry(code, 503, retryable: true, "The server is shutting down")
        }
    }

    private static func entry(
        _ code: ProblemCode, _ status: Int, retryable: Bool = false, _ title: String
    ) -> ProblemKind {
        ProblemKind(code: code.rawValue, status: status, retryable: retryable, title: title)
    }
}
