import SluiceCore

extension ReferenceLedger {
    mutating func place(_ body: PlaceHold, at now: Instant, occurredAt: Instant?) -> Verdict {
        if !body.amount.isMovable { return Verdict(.invalidRequest, .amount) }
        let names = body.lines.map(\.line)
        if body.lines.contains(where: { !$0.amount.isMovable }) || Set(names).count != names.count {
            return Verdict(.invalidRequest, .lines)
        }
        let sum = body.lines.reduce(0) { $0 + $1.amount.minor }
        if !body.lines.isEmpty, sum != body.amount.minor { return Verdict(.linesDoNotSum, .lines) }
        guard let account = accounts[body.account] else {
            return Verdict(.accountNotFound, .account)
        }
        endWhatIsDue(of: body.account, at: now)
        if let place = holds.firstIndex(where: { $0.placement.hold == body.hold }) {
            endWhatIsDue(of: holds[place].placement.account, at: now)
            let first = holds[place]
            return answer(body, placedBefore: first, as: first.placement.retryOf)
        }
        if let alias = aliases[body.hold] {
            let place = holds.firstIndex { $0.placement.hold == alias.hold }!
            endWhatIsDue(of: holds[place].placement.account, at: now)
            return answer(body, placedBefore: holds[place], as: alias.retryOf)
        }
        if body.currency != account.currency { return Verdict(.currencyMismatch, .currency) }
        guard let policy, let scenario = policy.scenario(body.scenario ?? policy.defaultScenario)
        else { return Verdict(.scenarioUnknown, .scenario) }

        let newest = holds.last { $0.hasNaturalKey(of: body) }
        let follows = meant(body.retryOf)
        if let newest, follows.isNone || meant(newest.placement.retryOf) == follows {
            // The same attempt under another id, which is a name of the hold from now on.
            let verdict = answer(body, placedBefore: newest, as: nil)
            if verdict.isReplay {
                aliases[body.hold] = ReferenceAlias(hold: newest.placement.hold, retryOf: follows)
            }
            return verdict
        }
        if !follows.isNone {
            // Only the newest hold may be followed, and only if it never billed and has ended.
            guard let newest, newest.placement.hold == follows, !newest.isLive,
                newest.total(\.captured) == 0, !isTerminal(body.order)
            else { return Verdict(.retryNotAllowed, .retryOf) }
        }

        var decision = Reason.approved
        if body.amount.minor > headroom(body.account) { decision = .insufficientLimit }
        if isTerminal(body.order) { decision = .orderTerminal }
        let start = mode == .historical ? occurredAt ?? now : now
        let (end, isBeyond) = start.ns.addingReportingOverflow(scenario.timeToLiveNs)
        holds.append(
            ReferenceHold(
                placement: body, decision: decision, generation: (newest?.generation ?? 0) + 1,
                captureOn: scenario.captureOn,
                expiresAt: Instant(ns: isBeyond ? .max : end)))
        existing.insert(body.order)
        let index = holds.count - 1
        if decision == .approved {
            for fact in saidInTime(of: body.order) { apply(fact, to: [index]) }
        } else {
            move(index, .release, holds[index].all(\.open), decision)
        }
        noteBreaks(in: body.order)
        return Verdict(code(of: decision), hold: body.hold, amount: body.amount.minor)
    }

    private func meant(_ id: HoldKey) -> HoldKey { aliases[id]?.hold ?? id }

    /// - Parameter retryOf: what the id said it was a retry of; nil: known by its natural key.
    private func answer(
        _ body: PlaceHold, placedBefore first: ReferenceHold, as retryOf: HoldKey?
    ) -> Verdict {
        let placed = first.placement
        var field: Field?
        // Checked from the last to the first, so that the first difference is named.
        if let retryOf, meant(body.retryOf) != meant(retryOf) { field = .retryOf }
        if body.lines != placed.lines { field = .lines }
        if body.scenario != placed.scenario { field = .scenario }
        if body.purpose != placed.purpose { field = .purpose }
        if body.currency != placed.currency { field = .currency }
        if body.amount != placed.amount { field = .amount }
        if body.order != placed.order { field = .order }
        if body.merchant != placed.merchant { field = .merchant }
        if body.account != placed.account { field = .account }
        let conflict: OutcomeCode = retryOf == nil ? .duplicateHold : .idConflict
        if let field { return Verdict(conflict, field, hold: placed.hold) }
        return Verdict(
            code(of: first.decision), hold: placed.hold, amount: placed.amount.minor,
            isReplay: true)
    }

    private func code(of decision: Reason) -> OutcomeCode {
        switch decision {
        case .insufficientLimit: .insufficientLimit
        case .orderTerminal: .orderTerminal
        default: .approved
        }
    }
}

extension ReferenceHold {
    fileprivate func hasNaturalKey(of body: PlaceHold) -> Bool {
        placement.account == body.account && placement.merchant == body.merchant
            && placement.order == body.order && placement.purpose == body.purpose
    }
}
