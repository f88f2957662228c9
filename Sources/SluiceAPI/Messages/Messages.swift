import SluiceCore

/// What doors ask of the store of messages (docs/decisions/49-messages.md).
///
/// Functions rather than a protocol, as for people: there is one store. Each may wait for the disk and
/// is safe to call from any thread. Errors: `JournalError` of the store.
public struct Messages: Sendable {
    /// Messages of one audience after a position, in their order.
    public var page:
        @Sendable (_ query: MessageQuery, _ after: UInt64, _ limit: Int) throws -> MessagePage
    /// The newest event the store knows of.
    public var newestEvent: @Sendable () throws -> UInt64
    /// The newest messages of one audience, the newest first.
    public var newest: @Sendable (_ query: MessageQuery, _ limit: Int) throws -> [KeptMessage]
    /// Several at once, in the order asked for; nil where there is none, or none for the audience.
    public var found: @Sendable (_ places: [MessagePlace]) throws -> [KeptMessage?]
    /// Notes that a message was read; the first time counts.
    public var read: @Sendable (_ position: UInt64, Audience, _ at: Instant) throws -> Void
    /// Tells what comes with its time, up to a time that no event will come before.
    public var remind: @Sendable (_ until: Instant) throws -> Void

    public init(
        page: @escaping @Sendable (MessageQuery, UInt64, Int) throws -> MessagePage,
        newest: @escaping @Sendable (MessageQuery, Int) throws -> [KeptMessage],
        newestEvent: @escaping @Sendable () throws -> UInt64,
        found: @escaping @Sendable ([MessagePlace]) throws -> [KeptMessage?],
        read: @escaping @Sendable (UInt64, Audience, Instant) throws -> Void,
        remind: @escaping @Sendable (Instant) throws -> Void
    ) {
        self.page = page
        self.newest = newest
        self.newestEvent = newestEvent
        self.found = found
        self.read = read
        self.remind = remind
    }

    /// nil if there is none at a position, or none for the audience.
    public func message(_ position: UInt64, _ audience: Audience) throws -> KeptMessage? {
        try found([MessagePlace(position: position, audience: audience)])[0]
    }
}

/// A message as one audience finds it.
public struct MessagePlace: Hashable, Sendable {
    public var position: UInt64
    public var audience: Audience

    public init(position: UInt64, audience: Audience) {
        self.position = position
        self.audience = audience
    }
}

/// Whose messages a page has; all that is named must hold.
public struct MessageQuery: Hashable, Sendable {
    public var audience: Audience
    public var account: AccountKey?
    public var merchant: MerchantKey?
    public var hold: HoldKey?
    /// Whether those are there too that were overtaken before they had to be told.
    public var hasSuppressed: Bool

    public init(
        _ audience: Audience, account: AccountKey? = nil, merchant: MerchantKey? = nil,
        hold: HoldKey? = nil, hasSuppressed: Bool = false
    ) {
        self.audience = audience
        self.account = account
        self.merchant = merchant
        self.hold = hold
        self.hasSuppressed = hasSuppressed
    }
}

/// A message as one of its audiences has it.
public struct KeptMessage: Hashable, Sendable {
    public var message: Message
    public var audience: Audience
    public var readAt: Instant?

    public init(_ message: Message, for audience: Audience, readAt: Instant? = nil) {
        self.message = message
        self.audience = audience
        self.readAt = readAt
    }

    /// The name it has outside: of a position and an audience.
    public var id: String { Self.id(message.position, audience) }

    public static func id(_ position: UInt64, _ audience: Audience) -> String {
        OpaqueSequence.encode(position << 2 | UInt64(audience.bit))
    }

    /// The position and audience of an id; nil for a text that is none.
    public static func place(of id: String) -> (position: UInt64, audience: Audience)? {
        guard let number = OpaqueSequence.decode(id), number >> 2 <= UInt64(Int64.max),
            let audience = Audience.allCases.first(where: { UInt64($0.bit) == number & 3 })
        else { return nil }
        return (number >> 2, audience)
    }
}

/// Part of a list. `next` is the cursor of the following page; nil at the end.
public struct MessagePage: Sendable {
    public var messages: [KeptMessage]
    public var next: UInt64?
    /// The newest event the store can know of.
    public var sequence: UInt64

    public init(messages: [KeptMessage], next: UInt64?, sequence: UInt64) {
        self.messages = messages
        self.next = next
        self.sequence = sequence
    }
}
