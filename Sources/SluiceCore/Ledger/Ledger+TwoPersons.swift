extension Ledger {
    /// Offers a command for a second person's approval. Precedence: kind of command · person · id.
    mutating func propose(_ body: Propose) -> Outcome {
        guard body.command.canNeedTwoPersons else {
            return Outcome(.invalidRequest, field: .command)
        }
        guard let person = actor.person else { return Outcome(.personNeeded) }
        if let first = proposals.record(of: body.proposal) {
            guard first.command == body.command else {
                return Outcome(.idConflict, field: .command)
            }
            return Outcome(.proposed, sequence: first.proposedSequence, isReplay: true)
        }
        emit(
            .proposalMade(
                ProposalMade(
                    proposal: body.proposal, command: body.command, proposer: person,
                    expiresAt: now.adding(spanNs: ProposalRecord.openNs))))
        return Outcome(.proposed, sequence: sequence)
    }

    /// Lets a proposed command run, as if it were given now.
    ///
    /// Precedence: proposal · sequence · closed · expired · person · same person · beneficiary ·
    /// what the command itself comes to. A refusal of the command that leaves no trace leaves the
    /// proposal open.
    mutating func approve(_ body: Approve, occurredAt: Instant?) -> Outcome {
        guard let proposal = proposals.record(of: body.proposal) else {
            return Outcome(.proposalNotFound)
        }
        guard proposal.proposedSequence == body.sequence else {
            return Outcome(.idConflict, field: .sequence)
        }
        guard proposal.isOpen else {
            guard proposal.approver == actor.person else { return Outcome(.proposalClosed) }
            if case .repairHolds(let body) = proposal.command { repair = judged(body) }
            return Outcome(proposal.outcome, sequence: proposal.sequence, isReplay: true)
        }
        guard now < proposal.expiresAt else { return Outcome(.proposalExpired) }
        guard let person = actor.person else { return Outcome(.personNeeded) }
        guard person != proposal.proposer else { return Outcome(.samePerson) }
        let owners = owners(concernedBy: proposal.command)
        if owners.contains(person) || owners.contains(proposal.proposer) {
            return Outcome(.beneficiary)
        }
        isApproved = true
        let outcome = run(proposal.command, occurredAt: occurredAt)
        isApproved = false
        guard outcome.code.isRecorded, !outcome.isReplay else { return outcome }
        emit(
            .proposalDecided(
                ProposalDecided(
                    proposal: proposal.key, approver: person, outcome: outcome.code)))
        return outcome
    }

    /// The persons whose credit lines a command is about.
    private func owners(concernedBy command: Command.Body) -> [SubjectKey] {
        let accounts: [AccountKey]
        switch command {
        case .setLimit(let body): accounts = [body.account]
        case .correct(let body): accounts = self.accounts(of: [body.hold])
        case .capture(let body): accounts = self.accounts(of: [body.hold])
        case .repairHolds(let body): accounts = self.accounts(of: body.targets.map(\.hold))
        default: accounts = []
        }
        return accounts.compactMap { self.accounts.record(of: $0)?.owner }.filter { !$0.isNone }
    }

    func accounts(of keys: [HoldKey]) -> [AccountKey] {
        keys.compactMap { holds.slot(of: $0) }.map { holds[$0].account }
    }

    /// Whether the person who acts owns the account: nobody gives themselves credit.
    @inline(__always)
    func isBeneficiary(of account: AccountKey) -> Bool {
        guard let person = actor.person, let slot = accounts.slot(of: account) else { return false }
        return accounts[slot].owner == person
    }

    // MARK: Raises of limits

    /// Whether a raise is counted for the person who makes it.
    func counts(raise minor: Int64) -> Bool {
        minor > 0 && !isApproved && policy?.twoPersons.limitRaiseMax != nil
            && actor.person != nil
    }

    /// Whether the actor may raise a limit without a second person.
    func mayRaise(by minor: Int64, currency: Currency) -> Bool {
        guard minor > 0, !isApproved, let most = policy?.twoPersons.limitRaiseMax else {
            return true
        }
        // Without a person there is nobody to count for: then every raise takes two.
        guard actor.person != nil else { return false }
        return raisedToday(currency).adding(Money(minor: minor)).map { $0 <= most } ?? false
    }

    func raisedToday(_ currency: Currency) -> Money {
        // A day before the newest one counted is no way round: it counts on that one.
        guard let person = actor.person, let subject = subjects.record(of: person),
            subject.date >= date
        else { return .zero }
        return subject.raised.first { $0.currency == currency }?.amount ?? .zero
    }
}

extension Command.Body {
    /// Whether policy may want two persons for the command.
    public var canNeedTwoPersons: Bool {
        switch self {
        case .correct, .adoptPolicy, .setLimit: true
        case .capture(let body): body.isForced
        case .repairHolds(let body): !body.isDryRun
        default: false
        }
    }
}
