import SluiceCore

/// The body of `POST /v1/reviews/{hold}/step-up`.
public struct StepUpRequest: Equatable, Sendable {
    public let challenge: String
    /// Whether the consumer confirmed.
    public let hasPassed: Bool
    /// Of the lender's app, base64.
    public let signature: String

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        challenge = try reader.string("challenge", maxBytes: APILimits.challengeBytesMax)
        hasPassed = try reader.word("result", of: ["passed", "failed"], \.self) == "passed"
        signature = try reader.string("signature", maxBytes: 64)
        try reader.finish()
    }
}

/// What one challenge asks the consumer to confirm.
public struct StepUpChallenge: Equatable, Sendable {
    public var merchant: String
    public var hold: String
    public var account: String
    /// Tells one review of a hold from another: the id under which it may be answered once.
    public var review: String
    public var kind: OverlayKind
    public var amount: Money
    public var currency: String
    public var expiresAt: Instant

    public init(
        merchant: String, hold: String, account: String, review: String, kind: OverlayKind,
        amount: Money, currency: String, expiresAt: Instant
    ) {
        self.merchant = merchant
        self.hold = hold
        self.account = account
        self.review = review
        self.kind = kind
        self.amount = amount
        self.currency = currency
        self.expiresAt = expiresAt
    }
}

extension StepUpChallenge {
    public init(_ bytes: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: bytes)
        merchant = try reader.identifier("merchant")
        hold = try reader.identifier("hold")
        account = try reader.identifier("account")
        review = try reader.identifier("review")
        kind = try reader.word("kind", of: OverlayKind.allCases.filter(\.isReview), \.code)
        amount = Money(minor: try reader.amount("amount"))
        currency = try reader.string("currency", maxBytes: 3)
        expiresAt = Instant(ns: try reader.time("expires_at"))
        try reader.finish()
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { members(to: &$0) }
    }

    public func members(to writer: inout JSONWriter) {
        writer.member("merchant", merchant)
        writer.member("hold", hold)
        writer.member("account", account)
        writer.member("review", review)
        writer.member("kind", kind.code)
        writer.member("amount", amount)
        writer.member("currency", currency)
        writer.member("expires_at", expiresAt)
    }
}
