import SluiceCore

/// The body of `POST /v1/holds`.
public struct PlaceHoldRequest: Equatable, Sendable {
    public let id: String?
    public let account: String
    public let amount: Money
    public let currency: Currency
    public let merchant: String
    public let number: String
    /// `order` where the body names none.
    public let purpose: Code
    public let lines: [Line]
    public let scenario: Code?
    public let retryOf: String?

    public struct Line: Equatable, Sendable {
        public let line: String
        public let amount: Money
        public let seller: String?

        init(_ reader: ObjectReader) throws(FieldError) {
            var reader = reader
            line = try reader.identifier("line")
            amount = try reader.money("amount")
            seller = try reader.optionalIdentifier("seller")
            try reader.finish()
        }
    }

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        id = try reader.optionalIdentifier("id")
        account = try reader.identifier("account")
        amount = try reader.money("amount")
        currency = try reader.currency("currency")
        var order = try reader.object("order")
        merchant = try order.identifier("merchant")
        number = try order.identifier("number")
        try order.finish()
        purpose = try reader.optionalLedgerCode("purpose") ?? .order
        var lines: [Line] = []
        for line in try reader.optionalArray("lines", count: 1...APILimits.linesMax) ?? [] {
            lines.append(try Line(line))
        }
        self.lines = lines
        scenario = try reader.optionalLedgerCode("scenario")
        retryOf = try reader.optionalIdentifier("retry_of")
        try reader.finish()
    }
}
