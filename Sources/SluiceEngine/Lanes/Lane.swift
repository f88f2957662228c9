import SluiceCore

/// A queue of its own for one kind of work (docs/internals/batching.md), each with a bound and a
/// share.
///
/// The order is that of urgency: a request of several commands waits in the last lane any of them
/// belongs to, so nobody gets ahead by mixing.
public enum Lane: Int, CaseIterable, Comparable, Sendable {
    /// What ends a lock, lets money back in, or decides: captures, releases, refunds, repayments,
    /// decisions, and what is due by the clock.
    case unlock
    /// What a shopper waits for: placements, increments, new accounts, reads of one object.
    case checkout
    /// What shops tell of their orders.
    case sync
    /// What can wait: lists, exports, backfill, what followers ask for.
    case background

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}

/// A value for each lane.
public struct PerLane<Value: Sendable>: Sendable {
    public var unlock: Value
    public var checkout: Value
    public var sync: Value
    public var background: Value

    public init(unlock: Value, checkout: Value, sync: Value, background: Value) {
        self.unlock = unlock
        self.checkout = checkout
        self.sync = sync
        self.background = background
    }

    public init(all value: Value) {
        self.init(unlock: value, checkout: value, sync: value, background: value)
    }

    public init(_ make: (Lane) -> Value) {
        self.init(
            unlock: make(.unlock), checkout: make(.checkout), sync: make(.sync),
            background: make(.background))
    }

    public subscript(lane: Lane) -> Value {
        get {
            switch lane {
            case .unlock: unlock
            case .checkout: checkout
            case .sync: sync
            case .background: background
            }
        }
        set {
            switch lane {
            case .unlock: unlock = newValue
            case .checkout: checkout = newValue
            case .sync: sync = newValue
            case .background: background = newValue
            }
        }
    }
}
