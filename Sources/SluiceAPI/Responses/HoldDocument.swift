import SluiceCore
import SluiceForecast

/// A hold as answers show it, with names instead of keys.
public struct HoldDocument: Equatable, Sendable {
    public var id: String
    public var account: String
    public var merchant: String
    public var number: String
    public var purpose: Code
    public var scenario: Code
    public var plan: Code?
    public var hasConsent: Bool
    public var currency: Currency
    public var amounts: HoldAmounts
    public var status: HoldStatus
    public var reason: Reason
    public var captureOn: CaptureOn
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    /// The latest end that extensions may reach.
    public var extendableUntil: Instant
    public var placedAt: Instant
    /// `.never` while open.
    public var endedAt: Instant
    /// In order of setting.
    public var overlays: [OverlayDocument]
    public var lines: [Line]
    public var link: HoldLink
    /// The hold this one came from; nil where it came from none.
    public var linked: String?
    public var generation: UInt32
    public var policyVersion: UInt32
    /// Who approved or declined it; nil while nobody has, or where it is not known.
    public var decidedBy: Decision.Maker?
    /// By the policy of the placement, how soon the consumer must have been told of a decline.
    public var noticeWithinNs: Int64
    /// The sequence of the newest event that changed the hold.
    public var sequence: UInt64
    /// When it ends and how; nil once it has, and where nobody forecasts.
    public var eta: Forecast?

    public struct Line: Equatable, Sendable {
        public var line: String
        public var seller: String?
        public var amounts: HoldAmounts

        public init(line: String, seller: String?, amounts: HoldAmounts) {
            self.line = line
            self.seller = seller
            self.amounts = amounts
        }
    }

    public init(
        id: String, account: String, merchant: String, number: String, purpose: Code,
        scenario: Code, plan: Code?, hasConsent: Bool, currency: Currency, amounts: HoldAmounts,
        status: HoldStatus, reason: Reason, captureOn: CaptureOn, expiresAt: Instant,
        guaranteedUntil: Instant, extendableUntil: Instant, placedAt: Instant, endedAt: Instant,
        overlays: [OverlayDocument], lines: [Line], link: HoldLink, linked: String?,
        generation: UInt32, policyVersion: UInt32, decidedBy: Decision.Maker?,
        noticeWithinNs: Int64, sequence: UInt64
    ) {
        self.id = id
        self.account = account
        self.merchant = merchant
        self.number = number
        self.purpose = purpose
        self.scenario = scenario
        self.plan = plan
        self.hasConsent = hasConsent
        self.currency = currency
        self.amounts = amounts
        self.status = status
        self.reason = reason
        self.captureOn = captureOn
        self.expiresAt = expiresAt
        self.guaranteedUntil = guaranteedUntil
        self.extendableUntil = extendableUntil
        self.placedAt = placedAt
        self.endedAt = endedAt
        self.overlays = overlays
        self.lines = lines
        self.link = link
        self.linked = linked
        self.generation = generation
        self.policyVersion = policyVersion
        self.decidedBy = decidedBy
        self.noticeWithinNs = noticeWithinNs
        self.sequence = sequence
    }
}
