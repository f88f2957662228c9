import SluiceCore

/// Why a merchant ought to be asked for an order.
public enum PullReason: UInt8, CaseIterable, Sendable {
    /// The result of an operation on one of its holds is unknown.
    case resultUnknown = 1
    /// The promise to the merchant is about to end.
    case deadline = 2
    /// The promise has ended in silence that nothing proves.
    case silence = 3
    /// Facts contradict each other.
    case contradiction = 4

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}

/// Reasons, a bit each.
public struct PullReasons: Hashable, Sendable {
    public private(set) var bits: Int64

    public init(bits: Int64) { self.bits = bits }
    public init(_ reason: PullReason) { bits = 1 << Int64(reason.rawValue) }

    public func contains(_ reason: PullReason) -> Bool { bits & PullReasons(reason).bits != 0 }

    public func union(_ other: PullReasons) -> PullReasons { PullReasons(bits: bits | other.bits) }
}

/// An order with an open hold that its merchant ought to be asked for.
///
/// It ends with a pull asked at `since` or later, or with the order's last open hold.
public struct PullWish: Hashable, Sendable {
    public var order: Named<OrderTag>
    public var merchant: Named<MerchantTag>
    public var reasons: PullReasons
    /// When the newest of the reasons came about.
    public var since: Instant
    /// The earliest time that something was promised for.
    public var promised: Instant
    /// Of the event that brought the first reason; the place in the list.
    public var sequence: UInt64

    public init(
        order: Named<OrderTag>, merchant: Named<MerchantTag>, reasons: PullReasons,
        since: Instant, promised: Instant, sequence: UInt64
    ) {
        self.order = order
        self.merchant = merchant
        self.reasons = reasons
        self.since = since
        self.promised = promised
        self.sequence = sequence
    }
}

extension PullWish {
    /// What an event wishes of the order of the hold or order it is of; nil for most.
    public static func wish(
        of event: Event, at time: Instant
    ) -> (reason: PullReason, promised: Instant)? {
        switch event {
        case .holdChanged(let event):
            switch event.kind {
            case .noticed: return (.deadline, event.guaranteedUntil)
            case .overlaySet where event.overlay?.kind == .resultUnknown:
                return (.resultUnknown, time)
            case .silenced where event.reason.asks: return (.silence, event.guaranteedUntil)
            default: return nil
            }
        // What the merchant shows otherwise it has just been asked for.
        case .breakFound(let event) where event.kind != .pulledOtherwise:
            return (.contradiction, time)
        default: return nil
        }
    }
}

extension Reason {
    /// Whether silence that waits for this is helped by asking.
    fileprivate var asks: Bool { self == .silenceUnproved || self == .syncOutage }
}

/// Numbers that the sequence of a merchant's events lacks, from `first` to `last`.
public struct SequenceGap: Hashable, Sendable {
    public var merchant: Named<MerchantTag>
    public var first: Int64
    public var last: Int64
    /// When a later number came.
    public var since: Instant
    /// The place in the list.
    public var place: UInt64

    public init(
        merchant: Named<MerchantTag>, first: Int64, last: Int64, since: Instant, place: UInt64
    ) {
        self.merchant = merchant
        self.first = first
        self.last = last
        self.since = since
        self.place = place
    }

    /// A number that is missing for so long is a gap and not a message on its way.
    public static let missingNs = 10 * Span.minuteNs
}
