import SluiceCore

extension Sequencer {
    mutating func read(_ query: ReadQuery) throws -> Answer {
        // What a read brings back is unchanged: the archive has it already.
        let row = row - 1
        switch query {
        case .policy(let version):
            guard let version else { return answer(with: ledger.policy) }
            return answer(with: ledger.policies.first { $0.version == version })
        case .account(let key):
            settle(.settle(key))
            return Answer(
                outcome: Outcome(.applied), time: ledger.time, account: ledger.account(key))
        case .hold(let key):
            try residency.supply(.hold(key), to: &ledger, row: row)
            if let hold = ledger.hold(key) { settle(.settle(hold.account)) }
            let hold = ledger.hold(key)
            return Answer(
                outcome: Outcome(.applied), time: ledger.time, hold: hold,
                extendableUntil: hold.map { ledger.extendableUntil($0) })
        case .order(let key):
            try residency.supply(.order(key), to: &ledger, row: row)
            // An order with an open return is resident with all its holds.
            settle(.settleOrder(key))
            return Answer(
                outcome: Outcome(.applied), time: ledger.time, order: ledger.order(key))
        case .merchant(let key):
            var answer = answer(with: ledger.policy)
            answer.merchant = ledger.merchant(key)
            return answer
        case .proposal(let key):
            return Answer(
                outcome: Outcome(.applied), time: nextTime(),
                proposals: ledger.proposal(key).map { [$0] } ?? [])
        case .proposals(let filter): return proposals(filter)
        }
    }

    private func answer(with policy: Policy?) -> Answer {
        var answer = Answer(outcome: Outcome(.applied), time: ledger.time)
        answer.policy = policy
        return answer
    }

    private mutating func proposals(_ filter: ProposalFilter) -> Answer {
        var answer = Answer(outcome: Outcome(.applied), time: nextTime())
        // None is ever removed, so their places are in the order they were made.
        ledger.forEachProposal { proposal in
            guard answer.proposals.count < filter.limit, proposal.proposedSequence > filter.after,
                filter.isOpen.map({ $0 == proposal.isOpen(at: answer.time) }) ?? true
            else { return }
            answer.proposals.append(proposal)
        }
        return answer
    }

    /// Does what is due of something, as a command of the engine's own.
    mutating func settle(_ body: Command.Body) {
        guard ledger.journal?.mode == .live else { return }
        let time = nextTime()
        let command = Command(
            actor: .engine, businessDate: calendar.date(of: time), body: body)
        let outcome = ledger.apply(command, at: time)
        record(Submission(command: command), outcome, at: time)
    }
}
