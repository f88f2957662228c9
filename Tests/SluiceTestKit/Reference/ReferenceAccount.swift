import SluiceCore

/// A credit line: what was granted and everything that changed what is owed.
public struct ReferenceAccount: Sendable {
    public let currency: Currency
    public let owner: SubjectKey
    let opening: OpenAccount
    public var fixedLimit: Int64
    /// In order of setting.
    public var temporaryLimits: [Temporary] = []
    /// In order of setting.
    public var restrictions: [Ban] = []
    /// Not paid yet, in order of the refunds.
    public var payouts: [Obligation] = []
    /// Purchases that the limit did not cover, the newest 64.
    var declines: [Decline] = []
    var entries: [Entry]
    var operations: [Operation] = []

    public struct Temporary: Hashable, Sendable {
        public let id: OperationKey
        public let amount: Int64
        public let until: Instant
        public let scenario: Code?
        let serial: Int
    }

    struct Decline: Sendable {
        let hold: HoldKey
        let at: Instant
        let missing: Int64
        var covered: Int64 = 0
    }

    public struct Ban: Hashable, Sendable {
        public let id: OperationKey
        public let kind: RestrictionKind
        public let reviewBy: Instant?
    }

    public struct Obligation: Hashable, Sendable {
        public let id: OperationKey
        public let hold: HoldKey
        public var amount: Int64
        public let dueAt: Instant
        public var isOverdue: Bool
        let serial: Int
    }

    /// A change of what the consumer owes, is owed, and is to be paid out.
    struct Entry: Sendable {
        var owed: Int64 = 0
        var credit: Int64 = 0
        var payout: Int64 = 0
    }

    /// Something done under an id.
    struct Operation: Sendable {
        let id: OperationKey
        let kind: AccountOperationKind
        let content: AccountRequest
        let amount: Int64
        /// Whether it was taken back before the account came here.
        var wasReversed = false
    }

    init(_ body: OpenAccount) {
        opening = body
        currency = body.currency
        owner = body.owner
        fixedLimit = body.limit.minor
        entries = [Entry(owed: body.owed.minor, credit: body.creditBalance.minor)]
        entries += body.payouts.map { Entry(payout: $0.amount.minor) }
        operations = body.operations.map { past in
            Operation(
                id: past.key, kind: past.kind, content: past.content,
                amount: past.content.amount.minor, wasReversed: past.isReversed)
        }
    }

    /// The limit in force.
    public var limit: Int64 { temporaryLimits.reduce(fixedLimit) { $0 + $1.amount } }
    public var owed: Int64 { entries.reduce(0) { $0 + $1.owed } }
    public var credit: Int64 { entries.reduce(0) { $0 + $1.credit } }
    public var payout: Int64 { entries.reduce(0) { $0 + $1.payout } }

    func operation(_ id: OperationKey) -> Operation? { operations.first { $0.id == id } }

    /// The ids of all repayments, those taken back too.
    var repayments: [OperationKey] { operations.filter { $0.kind == .repayment }.map(\.id) }

    /// Why the account may not place and increment; nil: it may.
    var ban: Reason? {
        if restrictions.isEmpty { return nil }
        let isDelinquent = restrictions.contains { $0.kind == .delinquency }
        return isDelinquent ? .delinquent : .accountRestricted
    }

    /// What a capture does: the credit balance pays first, the rest is owed.
    func capturing(_ amount: Int64) -> Entry {
        let paid = min(credit, amount)
        return Entry(owed: amount - paid, credit: -paid)
    }

    /// What a refund does: owed falls first, the surplus is kept or paid out.
    func refunding(_ amount: Int64, isKept: Bool) -> Entry {
        let surplus = max(0, amount - owed)
        return Entry(
            owed: surplus - amount, credit: isKept ? surplus : 0, payout: isKept ? 0 : surplus)
    }

    /// Whether every balance stays in range with one more entry.
    func isInRange(with entry: Entry) -> Bool {
        owed + entry.owed <= largestAmount && credit + entry.credit <= largestAmount
            && payout + entry.payout <= largestAmount
    }
}

/// What one person raised limits by at once.
struct ReferenceRaise: Sendable {
    let person: SubjectKey
    let date: BusinessDate
    let currency: Currency
    let amount: Int64
}

extension ReferenceLedger {
    /// Σ open over the holds of an account.
    public func held(_ account: AccountKey) -> Int64 {
        holds.filter { $0.placement.account == account }.reduce(0) { $0 + $1.total(\.open) }
    }

    /// Limit − held − owed: available if positive, overlimit if negative.
    func headroom(_ account: AccountKey) -> Int64 {
        accounts[account]!.limit - held(account) - accounts[account]!.owed
    }

    /// What a hold of a scenario may take: limits bound to others are not for it.
    func headroom(_ account: AccountKey, for scenario: Code) -> Int64 {
        let others = accounts[account]!.temporaryLimits.filter {
            $0.scenario != nil && $0.scenario != scenario
        }
        return others.reduce(headroom(account)) { $0 - $1.amount }
    }
}
