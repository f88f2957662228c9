import SluiceCore

/// One thing the board shows.
public struct Anomaly: Hashable, Sendable {
    public var hold: Named<HoldTag>?
    public var order: Named<OrderTag>?
    public var account: Named<AccountTag>?
    public var merchant: Named<MerchantTag>?
    public var currency: Currency?
    /// What is locked, or of D13 still to be given back; nil where it is not known.
    public var amount: Money?
    /// nil where the engine does not know.
    public var since: Instant?
    /// The code of why it is so, where the detector tells cases apart.
    public var reason: String?
    /// Its place in the list of its detector.
    public var position: UInt64

    public init(
        hold: Named<HoldTag>? = nil, order: Named<OrderTag>? = nil,
        account: Named<AccountTag>? = nil, merchant: Named<MerchantTag>? = nil,
        currency: Currency? = nil, amount: Money? = nil, since: Instant?, reason: String? = nil,
        position: UInt64
    ) {
        self.hold = hold
        self.order = order
        self.account = account
        self.merchant = merchant
        self.currency = currency
        self.amount = amount
        self.since = since
        self.reason = reason
        self.position = position
    }
}

/// What a page of the board asks for.
public struct AnomalyQuery: Hashable, Sendable {
    public var detector: Detector
    /// nil: all merchants.
    public var merchant: MerchantKey?
    /// Only what has this place in the list, the sequence in which it began: of a hold that of its
    /// placement. nil: wherever it stands.
    public var place: UInt64?
    /// The time conditions are tested at.
    public var now: Instant
    public var spans: AnomalySpans

    public init(
        _ detector: Detector, merchant: MerchantKey? = nil, place: UInt64? = nil,
        at now: Instant, spans: AnomalySpans = .standard
    ) {
        self.detector = detector
        self.merchant = merchant
        self.place = place
        self.now = now
        self.spans = spans
    }
}

/// What is open of a merchant's holds in one currency.
public struct OpenAmount: Hashable, Sendable {
    public var merchant: MerchantKey
    public var currency: Currency
    public var amount: Money

    public init(merchant: MerchantKey, currency: Currency, amount: Money) {
        self.merchant = merchant
        self.currency = currency
        self.amount = amount
    }
}
