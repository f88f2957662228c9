import SluiceCore

/// The moments people are told of. The integers are stored: never renumber.
public enum MessageCode: UInt8, Sendable, CaseIterable {
    /// Credit is locked, and the shop has its guarantee.
    case locked = 1
    /// It takes longer than was told.
    case slipped = 2
    /// The guarantee ends soon: ship or extend.
    case endsSoon = 3
    /// Locked credit came back.
    case returned = 4
    /// Billed credit came back.
    case refunded = 5
    case billed = 6
    case reviewOpened = 7
    /// The latest time, or the deadline of a review, is another than was told.
    case promiseMoved = 8
    /// A temporary limit ends in some days.
    case limitEnding = 9
    case repaymentBounced = 10
    /// A capture was forced after the end of its lock.
    case lateForced = 11
    /// A release has been looked at for four fifths of its time.
    case slaAtRisk = 12
    /// A release was not decided in its time.
    case slaBreached = 13

    /// As wires and filters have it, `ends_soon`.
    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    public init?(code: String) {
        guard let found = Self.codes.value(of: code) else { return nil }
        self = found
    }

    /// Who is told of it.
    public var audiences: [Audience] {
        switch self {
        case .locked, .returned, .billed: [.consumer, .merchant]
        case .slipped: Audience.allCases
        case .endsSoon: [.merchant]
        case .reviewOpened: [.consumer, .staff]
        case .slaAtRisk, .slaBreached: [.staff]
        case .refunded, .promiseMoved, .limitEnding, .repaymentBounced, .lateForced: [.consumer]
        }
    }

    /// By when it must be told, counted from the moment; `until` is where what it says comes to pass.
    func latest(after time: Instant, until: Instant?) -> Instant {
        switch self {
        case .locked: time.adding(spanNs: Span.secondNs)
        case .slipped: time.adding(spanNs: 15 * Span.minuteNs)
        case .endsSoon: until ?? time
        default: time.adding(spanNs: Span.minuteNs)
        }
    }
}
