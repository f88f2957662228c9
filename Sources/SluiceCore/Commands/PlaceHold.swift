public struct PlaceHold: Hashable, Sendable {
    public var hold: HoldKey
    public var account: AccountKey
    public var merchant: MerchantKey
    public var order: OrderKey
    public var amount: Money
    public var currency: Currency
    public var purpose: Code
    /// nil: the default scenario of the policy in force.
    public var scenario: Code?
    /// The plan by which what is captured is to be paid back; carried, never interpreted.
    public var plan: Code?
    /// Whether the consumer agreed to captures beyond the amount, within policy's tolerance.
    public var hasConsent: Bool
    /// Empty: one implicit line. Else amounts sum to `amount` and lines are distinct.
    public var lines: [PlaceLine]
    /// The hold this one follows on the same natural key; `.none` for a first attempt.
    public var retryOf: HoldKey
    /// Who looks at the purchase before it is approved; nil: nobody. Not part of the content.
    public var review: ReviewStage?
    /// When it ends as the consumer is told now; nil where only policy says. Not part of the content.
    public var told: Told?
    /// Whether it only asks what the placement would come to.
    public var isDryRun = false
    /// What became of the hold before it came here; only with role migration.
    public var history: HoldHistory? {
        get { past?.value }
        set { past = newValue.map { Shared($0) } }
    }

    private(set) var past: Shared<HoldHistory>?

    public init(
        hold: HoldKey, account: AccountKey, merchant: MerchantKey, order: OrderKey,
        amount: Money, currency: Currency, purpose: Code = .order, scenario: Code? = nil,
        plan: Code? = nil, hasConsent: Bool = false, lines: [PlaceLine] = [],
        retryOf: HoldKey = .none, review: ReviewStage? = nil, history: HoldHistory? = nil
    ) {
        self.hold = hold
        self.account = account
        self.merchant = merchant
        self.order = order
        self.amount = amount
        self.currency = currency
        self.purpose = purpose
        self.scenario = scenario
        self.plan = plan
        self.hasConsent = hasConsent
        self.lines = lines
        self.retryOf = retryOf
        self.review = review
        past = history.map { Shared($0) }
    }
}

/// Who looks at a purchase before it is approved.
public enum ReviewStage: UInt8, Sendable, CaseIterable {
    case automatic = 1
    case person = 2

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let value = Self.codes.value(of: code) else { return nil }
        self = value
    }
}

/// What became of a hold in the system it is migrated from.
public struct HoldHistory: Hashable, Sendable {
    public var placedAt: Instant
    /// What increments and splits made of the amount; nil: the amount asked for.
    public var authorised: Money?
    public var captured: Money
    public var released: Money
    public var expired: Money
    public var refunded: Money
    /// Every line as it is now, those of the placement first; empty: as they were placed.
    public var lines: [PastLine]
    /// What was done to the hold, under which ids; sequences are not told.
    public var operations: [HoldOperation]
    /// Counts the holds on the natural key; nil: the next.
    public var generation: UInt32?

    public init(
        placedAt: Instant, authorised: Money? = nil, captured: Money = .zero,
        released: Money = .zero, expired: Money = .zero, refunded: Money = .zero,
        lines: [PastLine] = [], operations: [HoldOperation] = [], generation: UInt32? = nil
    ) {
        self.placedAt = placedAt
        self.authorised = authorised
        self.captured = captured
        self.released = released
        self.expired = expired
        self.refunded = refunded
        self.lines = lines
        self.operations = operations
        self.generation = generation
    }

    /// The amounts of the hold.
    /// - Parameter requested: what the placement asked for.
    public func amounts(of requested: Money) -> HoldAmounts {
        HoldAmounts(
            authorised: authorised ?? requested, captured: captured, released: released,
            expired: expired, refunded: refunded)
    }
}

/// A line of a migrated hold as it is now.
public struct PastLine: Hashable, Sendable {
    public var line: LineKey
    public var amounts: HoldAmounts

    public init(line: LineKey, amounts: HoldAmounts) {
        self.line = line
        self.amounts = amounts
    }
}

public struct PlaceLine: Hashable, Sendable {
    public var line: LineKey
    public var amount: Money
    /// `.none` where the merchant of the order sells the line itself.
    public var seller: MerchantKey

    public init(line: LineKey, amount: Money, seller: MerchantKey = .none) {
        self.line = line
        self.amount = amount
        self.seller = seller
    }
}

/// A line named by an operation or a fact; nil amount: all of it that is open.
public struct LineAmount: Hashable, Sendable {
    public var line: LineKey
    public var amount: Money?

    public init(line: LineKey, amount: Money? = nil) {
        self.line = line
        self.amount = amount
    }
}
