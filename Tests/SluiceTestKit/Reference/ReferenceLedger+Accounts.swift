import SluiceCore

extension ReferenceLedger {
    mutating func openAccount(_ body: OpenAccount) -> Verdict {
        if !body.limit.isGrantable { return Verdict(.invalidRequest, .limit) }
        if !body.owed.isGrantable { return Verdict(.invalidRequest, .owed) }
        if !body.creditBalance.isGrantable || body.owed.minor > 0 && body.creditBalance.minor > 0 {
            return Verdict(.invalidRequest, .creditBalance)
        }
        let payouts = body.payouts.map(\.key)
        if Set(payouts).count != payouts.count || !body.payouts.allSatisfy(\.amount.isMovable)
            || body.payouts.reduce(0, { $0 + $1.amount.minor }) > largestAmount
        {
            return Verdict(.invalidRequest, .payout)
        }
        let ids = body.operations.map(\.key)
        let areGrantable = body.operations.allSatisfy { $0.content.amount.isGrantable }
        if Set(ids).count != ids.count || !areGrantable { return Verdict(.invalidRequest, .id) }
        if actor.role != .migration {
            if body.owed.minor > 0 { return Verdict(.roleNotAllowed, .owed) }
            if body.creditBalance.minor > 0 { return Verdict(.roleNotAllowed, .creditBalance) }
            if !payouts.isEmpty { return Verdict(.roleNotAllowed, .payout) }
            if !ids.isEmpty { return Verdict(.roleNotAllowed, .id) }
        }
        if let first = accounts[body.account]?.opening {
            settle(body.account)
            if first.currency != body.currency { return Verdict(.idConflict, .currency) }
            if first.limit != body.limit { return Verdict(.idConflict, .limit) }
            if first.owed != body.owed { return Verdict(.idConflict, .owed) }
            if first.creditBalance != body.creditBalance {
                return Verdict(.idConflict, .creditBalance)
            }
            return Verdict(.applied, amount: body.limit.minor, isReplay: true)
        }
        let known = accounts.values.flatMap(\.operations).map(\.id)
        if !Set(known).isDisjoint(with: ids) { return Verdict(.idConflict, .id) }
        accounts[body.account] = ReferenceAccount(body)
        for payout in body.payouts {
            accounts[body.account]!.payouts.append(
                ReferenceAccount.Obligation(
                    id: payout.key, hold: payout.hold, amount: payout.amount.minor,
                    dueAt: payout.dueAt, isOverdue: false, serial: nextSerial()))
        }
        return Verdict(.applied, amount: body.limit.minor)
    }

    mutating func setLimit(_ body: SetLimit) -> Verdict {
        let isTemporary = body.until != nil
        if isTemporary ? !body.limit.isMovable : !body.limit.isGrantable {
            return Verdict(.invalidRequest, .limit)
        }
        let mayGive: [Reason] = [.limitGranted, .limitReview, .limitRequested]
        if !mayGive.contains(body.reason) { return Verdict(.invalidRequest, .reason) }
        if !isTemporary, body.scenario != nil { return Verdict(.invalidRequest, .scenario) }
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        let account = accounts[body.account]!
        if let first = account.operation(body.operation) {
            var field: Field?
            if first.content.reason != body.reason { field = .reason }
            if first.content.scenario != body.scenario { field = .scenario }
            if first.content.until != body.until { field = .until }
            if first.content.amount != body.limit { field = .limit }
            if ![.limit, .temporaryLimit].contains(first.kind) { field = .kind }
            if let field { return Verdict(.idConflict, field) }
            return Verdict(.applied, amount: first.amount, isReplay: true)
        }
        if let until = body.until, until <= now { return Verdict(.invalidRequest, .until) }
        if let scenario = body.scenario, policy?.scenario(scenario) == nil {
            return Verdict(.scenarioUnknown, .scenario)
        }
        if isTemporary, account.temporaryLimits.count >= 20 {
            return Verdict(.accountFull, .account)
        }
        let rest = isTemporary ? account.limit : account.limit - account.fixedLimit
        if rest + body.limit.minor > largestAmount { return Verdict(.balanceOutOfRange, .limit) }
        let raise = isTemporary ? body.limit.minor : body.limit.minor - account.fixedLimit
        if raise > 0, isOwn(body.account) { return Verdict(.beneficiary) }
        if raise > 0, !isApproved, let most = policy?.twoPersons.limitRaiseMax {
            if !mayRaise(raise, account.currency, most.minor) {
                return Verdict(.approvalNeeded, .limit)
            }
            raises.append(
                ReferenceRaise(
                    person: person, date: dateOfRaise, currency: account.currency,
                    amount: raise))
        }
        if let until = body.until {
            accounts[body.account]!.temporaryLimits.append(
                ReferenceAccount.Temporary(
                    id: body.operation, amount: body.limit.minor, until: until,
                    scenario: body.scenario, serial: nextSerial()))
        } else {
            accounts[body.account]!.fixedLimit = body.limit.minor
        }
        let content = AccountRequest(
            amount: body.limit, reason: body.reason, until: body.until, scenario: body.scenario)
        return done(
            isTemporary ? .temporaryLimit : .limit, body.account, body.operation, content,
            amount: body.limit.minor)
    }

    /// Whether one person alone may raise limits so far on this day.
    private func mayRaise(_ amount: Int64, _ currency: Currency, _ most: Int64) -> Bool {
        // Without a person there is nobody to count for.
        if person.isNone { return false }
        let before = raises.filter {
            $0.person == person && $0.date == dateOfRaise && $0.currency == currency
        }
        return before.reduce(amount) { $0 + $1.amount } <= most
    }

    /// The day a raise is counted on: no earlier than the person's newest one, or the sum could
    /// be passed by going to and fro between days.
    private var dateOfRaise: BusinessDate {
        raises.filter { $0.person == person }.map(\.date).reduce(today, max)
    }

    mutating func endLimit(_ body: EndLimit) -> Verdict {
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        if let verdict = repeated(body.account, body.operation, .limitEnd, body.limit, .limit) {
            return verdict
        }
        let limits = accounts[body.account]!.temporaryLimits
        guard let place = limits.firstIndex(where: { $0.id == body.limit }) else {
            return Verdict(.limitNotFound, .limit)
        }
        accounts[body.account]!.temporaryLimits.remove(at: place)
        return done(
            .limitEnd, body.account, body.operation, AccountRequest(subject: body.limit),
            amount: limits[place].amount)
    }

    mutating func restrict(_ body: Restrict) -> Verdict {
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        let account = accounts[body.account]!
        if let first = account.operation(body.operation) {
            var field: Field?
            if first.content.until != body.reviewBy { field = .reviewBy }
            if first.content.restriction != body.kind { field = .kind }
            if first.kind != .restriction { field = .kind }
            if let field { return Verdict(.idConflict, field) }
            return Verdict(.applied, isReplay: true)
        }
        if let reviewBy = body.reviewBy, reviewBy <= now {
            return Verdict(.invalidRequest, .reviewBy)
        }
        if account.restrictions.count >= 20 { return Verdict(.accountFull, .account) }
        accounts[body.account]!.restrictions.append(
            ReferenceAccount.Ban(id: body.operation, kind: body.kind, reviewBy: body.reviewBy))
        let content = AccountRequest(until: body.reviewBy, restriction: body.kind)
        return done(.restriction, body.account, body.operation, content)
    }

    mutating func liftRestriction(_ body: LiftRestriction) -> Verdict {
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        if let verdict = repeated(
            body.account, body.operation, .lift, body.restriction, .restriction)
        {
            return verdict
        }
        let bans = accounts[body.account]!.restrictions
        guard let place = bans.firstIndex(where: { $0.id == body.restriction }) else {
            return Verdict(.restrictionNotFound, .restriction)
        }
        if isOwn(body.account) { return Verdict(.beneficiary) }
        accounts[body.account]!.restrictions.remove(at: place)
        return done(
            .lift, body.account, body.operation, AccountRequest(subject: body.restriction))
    }

    /// The answer to an id used before, of an operation that is about another one.
    func repeated(
        _ account: AccountKey, _ id: OperationKey, _ kind: AccountOperationKind,
        _ subject: OperationKey, _ field: Field
    ) -> Verdict? {
        guard let first = accounts[account]!.operation(id) else { return nil }
        if first.kind != kind { return Verdict(.idConflict, .kind) }
        if first.content.subject != subject { return Verdict(.idConflict, field) }
        return Verdict(.applied, amount: first.amount, isReplay: true)
    }

    mutating func done(
        _ kind: AccountOperationKind, _ account: AccountKey, _ id: OperationKey,
        _ content: AccountRequest, amount: Int64 = 0,
        entry: ReferenceAccount.Entry = ReferenceAccount.Entry()
    ) -> Verdict {
        accounts[account]!.entries.append(entry)
        accounts[account]!.operations.append(
            ReferenceAccount.Operation(id: id, kind: kind, content: content, amount: amount))
        return Verdict(.applied, amount: amount)
    }
}
