import SluiceCore

/// A difference between the ledger and another book that a reconciliation found, as it is kept.
public struct KeptBreak: Equatable, Sendable {
    public var id: String
    /// `orders` or `settlement`.
    public var book: String
    /// `currency`, `missing`, `extra`, `amount`, `state` or `timing`.
    public var kind: String
    public var merchant: String
    public var order: String
    public var currency: Currency
    public var ledger: Money
    public var other: Money
    public var detail: String
    public var since: Instant
    public var firstSeen: Instant
    public var owner: String
    /// Why somebody is done with it; nil while nobody is.
    public var resolution: String?
    /// When it was found no more; nil while it is.
    public var goneAt: Instant?

    public init(
        id: String, book: String, kind: String, merchant: String, order: String,
        currency: Currency, ledger: Money, other: Money, detail: String, since: Instant,
        firstSeen: Instant, owner: String, resolution: String?, goneAt: Instant?
    ) {
        self.id = id
        self.book = book
        self.kind = kind
        self.merchant = merchant
        self.order = order
        self.currency = currency
        self.ledger = ledger
        self.other = other
        self.detail = detail
        self.since = since
        self.firstSeen = firstSeen
        self.owner = owner
        self.resolution = resolution
        self.goneAt = goneAt
    }

    public var isOpen: Bool { resolution == nil && goneAt == nil }

    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("book", book)
            writer.member("class", kind)
            writer.member("merchant", merchant)
            writer.member("order", order)
            writer.member("currency", currency.code)
            writer.member("ledger", ledger)
            writer.member("other", other)
            writer.member("detail", detail)
            writer.member("since", since)
            writer.member("first_seen", firstSeen)
            writer.member("owner", owner)
            if let resolution { writer.member("resolution", resolution) }
            if let goneAt { writer.member("gone_at", goneAt) }
        }
    }
}

/// The differences that reconciliations found, as doors ask for them.
public struct Breaks: Sendable {
    /// All that is kept, the most in dispute first.
    public let all: @Sendable () throws -> [KeptBreak]
    /// Says whose one is, or why it is done with; false where there is none of the id.
    public let set: @Sendable (_ id: String, _ owner: String?, _ resolution: String?) throws -> Bool

    public init(
        all: @escaping @Sendable () throws -> [KeptBreak],
        set:
            @escaping @Sendable (_ id: String, _ owner: String?, _ resolution: String?) throws
            -> Bool
    ) {
        self.all = all
        self.set = set
    }

    /// Where nothing was ever reconciled.
    public static let none = Breaks(all: { [] }, set: { _, _, _ in false })
}

/// The body of `POST /v1/reconciliations/{id}`.
public struct BreakRequest: Equatable, Sendable {
    public let owner: Code?
    public let resolution: Code?

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        owner = try reader.optionalLedgerCode("owner")
        resolution = try reader.optionalLedgerCode("resolution")
        try reader.finish()
        if owner == nil, resolution == nil {
            throw reader.fault(.missingField, "owner", "An `owner` or a `resolution` is needed.")
        }
    }
}
