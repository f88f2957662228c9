extension Ledger {
    /// Reserves part of a credit line for an order, atomically with the limit check.
    ///
    /// Precedence: form of amount and lines · role · account · id · currency · scenario · natural
    /// key · `retry_of` · order full · generation · order terminal · restriction · limit. The last
    /// three decline: the hold is recorded as such and its id is used up. Facts of the order known
    /// already are applied in the same step. An id that the natural key answers is bound to the
    /// hold that answered. A dry run goes as far as the decision.
    mutating func place(_ body: PlaceHold, occurredAt: Instant?) -> Outcome {
        if let field = body.malformedField { return Outcome(.invalidRequest, field: field) }
        guard body.linesSumUp else { return Outcome(.linesDoNotSum, field: .lines) }
        if body.past != nil, actor.role != .migration {
            return Outcome(.roleNotAllowed, field: .placedAt)
        }
        guard let account = accounts.slot(of: body.account) else {
            return Outcome(.accountNotFound, field: .account)
        }
        settle(account: account)
        if let outcome = repeatedID(body) { return outcome }
        guard body.currency == accounts[account].currency else {
            return Outcome(.currencyMismatch, field: .currency)
        }
        guard let inForce,
            let terms = inForce.value.scenario(body.scenario ?? inForce.value.defaultScenario)
        else { return Outcome(.scenarioUnknown, field: .scenario) }

        let order = orders.slot(of: body.order)
        if let order { settle(order: order) }
        let latest = order.flatMap {
            orders[$0].latest(account: body.account, purpose: body.purpose)
        }
        let retryOf = resolved(body.retryOf)
        if let latest, let slot = holder(of: latest, unlessAfter: retryOf) {
            if body.isDryRun { return repeated(body, first: slot, .sameNaturalKey) }
            return alias(body, to: slot, retryOf: retryOf)
        }
        if !retryOf.isNone {
            guard let latest, latest.hold == retryOf, isFree(latest.hold, in: order!)
            else { return Outcome(.retryNotAllowed, field: .retryOf) }
        }
        if let order, orders[order].holds.count >= LedgerLimits.holdsPerOrderMax {
            return Outcome(.orderFull, field: .order)
        }
        let next = (latest?.generation ?? 0) + 1
        let generation = body.past?.value.generation ?? next
        guard generation >= next else { return Outcome(.invalidRequest, field: .generation) }
        if body.past != nil, accounts[account].balances.held.adding(body.open) == nil {
            return Outcome(.balanceOutOfRange, field: .amount)
        }

        let decision = decide(body, order: order, account: account, scenario: terms.name)
        if !body.isDryRun { announce(body, order: order) }
        let isRetry = !retryOf.isNone
        let placed = placement(
            body, account: account, opensOrder: order == nil, decision: decision,
            occurredAt: occurredAt, policy: terms,
            terms: HoldTerms(
                merchant: body.merchant, purpose: body.purpose, scenario: terms.name,
                isScenarioNamed: body.scenario != nil, plan: body.plan,
                hasConsent: body.hasConsent, generation: generation,
                link: isRetry ? .retryOf : .none, linked: retryOf, currency: body.currency,
                captureOn: terms.captureOn, policyVersion: policyVersion))
        if body.isDryRun { return quote(placed) }
        let outcome = Outcome(
            OutcomeCode(placement: decision, isPending: placed.reviewUntil != nil),
            hold: body.hold, sequence: sequence + 1, amount: body.amount)
        let slot = emit(consume placed)
        if decision == .approved {
            applyKnownFacts(to: body.hold, of: holds[slot].orderSlot)
        } else {
            // The order exists from now on: what was parked for it may contradict itself.
            findBreaks(in: body.order)
        }
        return outcome
    }

    /// Tells what a placement would come to, and leaves everything as it is. Its id is not used up.
    private mutating func quote(_ placed: HoldPlaced) -> Outcome {
        var quoted = placed
        quoted.postings = Postings()
        emit(.holdQuoted(quoted))
        return Outcome(
            OutcomeCode(placement: placed.decision, isPending: placed.reviewUntil != nil),
            hold: placed.hold, sequence: sequence, amount: placed.amount)
    }

    private func decide(
        _ body: PlaceHold, order: Slot?, account: Slot, scenario: Code
    ) -> Reason {
        if body.past != nil { return .approved }
        if let order, orders[order].isTerminal { return .orderTerminal }
        if let restriction = restriction(of: account) { return restriction }
        let headroom =
            accounts[account].hasDetails
            ? accounts[account].headroomMinor(scenario: scenario)
            : accounts[account].balances.headroomMinor
        return body.amount.minor > headroom ? .insufficientLimit : .approved
    }

    /// The answer to a placement whose id is known, as a hold or as another name of one.
    private mutating func repeatedID(_ body: PlaceHold) -> Outcome? {
        if let slot = holds.slot(of: body.hold) {
            settle(holds[slot].account)
            return repeated(
                body, first: slot, .sameID(retryOf: holds.terms(of: slot).value.retryOf))
        }
        guard let alias = aliases.record(of: body.hold) else { return nil }
        let slot = holds.slot(of: alias.hold)!
        settle(holds[slot].account)
        return repeated(body, first: slot, .sameID(retryOf: alias.retryOf))
    }

    /// How a placement is known to have been made before.
    private enum Repetition {
        /// Under its id, which then named this in `retry_of`.
        case sameID(retryOf: HoldKey)
        case sameNaturalKey
    }

    /// The answer to a placement made before: under its id, or under its natural key.
    private func repeated(_ body: PlaceHold, first slot: Slot, _ kind: Repetition) -> Outcome {
        let hold = holds.record(at: slot)
        var field = body.difference(from: hold)
        var conflict = OutcomeCode.duplicateHold
        if case .sameID(let retryOf) = kind {
            conflict = .idConflict
            if field == .none, resolved(body.retryOf) != retryOf { field = .retryOf }
        }
        guard field == .none else { return Outcome(conflict, field: field, hold: hold.key) }
        return Outcome(
            hold.placementCode, hold: hold.key,
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

    /// The newest hold on a natural key, where that answers a placement: one that is to follow it comes after it.
    @inline(__always)
    private func holder(of latest: OrderHold, unlessAfter retryOf: HoldKey) -> Slot? {
        let slot = holds.slot(of: latest.hold)!
        return retryOf.isNone || retryOf == holds.terms(of: slot).value.retryOf ? slot : nil
    }

    /// Whether a placement is answered by a hold that is there, under its id or its natural key: it adds none.
    ///
    /// The records it needs are resident.
    public func isRepeated(_ body: PlaceHold) -> Bool {
        if holds.slot(of: body.hold) != nil || aliases.record(of: body.hold) != nil { return true }
        let latest = orders.record(of: body.order)?
            .latest(account: body.account, purpose: body.purpose)
        return latest.flatMap { holder(of: $0, unlessAfter: resolved(body.retryOf)) } != nil
    }

    /// The hold that an id stands for.
    private func resolved(_ key: HoldKey) -> HoldKey { aliases.record(of: key)?.hold ?? key }

    /// Whether a natural key whose newest hold is this one may be taken again.
    private func isFree(_ key: HoldKey, in order: Slot) -> Bool {
        guard let hold = holds.record(of: key) else { return false }
        return !hold.isOpen && hold.status != .split
            && !hold.amounts.captured.isPositive && !orders[order].isTerminal
    }

    /// Makes the merchants of a placement known, and its order if it was spoken of before.
    private mutating func announce(_ body: PlaceHold, order: Slot?) {
        see(body.merchant)
        for line in body.lines where !line.seller.isNone { see(line.seller) }
        if let order { know(order) }
    }

    private func placement(
        _ body: PlaceHold, account: Slot, opensOrder: Bool, decision: Reason, occurredAt: Instant?,
        policy scenario: ScenarioPolicy, terms: HoldTerms
    ) -> HoldPlaced {
        let isHistorical = journal?.mode == .historical
        let start = body.past?.value.placedAt ?? (isHistorical ? occurredAt ?? now : now)
        let expiresAt = start.adding(spanNs: scenario.timeToLiveNs)
        let open = body.open
        var resulting = accounts[account].balances
        var postings = Postings()
        if decision == .approved {
            resulting.held += open
            postings = Postings(.unused, open.negated, .held, open)
        }
        let reviewUntil = body.review.flatMap { stage in
            decision == .approved && body.hasNotMoved
                ? now.adding(spanNs: policy!.reviews.placementNs(stage)) : nil
        }
        return HoldPlaced(
            hold: body.hold, account: body.account, order: body.order,
            terms: holds.shared(terms),
            opensOrder: opensOrder, amount: body.amount,
            decision: decision, expiresAt: expiresAt,
            // A migrated hold is spoken of now.
            guaranteedUntil: scenario.promised(
                until: expiresAt, from: start, lastWord: body.past == nil ? start : now),
            reviewUntil: reviewUntil, history: body.past, lines: body.lines,
            balances: resulting, postings: postings)
    }

    mutating func see(_ merchant: MerchantKey) {
        if merchants.slot(of: merchant) == nil { emit(.merchantSeen(merchant)) }
    }

    /// Makes an order that was spoken of exist, with all that was parked for it.
    mutating func know(_ slot: Slot) {
        guard !orders[slot].isKnown else { return }
        let merchant = orders[slot].merchant
        let parked =
            merchants.record(of: merchant)!.parkedFacts - UInt32(orders[slot].facts.count)
        emit(
            .orderKnown(
                OrderKnown(order: orders[slot].key, merchant: merchant, parkedFacts: parked)))
    }
}

extension OutcomeCode {
    /// What a placement with this decision is answered.
    public init(placement decision: Reason, isPending: Bool = false) {
        switch decision {
        case .insufficientLimit: self = .insufficientLimit
        case .orderTerminal: self = .orderTerminal
        case .accountRestricted: self = .accountRestricted
        case .delinquent: self = .delinquent
        default: self = isPending ? .pending : .approved
        }
    }
}

extension HoldRecord {
    /// What the placement was answered: a decision of its review does not change it.
    fileprivate var placementCode: OutcomeCode {
        OutcomeCode(placement: decision, isPending: wasReviewed)
    }
}

extension ReviewPolicy {
    fileprivate func placementNs(_ stage: ReviewStage) -> Int64 {
        switch stage {
        case .automatic: placementAutomaticNs
        case .person: placementPersonNs
        }
    }
}

extension ScenarioPolicy {
    /// When the promise to the merchant ends, of a hold that ends then.
    func guaranteed(until expiresAt: Instant, from placedAt: Instant) -> Instant {
        max(Instant(ns: expiresAt.ns - guaranteeLeadNs), min(placedAt, expiresAt))
    }

    /// The same of an order that was spoken of last at an instant: silence ends the promise earlier.
    func promised(
        until expiresAt: Instant, from placedAt: Instant, lastWord: Instant
    ) -> Instant {
        let guaranteed = guaranteed(until: expiresAt, from: placedAt)
        guard let silentAfterNs else { return guaranteed }
        return min(guaranteed, lastWord.adding(spanNs: silentAfterNs))
    }
}

extension PlaceHold {
    /// The first field whose form alone is wrong, nil if none is.
    fileprivate var malformedField: Field? {
        if !amount.isInRange || !amount.isPositive { return .amount }
        if lines.contains(where: { !$0.amount.isInRange || !$0.amount.isPositive }) {
            return .lines
        }
        if lines.count > 1, !lines.map(\.line).isDistinct { return .lines }
        return past.flatMap { malformedField(of: $0.value) }
    }

    private func malformedField(of history: HoldHistory) -> Field? {
        let amounts = history.amounts(of: amount)
        guard amounts.canBeGiven else { return .captured }
        if lines.isEmpty ? !history.lines.isEmpty : !isSound(history.lines, amounts) {
            return .lines
        }
        return history.generation == 0 ? .generation : nil
    }

    /// Whether lines of the past go with the placement and are together what the hold is; none are
    /// needed while nothing of it moved.
    private func isSound(_ past: [PastLine], _ amounts: HoldAmounts) -> Bool {
        if past.isEmpty { return hasNotMoved }
        guard past.prefix(lines.count).map(\.line) == lines.map(\.line),
            past.map(\.line).isDistinct, past.allSatisfy(\.amounts.canBeGiven)
        else { return false }
        let parts: [KeyPath<HoldAmounts, Money>] = [
            \.authorised, \.captured, \.released, \.expired, \.refunded,
        ]
        return parts.allSatisfy { part in
            Money.sum(of: past.map { $0.amounts[keyPath: part] }) == amounts[keyPath: part]
        }
    }

    /// What a placement leaves open: all, but for a migrated hold.
    fileprivate var open: Money { past?.value.amounts(of: amount).open ?? amount }

    /// Whether the hold is as it was placed.
    fileprivate var hasNotMoved: Bool {
        past.map { $0.value.amounts(of: amount) == HoldAmounts(authorised: amount) } ?? true
    }

    fileprivate var linesSumUp: Bool {
        lines.isEmpty || Money.sum(of: lines.lazy.map(\.amount)) == amount
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
        if plan != first.plan { return .plan }
        if hasConsent != first.hasConsent { return .overcaptureConsent }
        let placed = first.lines.filter { $0.requested.isPositive }
            .map { PlaceLine(line: $0.key, amount: $0.requested, seller: $0.seller) }
        return lines == placed ? .none : .lines
    }
}

extension HoldAmounts {
    /// Whether the parts are in range and go together.
    fileprivate var canBeGiven: Bool {
        [authorised, captured, released, expired, refunded].allSatisfy(\.isInRange)
            && refunded <= captured && open.minor >= 0
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
