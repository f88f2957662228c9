/// The state of a hold: a function of its amounts once a decline is decided.
public enum HoldStatus: UInt8, Sendable, CaseIterable {
    case active = 1
    case partCaptured = 2
    case captured = 3
    /// Part billed, part returned.
    case closed = 4
    case expired = 5
    case released = 6
    /// Never granted.
    case declined = 7
    /// Reserves, and waits for the review of the purchase.
    case pending = 8
    /// All of it became holds of other orders.
    case split = 9

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.snake)

    public init?(code: String) {
        guard let status = Self.codes.value(of: code) else { return nil }
        self = status
    }

    /// Active or part captured: granted, and not ended.
    public var isLive: Bool { self == .active || self == .partCaptured }

    /// Whether credit is locked.
    public var isOpen: Bool { isLive || self == .pending }

    /// The state of amounts (domain.md §4, the terminal function).
    @inlinable
    public init(_ amounts: HoldAmounts, isDeclined: Bool, isPending: Bool = false) {
        if isDeclined {
            self = .declined
        } else if !amounts.authorised.isPositive {
            self = .split
        } else if isPending, amounts.open.isPositive {
            self = .pending
        } else if amounts.open.isPositive {
            self = amounts.captured.isPositive ? .partCaptured : .active
        } else if amounts.captured == amounts.authorised {
            self = .captured
        } else if amounts.captured.isPositive {
            self = .closed
        } else {
            self = amounts.expired.isPositive ? .expired : .released
        }
    }
}
