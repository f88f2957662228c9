import SluiceCore

/// What a merchant shows of one of its orders when it is asked.
public struct OrderView: Equatable, Sendable {
    /// Whether it knows the order.
    public let isKnown: Bool
    /// The kinds of facts it would show.
    public let covers: FactKinds
    public let facts: [Fact]

    /// A fact that stands.
    public struct Fact: Equatable, Sendable {
        public let kind: FactKind
        public let occurredAt: Instant
        public let lines: [NamedLine]
        public let amount: Money?
        /// A cancellation that gives no reason has the plain one of its kind.
        public let reason: Reason

        /// - Parameter reason: nil: the plain one of the kind.
        public init(
            kind: FactKind, occurredAt: Instant, lines: [NamedLine] = [], amount: Money? = nil,
            reason: Reason? = nil
        ) {
            self.kind = kind
            self.occurredAt = occurredAt
            self.lines = lines
            self.amount = amount
            self.reason = reason ?? OrderEventRequest.plainReason(of: kind)
        }
    }

    public init(isKnown: Bool, covers: FactKinds = .all, facts: [Fact] = []) {
        self.isKnown = isKnown
        self.covers = covers
        self.facts = facts
    }

    /// Of an order that the merchant does not know.
    public static let unknown = OrderView(isKnown: false)
}

/// The body of `POST /v1/orders/{merchant}/{number}/pulls`.
public struct PullRequest: Equatable, Sendable {
    public let askedAt: Instant
    public let view: OrderView

    public init(body: [UInt8]) throws(FieldError) {
        var reader = try ObjectReader(body: body)
        askedAt = try reader.instant("asked_at")
        let isKnown = try reader.bool("known")
        let covers = try Self.covers(&reader)
        var facts: [OrderView.Fact] = []
        let range = 0...LedgerLimits.factsPerPullMax
        for fact in try reader.optionalArray("facts", count: range) ?? [] {
            facts.append(try OrderView.Fact(fact))
        }
        try reader.finish()
        guard isKnown || facts.isEmpty else {
            throw reader.fault(
                .invalidField, "facts", "Of an order that is not known nothing stands.")
        }
        view = OrderView(isKnown: isKnown, covers: covers, facts: facts)
    }

    private static func covers(_ reader: inout ObjectReader) throws(FieldError) -> FactKinds {
        let most = FactKind.allCases.count
        guard let given = reader.take("covers") else { return .all }
        if case .array(let words) = given, (1...most).contains(words.count) {
            let kinds = words.compactMap { word -> FactKind? in
                if case .string(let code) = word { FactKind(code: code) } else { nil }
            }
            if kinds.count == words.count { return FactKinds(kinds) }
        }
        let choices = FactKind.allCases.map(\.code).joined(separator: ", ")
        throw reader.fault(.invalidField, "covers", "A list of kinds of facts: \(choices).")
    }
}

extension OrderView.Fact {
    fileprivate init(_ reader: ObjectReader) throws(FieldError) {
        var reader = reader
        let kind = try reader.word("kind", of: FactKind.allCases, \.code)
        let occurredAt = try reader.instant("occurred_at")
        let lines = try NamedLine.list("lines", of: &reader)
        let amount = try reader.optionalMoney("amount", in: 0...APILimits.amountMinorMax)
        let given = try reader.optionalReason("reason", among: Reason.cancellationReasons)
        try reader.finish()
        if let fault = OrderEventRequest.fault(
            kind, hasLines: !lines.isEmpty, amount: amount, givenReason: given)
        {
            throw reader.fault(fault.code, fault.field, fault.detail)
        }
        self.init(
            kind: kind, occurredAt: occurredAt, lines: lines, amount: amount, reason: given)
    }
}
