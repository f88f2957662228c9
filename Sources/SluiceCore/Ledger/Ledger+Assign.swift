extension Ledger {
    /// Assigns the resulting values of an event to the records it names.
    mutating func assign(_ event: Event) {
        switch event {
        case .journalCreated(let body): journal = body
        case .wentLive: journal?.mode = .live
        case .clockAccepted, .holdQuoted: break
        case .policyAdopted(let policy): assign(policy)
        case .merchantChanged(let event): assign(event)
        case .declineCovered(let event): assign(event)
        case .orderPulled(let event): assign(event)
        case .merchantSwept(let event): assign(event)
        case .holdsRepaired(let event): assign(event)
        case .merchantSeen(let key):
            merchants.insert(MerchantRecord(key: key, sequence: sequence), at: key)
        case .sourceSeen(let key):
            sources.insert(SourceRecord(key: key, sequence: sequence), at: key)
        case .accountOpened(let event): assign(event)
        case .accountOperated(let event): assign(event)
        case .orderSeen(let event):
            let record = OrderRecord(
                key: event.order, merchant: event.merchant, sequence: sequence)
            noteOrder(orders.insert(record, at: event.order))
        case .orderKnown(let event): assign(event)
        case .holdPlaced(let event): assign(event)
        case .holdMoved(let event): assign(event, at: holds.slot(of: event.hold)!)
        case .operationRefused(let event): assign(event)
        case .factRecorded(let event): assign(event)
        case .breakFound(let event):
            let order = orders.slot(of: event.order)!
            guard isNews(orders[order].sequence) else { return }
            orders[order].breaks.append(
                OrderBreak(kind: event.kind, line: event.line, sequence: sequence))
            orders[order].sequence = sequence
            noteOrder(order)
        case .holdAliased(let event):
            let record = HoldAlias(
                key: event.alias, hold: event.hold, retryOf: event.retryOf, sequence: sequence)
            noteAlias(aliases.insert(record, at: event.alias))
        case .holdChanged(let event): assign(event)
        case .returnChanged(let event): assign(event)
        case .proposalMade(let event):
            let record = ProposalRecord(
                key: event.proposal, command: event.command, proposer: event.proposer,
                proposedAt: now, expiresAt: event.expiresAt, approver: .none, outcome: .proposed,
                proposedSequence: sequence, sequence: sequence)
            proposals.insert(record, at: event.proposal)
        case .proposalDecided(let event):
            let slot = proposals.slot(of: event.proposal)!
            proposals[slot].approver = event.approver
            proposals[slot].outcome = event.outcome
            proposals[slot].sequence = sequence
        case .dayClosed(let event): book.close(event)
        }
    }

    /// Whether a hold or order of a sequence does not contain the event being assigned already.
    ///
    /// Live it never does. A record that left memory comes back from the archive as it became later:
    /// when a replay that began at a snapshot comes to those events they change nothing of it.
    func isNews(_ recordSequence: UInt64) -> Bool { recordSequence < sequence }

    private mutating func assign(_ policy: Policy) {
        policies.append(policy)
        if policy.knowsSilence { knowsSilence = true }
        wakeAll()
    }

    private mutating func assign(_ event: AccountOpened) {
        let record = AccountRecord(
            key: event.account, owner: event.owner, currency: event.currency, openedAt: now,
            balances: event.balances, opening: event.balances, fixedLimit: event.balances.limit,
            sequence: sequence)
        accounts.insert(record, at: event.account)
        for past in event.operations {
            let slot = accountOperations.insert(
                AccountOperation(
                    key: past.key, account: event.account, kind: past.kind,
                    content: past.content, reversedSequence: past.isReversed ? sequence : 0,
                    sequence: sequence), at: past.key)
            noteOperation(slot)
        }
    }

    private mutating func assign(_ event: OrderKnown) {
        let order = orders.slot(of: event.order)!
        noteOrder(order)
        if isNews(orders[order].sequence) {
            orders[order].isKnown = true
            orders[order].sequence = sequence
        }
        let merchant = merchants.slot(of: event.merchant)!
        merchants[merchant].parkedFacts = event.parkedFacts
        merchants[merchant].sequence = sequence
    }

    private mutating func assign(_ event: FactRecorded) {
        let order = orders.slot(of: event.order)!
        noteOrder(order)
        if isNews(orders[order].sequence) {
            var fact = event.fact
            fact.recordedAt = now
            fact.sequence = sequence
            orders[order].facts.append(fact)
            orders[order].sequence = sequence
            factPlaces.insert(FactPlace(key: fact.key, order: event.order), at: fact.key)
        }
        let merchant = merchants.slot(of: event.merchant)!
        merchants[merchant].parkedFacts = event.parkedFacts
        merchants[merchant].sequence = sequence
        // What we asked for says nothing of what the merchant tells by itself.
        if event.fact.isPulled { return }
        merchants[merchant].feed.hear(event.fact.occurredAt, at: now)
        schedule(feed: merchant)
        wake(merchant)
    }

    private mutating func assign(_ event: ReturnChanged) {
        let slot = orders.slot(of: event.order)!
        guard isNews(orders[slot].sequence) else { return }
        var state = event.state
        state.sequence = sequence
        orders[slot].sequence = sequence
        if let index = orders[slot].returns.firstIndex(where: { $0.key == state.key }) {
            orders[slot].returns[index] = state
        } else {
            state.openedAt = now
            state.openedSequence = sequence
            orders[slot].returns.append(state)
        }
        countReturns(of: slot)
        noteReturn(of: slot)
        if state.isOpen {
            push(
                DueWork.Entry(
                    due: state.dueAt,
                    order: orders[slot].returns.first { $0.key == state.key }!
                        .openedSequence, subject: .order(slot)))
        }
    }

    mutating func assign(_ balances: Balances, to account: Slot) {
        accounts[account].balances = balances
        accounts[account].sequence = sequence
    }
}
