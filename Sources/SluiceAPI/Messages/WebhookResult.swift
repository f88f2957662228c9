/// One request to an endpoint, signed.
public struct WebhookRequest: Sendable {
    public let url: WebhookURL
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]

    public init(url: WebhookURL, headers: [(name: String, value: String)], body: [UInt8]) {
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What became of a request to an endpoint.
public enum WebhookResult: Hashable, Sendable {
    /// 2xx: it has the message.
    case taken(status: Int)
    /// 429 or 503 with Retry-After: it wants to be left alone.
    case throttled(status: Int, seconds: Int64)
    /// 410: it wants no more, ever.
    case gone
    /// Any other answer, or none; the word says why.
    case failed(status: Int?, detail: String)
    /// It was not sent, and will not be; the word says why.
    case suppressed(String)

    /// - Parameter retryAfter: the header of that name.
    public init(status: Int, retryAfter: String?) {
        switch status {
        case 200..<300: self = .taken(status: status)
        case 410: self = .gone
        case 429, 503:
            if let seconds = retryAfter.flatMap({ Int64($0) }), seconds >= 0 {
                self = .throttled(status: status, seconds: seconds)
            } else {
                self = .failed(status: status, detail: "status")
            }
        default: self = .failed(status: status, detail: "status")
        }
    }

    public var isFailure: Bool { if case .failed = self { true } else { false } }

    /// How metrics count it.
    public var word: String {
        switch self {
        case .taken: "sent"
        case .throttled: "throttled"
        case .gone: "gone"
        case .failed: "failed"
        case .suppressed: "suppressed"
        }
    }

    public static let words = ["sent", "throttled", "gone", "failed", "suppressed"]

    public var status: Int? {
        switch self {
        case .taken(let status): status
        case .throttled(let status, _): status
        case .gone: 410
        case .failed(let status, _): status
        case .suppressed: nil
        }
    }

    public var detail: String? {
        switch self {
        case .taken: nil
        case .throttled: "throttled"
        case .gone: "gone"
        case .failed(_, let detail), .suppressed(let detail): detail
        }
    }
}
