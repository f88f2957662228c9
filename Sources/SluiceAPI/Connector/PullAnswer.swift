import SluiceCore

/// What came of asking a merchant once.
public enum PullAnswer: Equatable, Sendable {
    case view(OrderView)
    /// It asked to be left alone for a while.
    case throttled(seconds: Int64)
    case failed(PullFailure)

    /// The answer of an endpoint.
    /// - Parameter retryAfter: its header, as it was sent.
    public init(
        status: Int, retryAfter: String?, body: [UInt8], of connector: Connector
    ) {
        if status == connector.unknownStatus {
            self = .view(.unknown)
        } else if status == 200 {
            self = PullAnswer.read(body, of: connector)
        } else if status == 429 || status == 503, let retryAfter {
            // A date is taken for a minute: it is the other form there is.
            let seconds = UInt32(retryAfter).map { Int64($0) }
            self = .throttled(seconds: seconds ?? 60)
        } else if status == 429 {
            self = .throttled(seconds: 1)
        } else if status == 401 || status == 403 {
            self = .failed(.denied)
        } else {
            self = .failed((400...499).contains(status) ? .refused : .failing)
        }
    }

    private static func read(_ body: [UInt8], of connector: Connector) -> PullAnswer {
        do {
            let document = try JSONReader.read(body, numbers: .asWritten)
            return .view(try connector.view.view(of: document))
        } catch {
            return .failed(.unreadable)
        }
    }

    public var isFailure: Bool { if case .failed = self { true } else { false } }

    /// The word it is counted under.
    public var word: String {
        switch self {
        case .view(let view): view.isKnown ? "known" : "unknown"
        case .throttled: "throttled"
        case .failed(let failure): failure.rawValue
        }
    }

    public static let words =
        ["known", "unknown", "throttled"] + PullFailure.allCases.map(\.rawValue)
}

/// Why an answer is none.
public enum PullFailure: String, CaseIterable, Sendable {
    /// No connection, or one that broke.
    case unreachable
    case timeout
    /// Another status than those below: the endpoint is at fault.
    case failing
    /// 401 or 403.
    case denied
    /// Another 4xx, of this order.
    case refused
    /// No document, one of more than 1 MiB, or one that the connector cannot read.
    case unreadable
    /// The ledger did not take it.
    case unrecorded

    /// Whether other orders would fare no better.
    public var isOfEndpoint: Bool {
        switch self {
        case .unreachable, .timeout, .failing, .denied: true
        case .refused, .unreadable, .unrecorded: false
        }
    }
}
