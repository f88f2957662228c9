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
    public let plan: Code?
    public let hasConsent: Bool
    /// Who looks at the purchase before it is approved; nil: nobody.
    public let review: ReviewStage?
    /// What became of the hold in the system it comes from; for role migration.
    public let history: HoldHistory?
    /// Whether it only asks what the placement would come to.
    public let isDryRun: Bool
    /// What the consumer agreed to, as the lender signed it.
    public let consent: String?

    public struct Line: Equatable, Sendable {
        public let line: String
        public let amount: Money
        public let seller: String?

        public init(line: String, amount: Money, seller: String? = nil) {
            self.line = line
            self.amount = amount
            self.seller = seller
        }

        init(_ reader: ObjectReader) throws(FieldError) {
            var reader = reader
            line = try reader.identifier("line")
            amount = try reader.money("amount")
            seller = try reader.optionalIdentifier("seller")
            try reader.finish()
        }
    }

    public init(
        id: String?, account: String, amount: Money, currency: Currency, merchant: String,
        number: String, purpose: Code = .order, lines: [Line] = [], scenario: Code? = nil,
        retryOf: String? = nil, plan: Code? = nil, hasConsent: Bool = false,
        review: ReviewStage? = nil, history: HoldHistory? = nil, isDryRun: Bool = false,
        consent: String? = nil
    ) {
        self.id = id
        self.account = account
        self.amount = amount
        self.currency = currency
        self.merchant = merchant
        self.number = number
        self.purpose = purpose
        self.lines = lines
        self.scenario = scenario
        self.retryOf = retryOf
        self.plan = plan
        self.hasConsent = hasConsent
        self.review = review
        self.history = history
        self.isDryRun = isDryRun
        self.consent = consent
    }

    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try ObjectReader(body: body))
    }

    public init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
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
        plan = try reader.optionalLedgerCode("plan")
        hasConsent = try reader.optionalBool("overcapture_consent") ?? false
        review = try reader.optionalWord("review", of: ReviewStage.allCases, \.code)
        history = try Self.history(&reader)
        isDryRun = try reader.optionalBool("dry_run") ?? false
        consent = try reader.optionalString("consent", maxBytes: APILimits.consentBytesMax)
        try reader.finish()
        if isDryRun, history != nil {
            throw reader.fault(.invalidField, "dry_run", "A migrated hold is not asked for.")
        }
        if review != nil, history != nil {
            throw reader.fault(.invalidField, "review", "A migrated hold was approved before.")
        }
    }

    private static func history(
        _ reader: inout ObjectReader
    ) throws(FieldError) -> HoldHistory? {
        let all = 0...APILimits.amountMinorMax
        let placedAt = try reader.optionalInstant("placed_at")
        let captured = try reader.optionalMoney("captured", in: all)
        let released = try reader.optionalMoney("released", in: all)
        let expired = try reader.optionalMoney("expired", in: all)
        let refunded = try reader.optionalMoney("refunded", in: all)
        let generation = try reader.optionalInteger("generation", in: 1...Int64(UInt32.max))
        guard let placedAt else {
            let hasMore =
                generation != nil
                || [captured, released, expired, refunded].contains { $0 != nil }
            guard hasMore else { return nil }
            throw reader.fault(.missingField, "placed_at", "A migrated hold says when it began.")
        }
        return HoldHistory(
            placedAt: placedAt, captured: captured ?? .zero, released: released ?? .zero,
            expired: expired ?? .zero, refunded: refunded ?? .zero,
            generation: generation.map { UInt32($0) })
    }
}
