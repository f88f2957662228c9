import SluiceAPI

/// Why a batch was refused whole: the problem document of the server.
public struct BatchRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    public let status: Int
    /// The stable code of the problem, `unknown` where the answer is none of the server's.
    public let code: String
    /// Index and field at fault, such as `commands[7].amount`.
    public let field: String?
    public let detail: String
    /// Whether the same batch, sent again, may be taken.
    public let isRetryable: Bool
    public let retryAfterSeconds: Int?

    public var description: String {
        "\(status) \(code)\(field.map { " at " + $0 } ?? ""): \(detail)"
    }

    init(status: Int, body: [UInt8]) {
        var values: [String: JSONValue] = [:]
        if case .object(let members)? = try? JSONReader.read(body) {
            for member in members { values[member.name] = member.value }
        }
        self.status = status
        code = values["code"]?.text ?? "unknown"
        field = values["field"]?.text
        detail = values["detail"]?.text ?? "The answer is none of Sluice."
        // What stands between may answer in place of the server, as while that starts again.
        isRetryable =
            values["retryable"].map { $0 == .bool(true) }
            ?? [408, 429, 502, 503, 504].contains(status)
        if case .integer(let seconds)? = values["retry_after_seconds"] {
            retryAfterSeconds = Int(clamping: seconds)
        } else {
            retryAfterSeconds = nil
        }
    }
}

extension JSONValue {
    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
