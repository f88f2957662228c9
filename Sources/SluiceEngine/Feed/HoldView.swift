import SluiceCore

/// A hold as lists show it; the fields are those of `HoldRecord`.
public struct HoldView: Hashable, Sendable {
    public var hold: Named<HoldTag>
    public var account: Named<AccountTag>
    public var merchant: Named<MerchantTag>
    public var order: Named<OrderTag>
    public var purpose: Code
    public var scenario: Code
    public var plan: Code?
    public var hasConsent: Bool
    public var generation: UInt32
    public var link: HoldLink
    /// nil for a hold that came from no other.
    public var linked: Named<HoldTag>?
    public var requested: Money
    public var currency: Currency
    public var amounts: HoldAmounts
    public var status: HoldStatus
    public var decision: Reason
    public var isApprovedByPerson: Bool
    public var reason: Reason
    public var captureOn: CaptureOn
    public var policyVersion: UInt32
    public var placedAt: Instant
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    /// The latest end that extensions may reach.
    public var extendableUntil: Instant
    /// `.never` while open.
    public var endedAt: Instant
    public var placedSequence: UInt64
    /// The sequence of the newest event that changed the hold.
    public var sequence: UInt64
    /// In order of setting.
    public var overlays: [OverlayView]
    public var lines: [HoldLineView]

    public init(
        hold: Named<HoldTag>, account: Named<AccountTag>, merchant: Named<MerchantTag>,
        order: Named<OrderTag>, purpose: Code, scenario: Code, plan: Code?, hasConsent: Bool,
        generation: UInt32, link: HoldLink, linked: Named<HoldTag>?, requested: Money,
        currency: Currency, amounts: HoldAmounts, status: HoldStatus, decision: Reason,
        isApprovedByPerson: Bool, reason: Reason, captureOn: CaptureOn, policyVersion: UInt32,
        placedAt: Instant,
        expiresAt: Instant, guaranteedUntil: Instant, extendableUntil: Instant,
        endedAt: Instant, placedSequence: UInt64, sequence: UInt64, overlays: [OverlayView],
        lines: [HoldLineView]
    ) {
        self.hold = hold
        self.account = account
        self.merchant = merchant
        self.order = order
        self.purpose = purpose
        self.scenario = scenario
        self.plan = plan
        self.hasConsent = hasConsent
        self.generation = generation
        self.link = link
        self.linked = linked
        self.requested = requested
        self.currency = currency
        self.amounts = amounts
        self.status = status
        self.decision = decision
        self.isApprovedByPerson = isApprovedByPerson
        self.reason = reason
        self.captureOn = captureOn
        self.policyVersion = policyVersion
        self.placedAt = placedAt
        self.expiresAt = expiresAt
        self.guaranteedUntil = guaranteedUntil
        self.extendableUntil = extendableUntil
        self.endedAt = endedAt
        self.placedSequence = placedSequence
        self.sequence = sequence
        self.overlays = overlays
        self.lines = lines
    }
}

public struct HoldLineView: Hashable, Sendable {
    /// For a line that an increment added, the name is that of the increment.
    public var line: Named<LineTag>
    /// nil where the merchant of the order sells the line itself.
    public var seller: Named<MerchantTag>?
    /// Zero for a line that an increment added.
    public var requested: Money
    public var amounts: HoldAmounts

    public init(
        line: Named<LineTag>, seller: Named<MerchantTag>?, requested: Money,
        amounts: HoldAmounts
    ) {
        self.line = line
        self.seller = seller
        self.requested = requested
        self.amounts = amounts
    }
}

public struct OverlayView: Hashable, Sendable {
    public var overlay: Overlay
    /// The name of its id; nil for the review of a placement, which no request set.
    public var name: String?

    public init(overlay: Overlay, name: String?) {
        self.overlay = overlay
        self.name = name
    }
}

extension Sequence<Overlay> {
    /// In order of setting: a deadline that moved changes no place.
    public var inOrderOfSetting: [Overlay] {
        sorted { ($0.since, $0.kind.rawValue) < ($1.since, $1.kind.rawValue) }
    }
}
