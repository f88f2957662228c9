extension Ledger {
    /// Reserves part of a credit line for an order, atomically with the limit check.
    ///
    /// Precedence: form of amount and lines · account · id · currency · scenario · natural key ·
    /// `retry_of` · order full · order terminal · limit. The last two decline: the hold is recorded
    /// as such and its id is used up. Facts of the order known already are applied in the same
    /// step. An id that the natural key answers is bound to the hold that answered.
    mutating func place(_ body: PlaceHold, occurredAt: Instant?) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        guard body.linesSumUp else { return Outcome(.linesDoNotSum, field: .lines) }
        guard let account = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(body.account)
        if let slot = holds.slot(of: body.hold) {
            settle(holds[slot].account)
            return repeated(body, first: slot, .sameID(retryOf: holds[slot].retryOf))
        }
        if let alias = aliases.record(of: body.hold) {
            let slot = holds.slot(of: alias.hold)!
            settle(holds[slot].account)
            return repeated(body, first: slot, .sameID(retryOf: alias.retryOf))
        }
        guard body.currency == accounts[account].currency else {
            return Outcome(.currencyMismatch, field: .currency)
        }
        guard let policy, let terms = policy.scenario(body.scenario ?? policy.defaultScenario)
        else { return Outcome(.scenarioUnknown, field: .scenario) }

        let order = orders.record(of: body.order)
        let latest = order?.latest(account: body.account, purpose: body.purpose)
        let retryOf = resolved(body.retryOf)
        if let latest {
            let slot = holds.slot(of: latest.hold)!
            if retryOf.isNone || retryOf == holds[slot].retryOf {
                return alias(body, to: slot, retryOf: retryOf)
            }
        }
        if !retryOf.isNone {
            guard let latest, latest.hold == retryOf, isFree(latest.hold, in: order!)
            else { return Outcome(.retryNotAllowed, field: .retryOf) }
        }
        if let order, order.holds.count >= LedgerLimits.holdsPerOrderMax {
            return Outcome(.orderFull, field: .order)
        }

        var decision = Reason.approved
        if let order, order.isTerminal {
            decision = .orderTerminal
        } else if body.amount.minor > accounts[account].balances.headroomMinor {
            decision = .insufficientLimit
        }
        announce(body)
        emit(
            .holdPlaced(
                placement(
                    body, retryOf: retryOf, generation: (latest?.generation ?? 0) + 1,
                    decision: decision,
                    terms: terms, from: occurredAt, balances: accounts[account].balances)))
        let placed = sequence
        if decision == .approved {
            applyKnownFacts(to: body.hold, of: body.order)
        } else {
            // The order exists from now on: what was parked for it may contradict itself.
            findBreaks(in: body.order)
        }
        return Outcome(
            OutcomeCode(placement: decision), hold: body.hold, sequence: placed,
            amount: body.amount)
    }

    /// How a placement is known to have been made before.
    private enum Repetition {
        /// Under its id, which then named this in `retry_of`.
        case sameID(retryOf: HoldKey)
        case sameNaturalKey
    }

    /// The answer to a placement made before: under its id, or under its natural key.
    private func repeated(_ body: PlaceHold, first slot: Slot, _ kind: Repetition) -> Outcome {
        let hold = holds[slot]
        var field = body.difference(from: hold)
        var conflict = OutcomeCode.duplicateHold
        if case .sameID(let retryOf) = kind {
            conflict = .idConflict
            if field == .none, resolved(body.retryOf) != retryOf { field = .retryOf }
        }
        guard field == .none else { return Outcome(conflict, field: field, hold: hold.key) }
        return Outcome(
            OutcomeCode(placement: hold.decision), hold: hold.key,
            sequence: hold.placedSequence, amount: hold.requested, isReplay: true)
    }

    /// Answers with the hold of the natural key, and binds the id to it and to this content.
    private mutating func alias(_ body: PlaceHold, to slot: Slot, retryOf: HoldKey) -> Outcome {
        let outcome = repeated(body, first: slot, .sameNaturalKey)
        if outcome.isReplay {
            emit(
                .holdAliased(
                    HoldAliased(alias: body.hold, hold: outcome.hold, retryOf: retryOf)))
        }
        return outcome
    }

    /// The hold that an id stands for.
    private func resolved(_ key: HoldKey) -> HoldKey { aliases.record(of: key)?.hold ?? key }

    /// Whether a natural key whose newest hold is this one may be taken again.
    private func isFree(_ key: HoldKey, in order: OrderRecord) -> Bool {
        guard let hold = holds.record(of: key) else { return false }
        return !hold.status.isLive && !hold.amounts.captured.isPositive && !order.isTerminal
    }

    /// Makes the merchants and the order of a placement known.
    private mutating func announce(_ body: PlaceHold) {
        see(body.merchant)
        for line in body.lines where !line.seller.isNone { see(line.seller) }
        know(body.order, of: body.merchant)
    }

    private func placement(
        _ body: PlaceHold, retryOf: HoldKey, generation: UInt32, decision: Reason,
        terms: ScenarioPolicy, from occurredAt: Instant?, balances: Balances
    ) -> HoldPlaced {
        let isHistorical = journal?.mode == .historical
        let start = isHistorical ? occurredAt ?? now : now
        let expiresAt = start.adding(spanNs: terms.timeToLiveNs)
        var resulting = balances
        var postings = Postings()
        if decision == .approved {
            resulting.held += body.amount
            postings = [.unused: body.amount.negated, .held: body.amount]
        }
        return HoldPlaced(
            hold: body.hold, account: body.account, merchant: body.merchant, order: body.order,
            purpose: body.purpose, scenario: terms.name, isScenarioNamed: body.scenario != nil,
            generation: generation, retryOf: retryOf, amount: body.amount,
            currency: body.currency, decision: decision, captureOn: terms.captureOn,
            policyVersion: policy!.version, expiresAt: expiresAt, guaranteedUntil: expiresAt,
            lines: body.lines, balances: resulting, postings: postings)
    }

    mutating func see(_ merchant: MerchantKey) {
        if merchants.slot(of: merchant) == nil { emit(.merchantSeen(merchant)) }
    }

    /// Makes an order exist, with all that was parked for it.
    mutating func know(_ key: OrderKey, of merchant: MerchantKey) {
        if orders.slot(of: key) == nil {
            emit(.orderSeen(OrderSeen(order: key, merchant: merchant)))
        }
        guard let order = orders.record(of: key), !order.isKnown else { return }
        let parked = merchants.record(of: merchant)!.parkedFacts - UInt32(order.facts.count)
        emit(.orderKnown(OrderKnown(order: key, merchant: merchant, parkedFacts: parked)))
    }
}

extension OutcomeCode {
    init(placement decision: Reason) {
        switch decision {
        case .insufficientLimit: self = .insufficientLimit
        case .orderTerminal: self = .orderTerminal
        default: self = .approved
        }
    }
}

extension PlaceHold {
    /// The first field whose form alone is wrong, nil if none is.
    fileprivate var malformedField: Field? {
        if !amount.isInRange || !amount.isPositive { return .amount }
        if lines.contains(where: { !$0.amount.isInRange || !$0.amount.isPositive }) {
            return .lines
        }
        return lines.map(\.line).isDistinct ? nil : .lines
    }

    fileprivate var linesSumUp: Bool {
        if lines.isEmpty { return true }
        var sum = Money.zero
        for line in lines {
            guard let next = sum.adding(line.amount) else { return false }
            sum = next
        }
        return sum == amount
    }

    /// The first field in which a repetition differs from the hold placed first, `retryOf` apart.
    fileprivate func difference(from first: HoldRecord) -> Field {
        if account != first.account { return .account }
        if merchant != first.merchant { return .merchant }
        if order != first.order { return .order }
        if amount != first.requested { return .amount }
        if currency != first.currency { return .currency }
        if purpose != first.purpose { return .purpose }
        if (scenario != nil) != first.isScenarioNamed { return .scenario }
        if let scenario, scenario != first.scenario { return .scenario }
        let placed = first.lines.filter { $0.requested.isPositive }
            .map { PlaceLine(line: $0.key, amount: $0.requested, seller: $0.seller) }
        return lines == placed ? .none : .lines
    }
}

extension Array where Element: Hashable {
    /// Whether no element occurs twice; O(n²) below nine elements, where a set costs more.
    var isDistinct: Bool {
        guard count > 1 else { return true }
        if count > 8 { return Set(self).count == count }
        return indices.allSatisfy { index in !self[..<index].contains(self[index]) }
    }
}
