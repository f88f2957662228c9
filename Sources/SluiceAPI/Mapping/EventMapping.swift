import SluiceCore

/// How one merchant tells the events of its orders: where each field lies, and which of its event
/// names is which fact.
public struct EventMapping: Equatable, Sendable {
    /// What an event of a name is here.
    public enum Meaning: Equatable, Sendable {
        case fact(FactKind)
        /// Known, and of no concern.
        case ignore
    }

    public enum TimeFormat: String, CaseIterable, Sendable {
        case rfc3339
        case unixSeconds = "unix_s"
        case unixMilliseconds = "unix_ms"
    }

    /// How amounts are written.
    public enum AmountForm: Equatable, Sendable {
        /// Whole minor units.
        case minor
        /// `188.73`, as text or number, with at most so many decimals.
        case decimal(exponent: Int)
    }

    public struct Lines: Equatable, Sendable {
        /// The list; nil where the event itself is its one line.
        public var path: MemberPath?
        /// Within the line.
        public var line: MemberPath
        public var amount: MemberPath?

        public init(path: MemberPath?, line: MemberPath, amount: MemberPath?) {
            self.path = path
            self.line = line
            self.amount = amount
        }
    }

    /// Why something is cancelled.
    public struct Reasons: Equatable, Sendable {
        public var path: MemberPath
        public var words: [String: Reason]
        /// nil: an unknown word is refused.
        public var otherwise: Reason?

        public init(path: MemberPath, words: [String: Reason], otherwise: Reason?) {
            self.path = path
            self.words = words
            self.otherwise = otherwise
        }
    }

    /// 1…32 of the characters a-z 0-9 _ . -
    public var name: String
    /// Raised with each change, at least 1.
    public var version: Int64
    /// Whose orders they are.
    public var merchant: String
    /// The list of events in a document; nil where a document is one event, or a list itself.
    public var events: MemberPath?
    /// nil: an event has the id of the webhook it came by.
    public var id: MemberPath?
    public var type: MemberPath
    public var time: MemberPath
    public var timeFormat: TimeFormat
    public var order: MemberPath
    public var lines: Lines?
    public var amount: MemberPath?
    public var merchantSequence: MemberPath?
    public var reason: Reasons?
    public var amountForm: AmountForm
    public var facts: [String: Meaning]

    public init(
        name: String, version: Int64, merchant: String, events: MemberPath? = nil,
        id: MemberPath?, type: MemberPath, time: MemberPath, timeFormat: TimeFormat = .rfc3339,
        order: MemberPath, lines: Lines? = nil, amount: MemberPath? = nil,
        merchantSequence: MemberPath? = nil, reason: Reasons? = nil,
        amountForm: AmountForm = .minor, facts: [String: Meaning]
    ) {
        self.name = name
        self.version = version
        self.merchant = merchant
        self.events = events
        self.id = id
        self.type = type
        self.time = time
        self.timeFormat = timeFormat
        self.order = order
        self.lines = lines
        self.amount = amount
        self.merchantSequence = merchantSequence
        self.reason = reason
        self.amountForm = amountForm
        self.facts = facts
    }

    /// The source of its facts, by whichever road they come.
    public var source: String { "mapping:" + name }

    /// The fields of a fact in the merchant's own words, for who is told what is wrong with one.
    public var spelling: [Field: String?] {
        [
            .merchant: nil, .order: order.text, .lines: lines.map { $0.path ?? $0.line }?.text,
            .amount: amount?.text, .merchantSequence: merchantSequence?.text,
            .reason: reason?.path.text, .occurredAt: time.text, .kind: type.text,
        ]
    }
}
