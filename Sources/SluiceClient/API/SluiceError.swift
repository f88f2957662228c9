import Foundation

/// Why a call came to nothing.
public enum SluiceError: Error, Sendable {
    /// The server refused: the newest refusal, where it was asked more than once.
    case refused(Refusal)
    /// No answer came. After a command nobody knows whether it took effect: send it again with its id.
    case unreachable(String)
    /// The deadline passed first. Of a command the same is true.
    case late
    /// An answer was none of the interface's.
    case unreadable(status: Int, String)

    /// The stable code of a refusal, nil for anything else.
    public var code: String? {
        if case .refused(let refusal) = self { refusal.code } else { nil }
    }
}

/// A problem document of the server (RFC 9457).
public struct Refusal: Sendable, CustomStringConvertible {
    public var status: Int
    /// Stable; docs/reference/outcomes.md lists them.
    public var code: String
    public var title: String
    public var detail: String
    /// The member or parameter at fault, such as `lines[0].amount`.
    public var field: String?
    /// Whether the same request, sent again, may be taken.
    public var isRetryable: Bool
    public var retryAfterSeconds: Int?
    /// By which the server's log names the request.
    public var requestID: String?
    /// What a shop may offer at checkout instead.
    public var fallback: String?
    /// The declined hold, of a placement.
    public var hold: Hold?

    public var description: String {
        let place = field.map { " at \($0)" } ?? ""
        return "\(status) \(code)\(place): \(detail)"
    }

    init(status: Int, requestID: String?, retryAfter: Int?, body: Data) {
        let problem = try? JSONDecoder.sluice.decode(Body.self, from: body)
        self.status = status
        code = problem?.code ?? "unknown"
        title = problem?.title ?? ""
        detail = problem?.detail ?? "The answer is none of Sluice."
        field = problem?.field
        // What stands between may answer in place of the server, as while that starts again.
        isRetryable = problem?.retryable ?? [408, 429, 502, 503, 504].contains(status)
        retryAfterSeconds = problem?.retryAfterSeconds ?? retryAfter
        self.requestID = requestID
        fallback = problem?.fallback
        hold = problem?.hold
    }

    private struct Body: Decodable {
        var code: String
        var title: String
        var detail: String
        var field: String?
        var retryable: Bool
        var retryAfterSeconds: Int?
        var fallback: String?
        var hold: Hold?
    }
}
