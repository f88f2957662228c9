import SluiceCore

extension ReferenceLedger {
    mutating func place(_ body: PlaceHold, occurredAt: Instant?) -> Verdict {
        if let verdict = malformed(body) { return verdict }
        if accounts[body.account] == nil { return Verdict(.accountNotFound, .account) }
        settle(body.account)
        if let place = holds.firstIndex(where: { $0.placement.hold == body.hold }) {
            settle(holds[place].placement.account)
            return answer(body, placedBefore: holds[place], as: holds[place].placement.retryOf)
        }
        if let alias = aliases[body.hold] {
            let place = holds.firstIndex { $0.placement.hold == alias.hold }!
            settle(holds[place].placement.account)
            return answer(body, placedBefore: holds[place], as: alias.retryOf)
        }
        if body.currency != accounts[body.account]!.currency {
            return Verdict(.currencyMismatch, .currency)
        }
        guard let policy, let terms = policy.scenario(body.scenario ?? policy.defaultScenario)
        else { return Verdict(.scenarioUnknown, .scenario) }

        settleReturns(of: body.order)
        let newest = newestHold(on: body)
        let follows = meant(body.retryOf)
        if let newest, follows.isNone || meant(newest.placement.retryOf) == follows {
            // The same attempt under another id, which is a name of the hold from now on.
            let verdict = answer(body, placedBefore: newest, as: nil)
            if verdict.isReplay, !body.isDryRun {
                aliases[body.hold] = ReferenceAlias(hold: newest.placement.hold, retryOf: follows)
            }
            return verdict
        }
        if !follows.isNone {
            // Only the newest hold may be followed, and only if it ended and never billed.
            let mayFollow: [HoldStatus] = [.declined, .released, .expired]
            guard let newest, newest.placement.hold == follows,
                mayFollow.contains(newest.status), !isTerminal(body.order)
            else { return Verdict(.retryNotAllowed, .retryOf) }
        }
        let next = (newest?.generation ?? 0) + 1
        let generation = body.history?.generation ?? next
        if generation < next { return Verdict(.invalidRequest, .generation) }
        if let history = body.history,
            held(body.account) + sums(of: history, body).open > largestAmount
        {
            return Verdict(.balanceOutOfRange, .amount)
        }

        let decision = decide(on: body, scenario: terms.name)
        let start = body.history?.placedAt ?? (mode == .historical ? occurredAt ?? now : now)
        // What moved elsewhere was approved there.
        let isWhole =
            body.history.map { sums(of: $0, body) == Sums(authorised: body.amount.minor) } ?? true
        let isReviewed = decision == .approved && body.review != nil && isWhole
        if body.isDryRun {
            return Verdict(
                isReviewed ? .pending : code(of: decision), hold: body.hold,
                amount: body.amount.minor)
        }
        let missing = body.amount.minor - headroom(body.account, for: terms.name)
        let index = granted(
            body, terms, generation: generation, start: start, decision: decision,
            wasReviewed: isReviewed)
        if let review = body.review, isReviewed {
            let spanNs =
                review == .automatic
                ? policy.reviews.placementAutomaticNs : policy.reviews.placementPersonNs
            holds[index].overlays = [
                ReferenceHold.Overlay(
                    kind: .placementReview, id: .none, until: now.later(by: spanNs))
            ]
        }
        if decision == .insufficientLimit {
            accounts[body.account]!.declines.append(
                ReferenceAccount.Decline(hold: body.hold, at: now, missing: missing))
            accounts[body.account]!.declines = accounts[body.account]!.declines.suffix(64)
        }
        begin(index)
        noteBreaks(in: body.order)
        if decision == .approved { hearWhatIsKnown(of: body.order) }
        let code = isReviewed ? .pending : code(of: decision)
        return Verdict(code, hold: body.hold, amount: body.amount.minor)
    }

    /// The first hold that refuses a placement to be one of its own: the newest on the key.
    func newestHold(on body: PlaceHold) -> ReferenceHold? {
        holds.last {
            $0.placement.account == body.account && $0.placement.merchant == body.merchant
                && $0.placement.order == body.order && $0.placement.purpose == body.purpose
        }
    }

    /// Adds a hold to the list, with the terms that begin at a time.
    mutating func granted(
        _ body: PlaceHold, _ terms: ScenarioPolicy, scenario: Code? = nil,
        policyVersion: UInt32? = nil, generation: UInt32, link: HoldLink? = nil,
        linked: HoldKey? = nil, placedAt: Instant? = nil, start: Instant,
        decision: Reason = .approved,
        wasReviewed: Bool = false
    ) -> Int {
        let end = start.later(by: terms.timeToLiveNs)
        let placedAt = placedAt ?? body.history?.placedAt ?? now
        let retryOf = meant(body.retryOf)
        holds.append(
            ReferenceHold(
                placement: body, scenario: scenario ?? terms.name, terms: terms,
                policyVersion: policyVersion ?? policy!.version, generation: generation,
                link: link ?? (retryOf.isNone ? .none : .retryOf), linked: linked ?? retryOf,
                placedAt: placedAt, wasReviewed: wasReviewed, serial: nextSerial(),
                decision: decision, expiresAt: end,
                guaranteedUntil: min(
                    Instant(ns: max(start.ns, end.ns - terms.guaranteeLeadNs)),
                    terms.silentAfterNs.map {
                        (body.history == nil ? start : now).later(by: $0)
                    } ?? .never)))
        existing.insert(body.order)
        return holds.count - 1
    }

    /// What becomes of a hold in the step of its placement.
    private mutating func begin(_ index: Int) {
        let body = holds[index].placement
        if holds[index].decision != .approved {
            // It never locked anything: no day and no account knows of it.
            for share in holds[index].all(\.open) {
                let changes = Sums(released: share.amount)
                change(index, .release, share.line, changes, holds[index].decision)
            }
            return
        }
        if let history = body.history { bring(history, to: index) }
        book(body.currency, placed: holds[index].total(\.open))
        for fact in saidInTime(of: body.order) { apply(fact, to: [index]) }
    }

    /// What became of a hold elsewhere, as movements of each line.
    private mutating func bring(_ history: HoldHistory, to index: Int) {
        let body = holds[index].placement
        var now: [(line: LineKey?, sums: Sums)] = history.lines.map { ($0.line, Sums($0.amounts)) }
        if body.lines.isEmpty { now = [(nil, sums(of: history, body))] }
        holds[index].addedLines = history.lines.dropFirst(body.lines.count).map(\.line)
        let overlays = holds[index].overlays
        for (line, sums) in now {
            var changes = sums
            changes.authorised -= holds[index].sums(line).authorised
            if changes != Sums() { change(index, .release, line, changes, .approved) }
        }
        // Between two of its lines nothing may have been open; what counts is the whole.
        holds[index].endedAt = holds[index].total(\.open) == 0 ? self.now : nil
        if holds[index].endedAt == nil { holds[index].overlays = overlays }
        holds[index].answers = history.operations.map { operation in
            let made = operation.linked.isNone ? body.hold : operation.linked
            var field = Field.none
            if !operation.outcome.isSuccess {
                if operation.request.amount != nil { field = .amount }
                if !operation.request.lines.isEmpty { field = .lines }
            }
            return ReferenceHold.Answer(
                id: operation.key, kind: operation.kind, request: operation.request,
                verdict: Verdict(
                    operation.outcome, field, hold: made, amount: operation.amount.minor),
                late: operation.linked.isNone ? 0 : operation.amount.minor)
        }
    }

    private func sums(of history: HoldHistory, _ body: PlaceHold) -> Sums {
        Sums(
            authorised: (history.authorised ?? body.amount).minor,
            captured: history.captured.minor, released: history.released.minor,
            expired: history.expired.minor, refunded: history.refunded.minor)
    }

    private func malformed(_ body: PlaceHold) -> Verdict? {
        if !body.amount.isMovable { return Verdict(.invalidRequest, .amount) }
        let names = body.lines.map(\.line)
        if body.lines.contains(where: { !$0.amount.isMovable }) || Set(names).count != names.count {
            return Verdict(.invalidRequest, .lines)
        }
        if let field = malformed(body.history, body) { return Verdict(.invalidRequest, field) }
        let sum = body.lines.reduce(0) { $0 + $1.amount.minor }
        if !body.lines.isEmpty, sum != body.amount.minor { return Verdict(.linesDoNotSum, .lines) }
        if body.history != nil, actor.role != .migration {
            return Verdict(.roleNotAllowed, .placedAt)
        }
        return nil
    }

    private func malformed(_ history: HoldHistory?, _ body: PlaceHold) -> Field? {
        guard let history else { return nil }
        let whole = sums(of: history, body)
        if !isPossible(whole) { return .captured }
        let past = history.lines.map { (line: $0.line, sums: Sums($0.amounts)) }
        if past.isEmpty {
            let hasMoved = whole != Sums(authorised: body.amount.minor)
            if hasMoved, !body.lines.isEmpty { return .lines }
        } else {
            let names = past.map(\.line)
            let placed = body.lines.map(\.line)
            if placed.isEmpty || Array(names.prefix(placed.count)) != placed
                || Set(names).count != names.count || !past.map(\.sums).allSatisfy(isPossible)
            {
                return .lines
            }
            let together = past.map(\.sums).reduce(into: Sums()) { all, line in
                all.authorised += line.authorised
                all.captured += line.captured
                all.released += line.released
                all.expired += line.expired
                all.refunded += line.refunded
            }
            if together != whole { return .lines }
        }
        return history.generation == 0 ? .generation : nil
    }

    private func isPossible(_ sums: Sums) -> Bool {
        [sums.authorised, sums.captured, sums.released, sums.expired, sums.refunded]
            .allSatisfy { (0...largestAmount).contains($0) }
            && sums.refunded <= sums.captured && sums.open >= 0
    }

    private func decide(on body: PlaceHold, scenario: Code) -> Reason {
        if body.history != nil { return .approved }
        if isTerminal(body.order) { return .orderTerminal }
        if let ban = accounts[body.account]!.ban { return ban }
        let isCovered = body.amount.minor <= headroom(body.account, for: scenario)
        return isCovered ? .approved : .insufficientLimit
    }

    func meant(_ id: HoldKey) -> HoldKey { aliases[id]?.hold ?? id }

    /// - Parameter retryOf: what the id said it was a retry of; nil: known by its natural key.
    private func answer(
        _ body: PlaceHold, placedBefore first: ReferenceHold, as retryOf: HoldKey?
    ) -> Verdict {
        let placed = first.placement
        var field: Field?
        // Checked from the last to the first, so that the first difference is named.
        if let retryOf, meant(body.retryOf) != meant(retryOf) { field = .retryOf }
        if body.lines != placed.lines { field = .lines }
        if body.hasConsent != placed.hasConsent { field = .overcaptureConsent }
        if body.plan != placed.plan { field = .plan }
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
            first.wasReviewed ? .pending : code(of: first.decision), hold: placed.hold,
            amount: placed.amount.minor, isReplay: true)
    }

    private func code(of decision: Reason) -> OutcomeCode {
        switch decision {
        case .insufficientLimit: .insufficientLimit
        case .orderTerminal: .orderTerminal
        case .accountRestricted: .accountRestricted
        case .delinquent: .delinquent
        default: .approved
        }
    }
}
