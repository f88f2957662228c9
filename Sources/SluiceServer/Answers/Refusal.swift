import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

extension OutcomeCode {
    /// A refusal of the ledger as a problem document, in the words of whom it is told to.
    /// - Parameter field: in the words of the request; nil if no field is at fault.
    func refusal(field: String? = nil, extra: Problem.Extra? = nil) -> Problem {
        let addressee = Addressee.current
        guard let kind = problem(to: addressee) else {
            preconditionFailure("\(self) is no refusal")
        }
        // A field would tell apart what a shared code hides.
        let isOwn = kind.code == code
        return Problem(
            kind, detail: detail(field: field, to: addressee.audience),
            field: isOwn ? field : nil,
            retryAfterSeconds: self == .parkingFull
                ? ServerLimits.parkingRetryAfterSeconds : nil,
            extra: extra)
    }
}

extension Outcome {
    /// The field at fault as the request spells it.
    /// - Parameter names: spellings that differ from the field's own code; nil for a field that is
    ///   not in the request.
    func field(_ names: [Field: String?] = [:]) -> String? {
        if let spelt = names[field] { return spelt }
        return field == .none ? nil : field.code
    }
}

extension Problem {
    /// The problem an unanswered request is told as.
    init(_ refusal: EngineRefusal) {
        let soon = ServerLimits.retryAfterSeconds
        switch refusal {
        case .overloaded(let overload):
            self.init(
                .overloaded, detail: "More waits than can be served soon.",
                retryAfterSeconds: overload.retryAfterSeconds)
        case .capacity(let kind):
            self.init(
                .capacity,
                detail: "The server is as full of \(kind.words) as it was sized for.",
                retryAfterSeconds: ServerLimits.capacityRetryAfterSeconds)
        case .journalStalled(let obstacle):
            self.init(
                .journalStalled,
                detail: "\(obstacle.sentence) Send the same request again: it takes effect once.",
                retryAfterSeconds: soon)
        case .archiveUnreadable, .journalUnreadable:
            self.init(
                .archiveUnreadable, detail: "Something that ended long ago cannot be read now.",
                retryAfterSeconds: soon)
        case .policyMoved:
            self.init(.preconditionFailed, detail: "Another policy is in force.")
        case .stopped:
            self.init(
                .shuttingDown, detail: "The server is stopping.", retryAfterSeconds: soon)
        }
    }

    var response: Response { response() }

    func response(isReplay: Bool = false) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = Problem.mediaType
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        if isReplay { headers[.idempotentReplay] = "true" }
        return Response(
            status: .init(code: kind.status), headers: headers,
            body: ResponseBody(
                byteBuffer: ByteBuffer(bytes: json(for: Addressee.current.audience))))
    }
}

extension CapacityKind {
    fileprivate var words: String {
        switch self {
        case .accounts: "accounts"
        case .liveHolds: "live holds"
        case .orders: "orders"
        }
    }
}

extension AppendResult.Obstacle {
    /// Why the journal takes no rows, for who is refused.
    fileprivate var sentence: String {
        switch self {
        case .diskFull: "The disk is full."
        case .busy: "The store is busy."
        case .follower: "The second store is away, and no answer is given without it."
        }
    }
}
