/// The balances of one account; in an event, the values that result from it.
public struct Balances: Hashable, Sendable {
    /// What the lender grants.
    public var limit: Money
    /// Σ open over live holds.
    public var held: Money
    /// Captured principal not yet repaid or refunded.
    public var owed: Money
    /// What the lender owes the consumer; zero while `owed` is positive.
    public var creditBalance: Money
    /// Surplus of refunds to be paid out.
    public var payoutDue: Money

    public init(
        limit: Money, held: Money = .zero, owed: Money = .zero, creditBalance: Money = .zero,
        payoutDue: Money = .zero
    ) {
        self.limit = limit
        self.held = held
        self.owed = owed
        self.creditBalance = creditBalance
        self.payoutDue = payoutDue
    }

    /// Limit less held less owed: available if positive, overlimit if negative.
    @inlinable
    public var headroomMinor: Int64 { limit.minor - held.minor - owed.minor }

    public var available: Money { Money(minor: max(0, headroomMinor)) }
    public var overlimit: Money { Money(minor: max(0, -headroomMinor)) }
}

/// The amounts of a hold or of one of its lines; in an event, the values that result from it.
public struct HoldAmounts: Hashable, Sendable {
    public var authorised: Money
    public var captured: Money
    public var released: Money
    public var expired: Money
    /// Part of `captured` given back.
    public var refunded: Money

    public init(
        authorised: Money, captured: Money = .zero, released: Money = .zero,
        expired: Money = .zero, refunded: Money = .zero
    ) {
        self.authorised = authorised
        self.captured = captured
        self.released = released
        self.expired = expired
        self.refunded = refunded
    }

    @inlinable
    public var open: Money { authorised - captured - released - expired }

    /// What a refund may still give back.
    @inlinable
    public var refundable: Money { captured - refunded }
}

/// What an operation draws on.
enum HoldPart {
    case open
    case refundable
}

extension HoldAmounts {
    subscript(part: HoldPart) -> Money {
        switch part {
        case .open: open
        case .refundable: refundable
        }
    }
}
