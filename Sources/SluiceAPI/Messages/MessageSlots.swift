import SluiceCore

/// What a message has beside its subject. The integers are stored: never renumber.
public enum MessageSlot: UInt8, Sendable, CaseIterable {
    case amount = 0
    /// Still locked on the hold.
    case open = 1
    /// By how much available rose.
    case rise = 2
    case available = 3
    case limit = 4
    /// Locked and owed together.
    case used = 5
    /// What a refund was more than what was owed.
    case surplus = 6
    /// The latest time, or the deadline.
    case until = 7
    /// What was told of `until` before.
    case previous = 8
    case guaranteedUntil = 9
    /// How many days before the end it is told.
    case days = 10
    /// 1 where a purchase is looked at, 0 where a return is.
    case purchase = 11

    public enum Kind: Sendable { case amount, time, number }

    public var kind: Kind {
        switch self {
        case .amount, .open, .rise, .available, .limit, .used, .surplus: .amount
        case .until, .previous, .guaranteedUntil: .time
        case .days, .purchase: .number
        }
    }

    /// The member of a document, and the word in braces of a text.
    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)
}

/// The values of a message: amounts in minor units, times in nanoseconds.
public struct MessageSlots: Hashable, Sendable {
    public var currency: Currency
    public var reason = Reason.none
    private var values = [Int64?](repeating: nil, count: MessageSlot.allCases.count)

    public init(_ currency: Currency, reason: Reason = .none) {
        self.currency = currency
        self.reason = reason
    }

    public subscript(slot: MessageSlot) -> Int64? {
        get { values[Int(slot.rawValue)] }
        set { values[Int(slot.rawValue)] = newValue }
    }

    public mutating func set(_ slot: MessageSlot, _ amount: Money) { self[slot] = amount.minor }
    public mutating func set(_ slot: MessageSlot, _ time: Instant) { self[slot] = time.ns }
}
