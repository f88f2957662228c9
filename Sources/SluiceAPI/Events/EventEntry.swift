import SluiceCore

/// What is known of a type of what the engine tells: an event of the stream, or a message of webhooks.
public struct EventEntry: Sendable {
    /// What the form of a document is.
    public enum Form: Sendable {
        /// `data` of a server-sent event with these members besides the common ones, where they are for
        /// who is told: the first always, the others at times.
        case event(always: [String], sometimes: [String])
        /// The body of a webhook with a message; nil for one that says nothing.
        case message(MessageCode?)

        public var code: String {
            switch self {
            case .event: "event"
            case .message: "webhook"
            }
        }
    }

    /// What is in the name of the event or in `type` of the body; it has this meaning for ever.
    public let name: String
    /// Who reads the name.
    public let audiences: [Audience]
    public let meaning: Bilingual
    public let form: Form

    /// The version of the interface that had it first.
    public var since: String { "1.0.0" }

    /// What every event has.
    public static let common = ["sequence", "time", "by"]

    /// In the order of the documentation: events, then messages.
    public static let all: [EventEntry] =
        EventType.allCases.map(EventEntry.init) + [changed]
        + MessageCode.allCases.map(EventEntry.init) + [test]

    /// What merchants read of that which has no name of its own towards them.
    static let changed = EventEntry(
        name: "hold.changed", audiences: [.merchant],
        meaning: Bilingual(
            "Something of the lender's stands over the hold, or does no longer.", "授信方对锁定的处理有变化。"),
        form: .event(always: EventTerms.change, sometimes: ["operation", "overlay"]))

    private static let test = EventEntry(
        name: messagePrefix + "test", audiences: Audience.allCases,
        meaning: Bilingual("Somebody tests the endpoint.", "正在测试该接收地址。"), form: .message(nil))

    private init(name: String, audiences: [Audience], meaning: Bilingual, form: Form) {
        self.name = name
        self.audiences = audiences
        self.meaning = meaning
        self.form = form
    }

    private init(_ type: EventType) {
        let terms = type.terms
        self.init(
            name: type.rawValue, audiences: type.audiences, meaning: terms.meaning,
            form: .event(always: terms.always, sometimes: terms.sometimes))
    }

    private init(_ code: MessageCode) {
        self.init(
            name: EventEntry.messagePrefix + code.code, audiences: code.audiences,
            meaning: code.meaning, form: .message(code))
    }

    /// What `type` of a webhook's body begins with.
    public static let messagePrefix = "sluice.message."
}
