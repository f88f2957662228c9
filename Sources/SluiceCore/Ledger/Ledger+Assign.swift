extension Ledger {
    /// Assigns the resulting values of an event to the records it names.
    mutating func assign(_ event: Event) {
        switch event {
        case .journalCreated(let body): journal = body
        case .wentLive: journal?.mode = .live
        case .policyAdopted(let policy): policies.append(policy)
        case .merchantSeen(let key):
            let record = MerchantRecord(key: key, parkedFacts: 0, sequence: sequence)
            merchants.insert(record, at: key)
        case .sourceSeen(let key):
            sources.insert(SourceRecord(key: key, sequence: sequence), at: key)
        case .accountOpened(let event): assign(event)
        case .accountOperated(let event): assign(event)
        case .orderSeen(let event):
            let record = OrderRecord(
                key: event.order, merchant: event.merchant, sequence: sequence)
            orders.insert(record, at: event.order)
        case .orderKnown(let event): assign(event)
        case .holdPlaced(let event): assign(event)
        case .holdMoved(let event): assign(event)
        case .operationRefused(let event): assign(event)
        case .factRecorded(let event): assign(event)
        case .breakFound(let event):
            let order = orders.slot(of: event.order)!
            orders[order].breaks.append(
                OrderBreak(kind: event.kind, line: event.line, sequence: sequence))
            orders[order].sequence = sequence
        case .holdAliased(let event):
            let record = HoldAlias(
                key: event.alias, hold: event.hold, retryOf: event.retryOf, sequence: sequence)
            aliases.insert(record, at: event.alias)
        }
    }

    private mutating func assign(_ event: AccountOpened) {
        let record = AccountRecord(
            key: event.account, currency: event.currency, openedAt: now,
            balances: event.balances, openingLimit: event.balances.limit, sequence: sequence)
        accounts.insert(record, at: event.account)
    }

    private mutating func assign(_ event: AccountOperated) {
        let slot = accounts.slot(of: event.account)!
        assign(event.balances, to: slot)
        let record = AccountOperation(
            key: event.operation, account: event.account, kind: event.kind,
            amount: event.amount, reason: event.reason, reverses: event.reverses,
            reversedSequence: 0, sequence: sequence)
        accountOperations.insert(record, at: event.operation)
        if let repayment = accountOperations.slot(of: event.reverses) {
            accountOperations[repayment].reversedSequence = sequence
        }
    }

    private mutating func assign(_ event: OrderKnown) {
        let order = orders.slot(of: event.order)!
        orders[order].isKnown = true
        orders[order].sequence = sequence
        let merchant = merchants.slot(of: event.merchant)!
        merchants[merchant].parkedFacts = event.parkedFacts
        merchants[merchant].sequence = sequence
    }

    private mutating func assign(_ event: FactRecorded) {
        let order = orders.slot(of: event.order)!
        var fact = event.fact
        fact.recordedAt = now
        fact.sequence = sequence
        orders[order].facts.append(fact)
        orders[order].sequence = sequence
        orderOfFact[fact.key] = event.order
        let merchant = merchants.slot(of: event.merchant)!
        merchants[merchant].parkedFacts = event.parkedFacts
        merchants[merchant].sequence = sequence
    }

    private mutating func assign(_ event: HoldPlaced) {
        let isDeclined = event.decision != .approved
        let returned = isDeclined
        let record = HoldRecord(
            key: event.hold, account: event.account, merchant: event.merchant,
            order: event.order, purpose: event.purpose, scenario: event.scenario,
            isScenarioNamed: event.isScenarioNamed, generation: event.generation,
            retryOf: event.retryOf, requested: event.amount, currency: event.currency,
            amounts: .placed(event.amount, isReturned: returned), decision: event.decision,
            reason: event.decision, captureOn: event.captureOn,
            policyVersion: event.policyVersion, placedAt: now, expiresAt: event.expiresAt,
            guaranteedUntil: event.guaranteedUntil, endedAt: isDeclined ? now : .never,
            placedSequence: sequence, sequence: sequence,
            lines: event.lines.map {
                HoldLine(
                    key: $0.line, seller: $0.seller, requested: $0.amount,
                    amounts: .placed($0.amount, isReturned: returned))
            },
            operations: [])
        let slot = holds.insert(record, at: event.hold)
        let account = accounts.slot(of: event.account)!
        assign(event.balances, to: account)
        if !isDeclined { link(slot, to: account) }
        let order = orders.slot(of: event.order)!
        orders[order].holds.append(
            OrderHold(
                hold: event.hold, account: event.account, purpose: event.purpose,
                generation: event.generation))
        orders[order].sequence = sequence
    }

    private mutating func assign(_ event: HoldMoved) {
        let slot = holds.slot(of: event.hold)!
        let account = accounts.slot(of: event.account)!
        assign(event.balances, to: account)
        let wasLive = holds[slot].status.isLive
        holds[slot].amounts = event.amounts
        holds[slot].reason = event.reason
        holds[slot].sequence = sequence
        for moved in event.lines {
            if let index = holds[slot].lines.firstIndex(where: { $0.key == moved.line }) {
                holds[slot].lines[index].amounts = moved.amounts
            } else {
                holds[slot].lines.append(
                    HoldLine(
                        key: moved.line, seller: .none, requested: .zero,
                        amounts: moved.amounts))
            }
        }
        if !event.operation.isNone {
            holds[slot].operations.append(
                HoldOperation(
                    key: event.operation, kind: event.kind, request: event.request,
                    outcome: .applied, amount: event.amount, sequence: sequence))
        }
        if wasLive, !event.amounts.open.isPositive {
            holds[slot].endedAt = now
            unlink(slot, from: account)
        }
    }

    private mutating func assign(_ event: OperationRefused) {
        let slot = holds.slot(of: event.hold)!
        holds[slot].operations.append(
            HoldOperation(
                key: event.operation, kind: event.kind, request: event.request,
                outcome: event.outcome, amount: .zero, sequence: sequence))
        holds[slot].sequence = sequence
    }

    private mutating func assign(_ balances: Balances, to account: Slot) {
        accounts[account].balances = balances
        accounts[account].sequence = sequence
    }
}

extension HoldAmounts {
    fileprivate static func placed(_ amount: Money, isReturned: Bool) -> HoldAmounts {
        HoldAmounts(authorised: amount, released: isReturned ? amount : .zero)
    }
}
