import SluiceCore

/// An account as answers show it.
public struct AccountDocument: Equatable, Sendable {
    public var id: String
    public var currency: Currency
    /// The limit in it is the one in force: the fixed limit and all temporary ones.
    public var balances: Balances
    public var fixedLimit: Money
    /// In order of setting.
    public var temporaryLimits: [TemporaryLimit]
    public var restrictions: [Restriction]
    /// In order of the refunds they came from.
    public var payouts: [Payout]
    public var openedAt: Instant
    /// The sequence of the newest event that changed the account.
    public var sequence: UInt64

    public struct TemporaryLimit: Equatable, Sendable {
        public var id: String
        public var amount: Money
        public var until: Instant
        /// nil: for any.
        public var scenario: Code?

        public init(id: String, amount: Money, until: Instant, scenario: Code?) {
            self.id = id
            self.amount = amount
            self.until = until
            self.scenario = scenario
        }
    }

    public struct Restriction: Equatable, Sendable {
        public var id: String
        public var kind: RestrictionKind
        public var since: Instant
        public var reviewBy: Instant?

        public init(id: String, kind: RestrictionKind, since: Instant, reviewBy: Instant?) {
            self.id = id
            self.kind = kind
            self.since = since
            self.reviewBy = reviewBy
        }
    }

    public struct Payout: Equatable, Sendable {
        /// 32 hexadecimal digits: ids of refunds belong to their hold, so two may be the same.
        public var id: String
        /// The refund, or the fact that refunded.
        public var refund: String
        public var hold: String
        public var amount: Money
        public var dueAt: Instant
        public var isOverdue: Bool

        public init(
            id: String, refund: String, hold: String, amount: Money, dueAt: Instant,
            isOverdue: Bool
        ) {
            self.id = id
            self.refund = refund
            self.hold = hold
            self.amount = amount
            self.dueAt = dueAt
            self.isOverdue = isOverdue
        }
    }

    public init(
        id: String, currency: Currency, balances: Balances, fixedLimit: Money,
        temporaryLimits: [TemporaryLimit], restrictions: [Restriction], payouts: [Payout],
        openedAt: Instant, sequence: UInt64
    ) {
        self.id = id
        self.currency = currency
        self.balances = balances
        self.fixedLimit = fixedLimit
        self.temporaryLimits = temporaryLimits
        self.restrictions = restrictions
        self.payouts = payouts
        self.openedAt = openedAt
        self.sequence = sequence
    }

    /// What a hold of a scenario may take: limits bound to other scenarios do not count.
    public func available(in scenario: Code) -> Money {
        let bound = temporaryLimits.lazy.filter { $0.scenario != nil && $0.scenario != scenario }
        let headroomMinor = bound.reduce(balances.headroomMinor) { $0 - $1.amount.minor }
        return Money(minor: max(0, headroomMinor))
    }

    /// The scenarios that have limits of their own, in the order they are first named.
    public var boundScenarios: [Code] {
        var scenarios: [Code] = []
        for case let scenario? in temporaryLimits.map(\.scenario)
        where !scenarios.contains(scenario) {
            scenarios.append(scenario)
        }
        return scenarios
    }
}

extension AccountDocument {
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("currency", currency.code)
            writer.balances(balances)
            writer.member("fixed_limit", fixedLimit)
            writer.name("temporary_limits")
            writer.array { writer in
                for limit in temporaryLimits { limit.write(to: &writer) }
            }
            if !boundScenarios.isEmpty {
                writer.name("available_in")
                writer.object { writer in
                    for scenario in boundScenarios {
                        writer.member(scenario.text, available(in: scenario))
                    }
                }
            }
            writer.name("restrictions")
            writer.array { writer in
                for restriction in restrictions { restriction.write(to: &writer) }
            }
            writer.name("payouts")
            writer.array { writer in for payout in payouts { payout.write(to: &writer) } }
            writer.member("opened_at", openedAt)
            writer.member("sequence", OpaqueSequence.encode(sequence))
        }
    }
}

extension AccountDocument.TemporaryLimit {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("amount", amount)
            writer.member("until", until)
            if let scenario { writer.member("scenario", scenario.text) }
        }
    }
}

extension AccountDocument.Restriction {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("kind", kind.code)
            writer.member("since", since)
            if let reviewBy { writer.member("review_by", reviewBy) }
        }
    }
}

extension AccountDocument.Payout {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("refund", refund)
            writer.member("hold", hold)
            writer.member("amount", amount)
            writer.member("due_at", dueAt)
            writer.member("overdue", isOverdue)
        }
    }
}
