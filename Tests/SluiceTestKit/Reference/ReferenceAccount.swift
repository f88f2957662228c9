import SluiceCore

/// A credit line: what was granted and everything that changed what is owed.
public struct ReferenceAccount: Sendable {
    public let currency: Currency
    let openingLimit: Int64
    public var limit: Int64
    var entries: [Entry] = []
    var operations: [Operation] = []

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
        let amount: Int64
        let reason: Reason
        let repayment: OperationKey
    }

    public var owed: Int64 { entries.reduce(0) { $0 + $1.owed } }
    public var credit: Int64 { entries.reduce(0) { $0 + $1.credit } }
    public var payout: Int64 { entries.reduce(0) { $0 + $1.payout } }

    func operation(_ id: OperationKey) -> Operation? { operations.first { $0.id == id } }

    /// The ids of all repayments, those taken back too.
    var repayments: [OperationKey] { operations.filter { $0.kind == .repayment }.map(\.id) }

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

extension ReferenceLedger {
    /// Σ open over the holds of an account.
    public func held(_ account: AccountKey) -> Int64 {
        holds.filter { $0.placement.account == account }.reduce(0) { $0 + $1.total(\.open) }
    }

    /// Limit − held − owed: available if positive, overlimit if negative.
    func headroom(_ account: AccountKey) -> Int64 {
        accounts[account]!.limit - held(account) - accounts[account]!.owed
    }

    mutating func openAccount(_ body: OpenAccount, at now: Instant) -> Verdict {
        if !body.limit.isGrantable { return Verdict(.invalidRequest, .limit) }
        if let first = accounts[body.account] {
            endWhatIsDue(of: body.account, at: now)
            if first.currency != body.currency { return Verdict(.idConflict, .currency) }
            if first.openingLimit != body.limit.minor { return Verdict(.idConflict, .limit) }
            return Verdict(.applied, amount: body.limit.minor, isReplay: true)
        }
        accounts[body.account] = ReferenceAccount(
            currency: body.currency, openingLimit: body.limit.minor, limit: body.limit.minor)
        return Verdict(.applied, amount: body.limit.minor)
    }

    mutating func setLimit(_ body: SetLimit, at now: Instant) -> Verdict {
        if !body.limit.isGrantable { return Verdict(.invalidRequest, .limit) }
        let mayGive: [Reason] = [.limitGranted, .limitReview, .limitRequested]
        if !mayGive.contains(body.reason) { return Verdict(.invalidRequest, .reason) }
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        endWhatIsDue(of: body.account, at: now)
        if let first = accounts[body.account]!.operation(body.operation) {
            if first.kind != .limit { return Verdict(.idConflict, .kind) }
            if first.amount != body.limit.minor { return Verdict(.idConflict, .limit) }
            if first.reason != body.reason { return Verdict(.idConflict, .reason) }
            return Verdict(.applied, amount: first.amount, isReplay: true)
        }
        accounts[body.account]!.limit = body.limit.minor
        return done(
            .limit, body.account, body.operation, body.limit.minor, reason: body.reason,
            entry: ReferenceAccount.Entry())
    }

    mutating func repay(_ body: Repay, at now: Instant) -> Verdict {
        if !body.principal.isMovable { return Verdict(.invalidRequest, .principal) }
        guard let account = accounts[body.account] else {
            return Verdict(.accountNotFound, .account)
        }
        endWhatIsDue(of: body.account, at: now)
        let principal = body.principal.minor
        if let first = account.operation(body.operation) {
            if first.kind != .repayment { return Verdict(.idConflict, .kind) }
            if first.amount != principal { return Verdict(.idConflict, .principal) }
            return Verdict(.applied, amount: principal, isReplay: true)
        }
        let lowered = min(principal, account.owed)
        let entry = ReferenceAccount.Entry(owed: -lowered, credit: principal - lowered)
        if !account.isInRange(with: entry) { return Verdict(.balanceOutOfRange, .principal) }
        return done(.repayment, body.account, body.operation, principal, entry: entry)
    }

    mutating func reverse(_ body: ReverseRepayment, at now: Instant) -> Verdict {
        guard let account = accounts[body.account] else {
            return Verdict(.accountNotFound, .account)
        }
        endWhatIsDue(of: body.account, at: now)
        if let first = account.operation(body.operation) {
            if first.kind != .reversal { return Verdict(.idConflict, .kind) }
            if first.repayment != body.repayment { return Verdict(.idConflict, .repayment) }
            return Verdict(.applied, amount: first.amount, isReplay: true)
        }
        guard let repayment = account.operation(body.repayment), repayment.kind == .repayment
        else { return Verdict(.repaymentNotFound, .repayment) }
        if account.operations.contains(where: { $0.repayment == body.repayment }) {
            return Verdict(.alreadyReversed, .repayment)
        }
        let fromCredit = min(account.credit, repayment.amount)
        let entry = ReferenceAccount.Entry(
            owed: repayment.amount - fromCredit, credit: -fromCredit)
        if !account.isInRange(with: entry) { return Verdict(.balanceOutOfRange, .repayment) }
        return done(
            .reversal, body.account, body.operation, repayment.amount, of: body.repayment,
            entry: entry)
    }

    private mutating func done(
        _ kind: AccountOperationKind, _ account: AccountKey, _ id: OperationKey,
        _ amount: Int64, reason: Reason = .none, of repayment: OperationKey = .none,
        entry: ReferenceAccount.Entry
    ) -> Verdict {
        accounts[account]!.entries.append(entry)
        accounts[account]!.operations.append(
            ReferenceAccount.Operation(
                id: id, kind: kind, amount: amount, reason: reason, repayment: repayment))
        return Verdict(.applied, amount: amount)
    }
}
