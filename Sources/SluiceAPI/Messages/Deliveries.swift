import SluiceCore

/// What the sender of webhooks asks of the store of messages: what is to be sent to each endpoint, and
/// what became of it (docs/decisions/50-webhooks.md).
///
/// Functions, as in `Messages`. Each may wait for the disk. Errors: `JournalError` of the store.
public struct Deliveries: Sendable {
    /// Begins an endpoint after the newest message; does nothing for one that has begun.
    public var begin: @Sendable (_ endpoint: String) throws -> Void
    /// Forgets an endpoint with all that was to be sent to it.
    public var forget: @Sendable (_ endpoint: String) throws -> Void
    /// Looks through the next messages and takes up those that are for an endpoint, so many at most.
    /// - Returns: what is to be sent, in order of position; nil if there was nothing to look through.
    public var queue:
        @Sendable (_ endpoint: String, DeliveryFilter, _ countMax: Int, _ at: Instant) throws
            -> [Delivery]?
    /// What waits for an endpoint after a position, in order.
    public var waiting:
        @Sendable (_ endpoint: String, _ after: UInt64, _ limit: Int) throws -> [Delivery]
    /// Notes what became of messages, of all or of none.
    public var note: @Sendable (_ endpoint: String, [Delivery]) throws -> Void
    /// Deliveries of an endpoint after a position, of one state or of all.
    public var page:
        @Sendable (_ endpoint: String, DeliveryState?, _ after: UInt64, _ limit: Int) throws
            -> (deliveries: [Delivery], next: UInt64?)
    /// Lets what was given up, after a position, be tried again from now on.
    /// - Returns: how many.
    public var replay: @Sendable (_ endpoint: String, _ after: UInt64, _ at: Instant) throws -> Int
    /// How many are in some states, and since when the oldest waits. What was sent is a long count:
    /// whoever asks often leaves it out.
    public var figures:
        @Sendable (_ endpoint: String, _ states: [DeliveryState]) throws -> DeliveryFigures

    public init(
        begin: @escaping @Sendable (String) throws -> Void,
        forget: @escaping @Sendable (String) throws -> Void,
        queue: @escaping @Sendable (String, DeliveryFilter, Int, Instant) throws -> [Delivery]?,
        waiting: @escaping @Sendable (String, UInt64, Int) throws -> [Delivery],
        note: @escaping @Sendable (String, [Delivery]) throws -> Void,
        page:
            @escaping @Sendable (String, DeliveryState?, UInt64, Int) throws
            -> (deliveries: [Delivery], next: UInt64?),
        replay: @escaping @Sendable (String, UInt64, Instant) throws -> Int,
        figures: @escaping @Sendable (String, [DeliveryState]) throws -> DeliveryFigures
    ) {
        self.begin = begin
        self.forget = forget
        self.queue = queue
        self.waiting = waiting
        self.note = note
        self.page = page
        self.replay = replay
        self.figures = figures
    }
}

/// What of the messages an endpoint gets; all that is named must hold.
public struct DeliveryFilter: Hashable, Sendable {
    public var audience: Audience
    /// Empty: all.
    public var codes: [MessageCode]
    public var merchant: MerchantKey?
    /// Nothing that happened before it.
    public var since: Instant

    public init(
        _ audience: Audience, codes: [MessageCode] = [], merchant: MerchantKey? = nil,
        since: Instant = .epoch
    ) {
        self.audience = audience
        self.codes = codes
        self.merchant = merchant
        self.since = since
    }

    public func takes(_ message: Message) -> Bool {
        message.audiences.contains(audience)
            && (codes.isEmpty || codes.contains(message.code))
            && (merchant.map { $0 == message.merchant } ?? true) && message.time >= since
    }
}

/// The integers are stored: never renumber.
public enum DeliveryState: UInt8, Sendable, CaseIterable {
    case waiting = 1
    case sent = 2
    /// Given up after three days: a dead letter.
    case dead = 3
    /// Not sent, and not to be: overtaken, or not wanted any more.
    case suppressed = 4

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let found = Self.codes.value(of: code) else { return nil }
        self = found
    }
}

/// One message on its way to one endpoint.
public struct Delivery: Hashable, Sendable {
    public var position: UInt64
    /// What goes to an endpoint of one account goes in order.
    public var account: AccountKey
    public var state: DeliveryState
    public var attempts: Int
    public var queuedAt: Instant
    /// The newest attempt.
    public var triedAt: Instant?
    /// When it is tried next, at the earliest.
    public var nextAt: Instant
    /// The status of the newest answer; nil where there was none.
    public var status: Int?
    /// Why it was not taken, in a word: never a text of the receiver's.
    public var detail: String?

    public init(
        position: UInt64, account: AccountKey, state: DeliveryState = .waiting,
        attempts: Int = 0, queuedAt: Instant, triedAt: Instant? = nil, nextAt: Instant,
        status: Int? = nil, detail: String? = nil
    ) {
        self.position = position
        self.account = account
        self.state = state
        self.attempts = attempts
        self.queuedAt = queuedAt
        self.triedAt = triedAt
        self.nextAt = nextAt
        self.status = status
        self.detail = detail
    }
}

/// How an endpoint stands.
public struct DeliveryFigures: Hashable, Sendable {
    public var counts: [DeliveryState: Int]
    /// Since when the first waits of those that wait.
    public var oldest: Instant?

    public init(counts: [DeliveryState: Int], oldest: Instant?) {
        self.counts = counts
        self.oldest = oldest
    }
}
