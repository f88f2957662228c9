import SluiceCore

/// What people are told of one moment: the same for each audience but for the words.
public struct Message: Hashable, Sendable {
    /// Its place among all, from 1.
    public var position: UInt64
    public var code: MessageCode
    public var audiences: AudienceSet
    /// When it came to pass, by the ledger.
    public var time: Instant
    /// By when it must be told.
    public var latest: Instant
    public var account: AccountKey
    /// `.none` for a matter of the account alone; so are merchant and order.
    public var hold: HoldKey
    public var merchant: MerchantKey
    public var order: OrderKey
    /// The limit, repayment or refund it is about; `.none` for a hold's own matter.
    public var operation: OperationKey
    /// The event that brought it; 0 for what came with its time.
    public var sequence: UInt64
    public var slots: MessageSlots
    /// nil while it stands.
    public var overtaken: Overtaken?

    public init(
        position: UInt64, code: MessageCode, audiences: AudienceSet, time: Instant,
        latest: Instant, account: AccountKey, hold: HoldKey, merchant: MerchantKey,
        order: OrderKey, operation: OperationKey, sequence: UInt64, slots: MessageSlots,
        overtaken: Overtaken? = nil
    ) {
        self.position = position
        self.code = code
        self.audiences = audiences
        self.time = time
        self.latest = latest
        self.account = account
        self.hold = hold
        self.merchant = merchant
        self.order = order
        self.operation = operation
        self.sequence = sequence
        self.slots = slots
        self.overtaken = overtaken
    }

    /// Whether a later fact overtook it before it had to be told: then it is shown nobody.
    public var isSuppressed: Bool { overtaken.map { $0.at <= latest } ?? false }

    /// Two messages of one audience with the same key say the same: one of them is told.
    public func dedupeKey(for audience: Audience) -> String {
        let subject: AnyKey = hold.isNone ? operation.retagged() : hold.retagged()
        let turn: String =
            switch code {
            case .locked, .lateForced: "once"
            case .endsSoon, .slipped: "\(slots[.until] ?? 0)"
            case .limitEnding: "\(slots[.days] ?? 0)d"
            case .slaAtRisk: "\(time.ns)"
            case .returned, .refunded, .billed, .reviewOpened, .promiseMoved,
                .repaymentBounced, .slaBreached:
                "\(sequence)"
            }
        return "\(audience.rawValue):\(code.code):\(subject.hexadecimal):\(turn)"
    }
}

/// When and why a message stopped to be so.
public struct Overtaken: Hashable, Sendable {
    /// The integers are stored: never renumber.
    public enum Cause: UInt8, Sendable, CaseIterable {
        /// The lock, the review or the limit it speaks of is over.
        case ended = 1
        /// A newer promise was told.
        case moved = 2

        public var code: String { Self.codes[self] }

        private static let codes = Codes<Self>(.asWritten)
    }

    public var at: Instant
    public var cause: Cause

    public init(at: Instant, cause: Cause) {
        self.at = at
        self.cause = cause
    }
}
