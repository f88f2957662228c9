import SluiceCore

/// A command that waits for a second person, or did.
public struct ReferenceProposal: Sendable {
    public let proposal: ProposalKey
    public let command: Command.Body
    public let proposer: SubjectKey
    public let expiresAt: Instant
    /// Told by the core, as the reference numbers no events.
    public var sequence: UInt64 = 0
    public var approver: SubjectKey?
    public var verdict: Verdict?
}

extension ReferenceLedger {
    /// Who acts, if it is a person; a system is nobody.
    var person: SubjectKey { actor.isPerson ? actor.subject : .none }

    /// Whether who acts is the person whose credit line it is.
    func isOwn(_ account: AccountKey) -> Bool {
        !person.isNone && accounts[account]?.owner == person
    }

    /// The same of a hold, as a refusal.
    func own(_ index: Int) -> Verdict? {
        let placement = holds[index].placement
        return isOwn(placement.account) ? Verdict(.beneficiary, hold: placement.hold) : nil
    }

    /// Learns the number of a proposal just made, which an approval must name.
    public mutating func learn(_ outcome: Outcome, of command: Command) {
        guard case .propose(let body) = command.body, outcome.code == .proposed else { return }
        let place = proposals.firstIndex { $0.proposal == body.proposal }
        if let place, proposals[place].sequence == 0 {
            proposals[place].sequence = outcome.sequence
        }
    }

    mutating func propose(_ body: Propose) -> Verdict {
        let isOffered =
            switch body.command {
            case .correct, .setLimit, .adoptPolicy: true
            case .capture(let capture): capture.isForced
            case .repairHolds(let repair): !repair.isDryRun
            default: false
            }
        if !isOffered { return Verdict(.invalidRequest, .command) }
        if person.isNone { return Verdict(.personNeeded) }
        if let first = proposals.first(where: { $0.proposal == body.proposal }) {
            if first.command != body.command { return Verdict(.idConflict, .command) }
            return Verdict(.proposed, isReplay: true)
        }
        proposals.append(
            ReferenceProposal(
                proposal: body.proposal, command: body.command, proposer: person,
                expiresAt: now.later(by: 24 * 3_600 * 1_000_000_000)))
        return Verdict(.proposed)
    }

    mutating func approve(_ body: Approve, occurredAt: Instant?) -> Verdict {
        guard let place = proposals.firstIndex(where: { $0.proposal == body.proposal }) else {
            return Verdict(.proposalNotFound)
        }
        let proposal = proposals[place]
        if body.sequence != proposal.sequence { return Verdict(.idConflict, .sequence) }
        if let verdict = proposal.verdict {
            if person == proposal.approver { recall(proposal.command) }
            return person == proposal.approver
                ? Verdict(verdict.code, isReplay: true) : Verdict(.proposalClosed)
        }
        if now >= proposal.expiresAt { return Verdict(.proposalExpired) }
        if person.isNone { return Verdict(.personNeeded) }
        if person == proposal.proposer { return Verdict(.samePerson) }
        let owners = owners(concernedBy: proposal.command)
        if owners.contains(person) || owners.contains(proposal.proposer) {
            return Verdict(.beneficiary)
        }
        isApproved = true
        let verdict = run(proposal.command, occurredAt: occurredAt)
        if verdict.code.isRecorded, !verdict.isReplay {
            proposals[place].approver = person
            proposals[place].verdict = verdict
        }
        return verdict
    }

    /// What a repair that was approved came to is looked up again.
    private mutating func recall(_ command: Command.Body) {
        guard case .repairHolds(let body) = command else { return }
        let reason: Reason =
            switch body.detector {
            case .orderOver: .orderCancelled
            case .orderSilent: .orderSilent
            default: .releaseRemaining
            }
        look(body, OperationRequest(reason: reason))
    }

    private func owners(concernedBy command: Command.Body) -> [SubjectKey] {
        let concerned: [HoldKey]
        switch command {
        case .setLimit(let body):
            return [accounts[body.account]?.owner].compactMap(\.self).filter { !$0.isNone }
        case .correct(let body): concerned = [body.hold]
        case .capture(let body): concerned = [body.hold]
        case .repairHolds(let body): concerned = body.targets.map(\.hold)
        default: return []
        }
        return holds.filter { concerned.contains($0.placement.hold) }
            .compactMap { accounts[$0.placement.account]?.owner }.filter { !$0.isNone }
    }
}
