import SluiceCore

/// The body of `POST /v1/accounts`.
public struct OpenAccountRequest: Equatable, Sendable {
    public let id: String
    public let currency: Currency
    public let limit: Money

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        currency = try reader.currency("currency")
        limit = try reader.money("limit", in: 0...APILimits.amountMinorMax)
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
    public let limit: Money
    public let reason: Reason

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        limit = try reader.money("limit", in: 0...APILimits.amountMinorMax)
        reason = try reader.reason("reason", among: Reason.limitReasons)
        try reader.finish()
    }
}

/// The body of `POST /v1/accounts/{id}/repayments`.
public struct RepaymentRequest: Equatable, Sendable {
    public let id: String
    public let principal: Money

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        principal = try reader.money("principal")
        try reader.finish()
    }
}

/// The body of `POST /v1/accounts/{id}/repayments/{repayment}/reversals`.
public struct ReversalRequest: Equatable, Sendable {
    public let id: String

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.identifier("id")
        try reader.finish()
    }
}
