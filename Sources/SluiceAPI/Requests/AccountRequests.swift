import SluiceCore

/// The body of `POST /v1/accounts`.
public struct OpenAccountRequest: Equatable, Sendable {
    public let id: String
    public let currency: Currency
    public let limit: Money
    /// What is owed already, and the credit balance there is; for role migration.
    public let owed: Money
    public let creditBalance: Money

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        currency = try reader.currency("currency")
        limit = try reader.money("limit", in: 0...APILimits.amountMinorMax)
        let anything = 0...APILimits.amountMinorMax
        var opening = try reader.optionalObject("opening")
        owed = try opening?.optionalMoney("owed", in: anything) ?? .zero
        creditBalance = try opening?.optionalMoney("credit_balance", in: anything) ?? .zero
        try opening?.finish()
        try reader.finish()
        if let shape = PersonalData.shape(of: id) {
            throw reader.fault(
                .idIsPersonalData, "id",
                "The id has the shape of \(shape.text); choose a pseudonym, for an id is kept for ever."
            )
        }
    }
}

/// The body of `POST /v1/accounts/{id}/limits`.
public struct SetLimitRequest: Equatable, Sendable {
    public let id: String
    /// The new fixed limit, or the amount of a temporary one.
    public let limit: Money
    /// The end of a temporary limit; nil: the limit is the fixed one.
    public let until: Instant?
    public let scenario: Code?
    public let reason: Reason

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        limit = try reader.money("limit", in: 0...APILimits.amountMinorMax)
        until = try reader.optionalInstant("until")
        scenario = try reader.optionalLedgerCode("scenario")
        reason = try reader.reason("reason", among: Reason.limitReasons)
        try reader.finish()
    }
}

/// The body of `POST /v1/accounts/{id}/restrictions`.
public struct RestrictRequest: Equatable, Sendable {
    public let id: String
    public let kind: RestrictionKind
    public let reviewBy: Instant?

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        kind = try reader.word("kind", of: RestrictionKind.allCases, \.code)
        reviewBy = try reader.optionalInstant("review_by")
        try reader.finish()
    }
}

/// The body of a request that has an id alone: `POST …/reversals` and `POST …/payments`.
public struct IdentifierRequest: Equatable, Sendable {
    public let id: String

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        try reader.finish()
    }
}

/// The body of `POST /v1/accounts/{id}/repayments`.
public struct RepaymentRequest: Equatable, Sendable {
    public let id: String
    public let principal: Money

    public init(id: String, principal: Money) {
        self.id = id
        self.principal = principal
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        id = try reader.identifier("id")
        principal = try reader.money("principal")
        try reader.finish()
    }
}
