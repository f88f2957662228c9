import SluiceCore

extension Sequencer {
    /// Applies a command and keeps what it brought about.
    mutating func apply(_ submission: Submission) throws -> (outcome: Outcome, time: Instant) {
        if case .acceptClock = submission.command.body, !acceptClock() {
            return (Outcome(.applied, isReplay: true), ledger.time)
        }
        guard ledger.isMeant(by: submission) else { throw EngineRefusal.policyMoved }
        try settleRepaired(submission.command)
        let time = try nextTime(for: submission.command)
        try residency.supply(submission.command, to: &ledger, row: row)
        if let lacking = options.capacity.lacking(for: submission.command, in: ledger) {
            throw EngineRefusal.capacity(lacking)
        }
        let outcome = ledger.apply(submission.command, at: time)
        record(submission, outcome, at: time)
        tally.count(outcome)
        return (outcome, time)
    }

    /// Does what is due on each account of a repair as a command of its own: one that is refused or only
    /// looks leaves nothing behind, and a record settles one account.
    private mutating func settleRepaired(_ command: Command) throws {
        switch command.body {
        case .repairHolds, .approve: break
        default: return
        }
        try residency.supply(command, to: &ledger, row: row)
        for account in ledger.accountsRepaired(by: command.body) { settle(.settle(account)) }
    }

    /// The same for one of several commands that are answered each by itself: one there is no room
    /// for, or whose records cannot be read, stops none that follow.
    mutating func outcome(of submission: Submission) -> Result<Outcome, EngineRefusal> {
        do {
            return .success(try apply(submission).outcome)
        } catch let refusal as EngineRefusal {
            return .failure(refusal)
        } catch {
            return .failure(.archiveUnreadable("\(error)"))
        }
    }

    /// Keeps what a command brought about. A refusal that is not recorded, or a replay, may have
    /// found something due: that is kept as a settling of the account. A replay that binds its id
    /// to the hold of another is a command in its own right. Of the names all are kept: which of them are first used
    /// here the journal's writer finds out (`SealedBatch.keepIntroducedNames`).
    mutating func record(_ submission: Submission, _ outcome: Outcome, at time: Instant) {
        let events = ledger.emitted
        guard !events.isEmpty else { return }
        var command = submission.command
        command.businessDate = ledger.date
        var code = outcome.code
        var names = Names()
        if outcome.code.isRecorded && (!outcome.isReplay || events.contains(where: \.isAlias)) {
            names = submission.names
            noteSubject(of: command)
        } else if let account = events.lazy.compactMap(\.account).first {
            command = Command(
                actor: .engine, businessDate: command.businessDate, body: .settle(account))
            code = .applied
        }
        if !command.note.isNone { carried.notes.append(command.note) }
        add(
            CommandRecord(
                time: time, policyVersion: ledger.policyVersion, command: command,
                outcome: code, names: names, events: events))
    }

    /// Notes that the next record is the first of whoever gave its command.
    private mutating func noteSubject(of command: Command) {
        let subject = command.actor.subject
        guard !subject.isNone, carried.subjects.insert(subject).inserted else { return }
        introducing.append(batchCount)
    }

    func answer(_ body: Command.Body, _ outcome: Outcome, at time: Instant) -> Answer {
        var answer = Answer(outcome: outcome, time: time)
        if !outcome.hold.isNone { answer.hold = ledger.hold(outcome.hold) }
        if let hold = answer.hold { answer.extendableUntil = ledger.extendableUntil(hold) }
        add(to: &answer, after: body)
        return answer
    }

    /// The records a command was about, as they are after it.
    private func add(to answer: inout Answer, after body: Command.Body) {
        switch body {
        case .openAccount(let body): answer.account = ledger.account(body.account)
        case .setLimit(let body): answer.account = ledger.account(body.account)
        case .endLimit(let body): answer.account = ledger.account(body.account)
        case .restrict(let body): answer.account = ledger.account(body.account)
        case .liftRestriction(let body): answer.account = ledger.account(body.account)
        case .repay(let body): answer.account = ledger.account(body.account)
        case .reverseRepayment(let body): answer.account = ledger.account(body.account)
        case .payOut(let body): answer.account = ledger.account(body.account)
        case .recordFact(let body): answer.order = ledger.order(body.order)
        case .recordPull(let body): answer.order = ledger.order(body.order)
        case .recordSweep(let body): answer.merchant = ledger.merchant(body.merchant)
        case .adoptPolicy(let policy): answer.policy = ledger.newest(like: policy)
        case .propose(let body):
            if let proposal = ledger.proposal(body.proposal) { answer.proposals = [proposal] }
        case .approve(let body):
            guard let proposal = ledger.proposal(body.proposal) else { return }
            answer.proposals = [proposal]
            add(to: &answer, after: proposal.command)
        case .capture(let body): show(body.hold, in: &answer)
        case .correct(let body): show(body.hold, in: &answer)
        case .repairHolds: answer.repair = ledger.repair
        case .place(let body) where body.isDryRun:
            answer.quote = ledger.emitted.lazy.compactMap(\.quote).first
        case .closeDay: answer.day = ledger.emitted.lazy.compactMap(\.closing).first
        default: break
        }
    }

    /// Shows the hold of a command whose outcome names none: the repetition of an approval.
    private func show(_ key: HoldKey, in answer: inout Answer) {
        guard answer.hold == nil, let hold = ledger.hold(key) else { return }
        answer.hold = hold
        answer.extendableUntil = ledger.extendableUntil(hold)
    }
}

extension Ledger {
    /// Whether the policy in force is the one a submission is for, or has the rules it would adopt.
    fileprivate func isMeant(by submission: Submission) -> Bool {
        guard let wanted = submission.policyInForce, let policy, policy.version != wanted else {
            return true
        }
        guard case .adoptPolicy(let next) = submission.command.body else { return false }
        return newest(like: next)?.version == policy.version
    }

    /// The newest version with the rules of a policy.
    fileprivate func newest(like policy: Policy) -> Policy? {
        policies.last { adopted in
            var same = policy
            same.version = adopted.version
            return same == adopted
        }
    }
}

extension Event {
    fileprivate var quote: HoldPlaced? {
        if case .holdQuoted(let event) = self { return event }
        return nil
    }

    fileprivate var closing: DayClosed? {
        if case .dayClosed(let event) = self { return event }
        return nil
    }
}

extension Event {
    /// The account an event of due work concerns.
    var account: AccountKey? {
        switch self {
        case .holdMoved(let event): event.account
        case .holdChanged(let event): event.account
        case .accountOperated(let event): event.account
        default: nil
        }
    }

    var isAlias: Bool {
        if case .holdAliased = self { return true }
        return false
    }
}
