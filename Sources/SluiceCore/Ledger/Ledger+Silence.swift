/// Orders nobody speaks of any more.
///
/// The promise to the merchant lasts as long as it speaks: each fact of the order moves it on. When it
/// ends, and the feed is known alive, the credit is given back; else the hold waits, with an overlay
/// that says so, for a word, for proof, or for its end.
extension Ledger {
    /// The terms of the scenario of a hold, of the policy in force at its placement.
    func scenario(of slot: Slot) -> ScenarioPolicy {
        let terms = holds.terms(of: slot).value
        return policies[Int(terms.policyVersion) - 1].scenario(terms.scenario)!
    }

    /// When the promise of a hold would end if its order was spoken of all the time.
    func termPromise(_ slot: Slot) -> Instant {
        let freeze = holds[slot].has(.legalFreeze) ? holds.overlay(.legalFreeze, of: slot) : nil
        return scenario(of: slot).guaranteed(
            until: freeze?.termEndsAt ?? holds[slot].expiresAt, from: holds[slot].placedAt)
    }

    // MARK: Words

    /// Moves the promise of the holds of an order on, now that there is a word of it.
    mutating func hear(_ fact: OrderFact, of order: OrderKey) {
        guard knowsSilence else { return }
        let word = min(fact.occurredAt, now)
        for placed in orders.record(of: order)!.holds {
            guard let slot = holds.slot(of: placed.hold), holds[slot].isOpen,
                holds[slot].listens, let silentAfterNs = scenario(of: slot).silentAfterNs
            else { continue }
            let promised = min(termPromise(slot), word.adding(spanNs: silentAfterNs))
            guard promised > holds[slot].guaranteedUntil else { continue }
            let isSilent = holds[slot].has(.silence)
            change(
                slot, .heard, reason: .orderHeard, guaranteedUntil: promised,
                overlay: isSilent ? holds.overlay(.silence, of: slot) : nil)
        }
    }

    // MARK: Silence

    /// Gives back the credit of an order that is silent, or notes why not.
    mutating func endSilence(_ slot: Slot) {
        let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)!
        settle(feed: merchant)
        var why = reasonToWait(slot, merchant)
        if why == nil, policy!.feeds.outages,
            merchants[merchant].feed.isBurst(at: now, holds: silence[merchant].holds)
        {
            changeFeed(merchant, isLost: true, reason: .silenceBurst)
            why = .syncOutage
        }
        guard let why else {
            let all = allocateAll(slot, of: .open)
            let isOrphan = orders[holds[slot].orderSlot].pull?.isKnown == false
            move(
                slot, kind: .release, operation: .none, request: OperationRequest(),
                allocation: all, amount: all.total,
                reason: isOrphan ? .orphanNoOrder : .orderSilent)
            return
        }
        let since = holds[slot].has(.silence) ? holds.overlay(.silence, of: slot)!.since : now
        change(
            slot, .silenced, reason: why,
            overlay: Overlay(
                kind: .silence, key: .none, since: since, until: holds[slot].expiresAt,
                reason: why))
    }

    /// Why the credit of a silent order is not given back now; nil if it is.
    private func reasonToWait(_ slot: Slot, _ merchant: Slot) -> Reason? {
        guard let policy, policy.repairs.isOn else { return .repairsOff }
        if policy.feeds.outages, merchants[merchant].feed.isLost { return .syncOutage }
        if !isProvedByPull(slot), !isProved(holds[slot].guaranteedUntil, merchant) {
            return .silenceUnproved
        }
        return isCapped(slot, merchant) ? .repairCapped : nil
    }

    /// Whether a merchant has spoken of enough that happened around an instant or later.
    private func isProved(_ at: Instant, _ merchant: Slot) -> Bool {
        guard let feeds = policy?.feeds else { return false }
        return merchants[merchant].feed.hasWords(
            Int(feeds.proofFacts), after: Instant(ns: at.ns - feeds.proofLeadNs))
    }

    /// Whether the merchant was asked for the order of a hold around the end of its promise or later.
    private func isProvedByPull(_ slot: Slot) -> Bool {
        guard let feeds = policy?.feeds, let pull = orders[holds[slot].orderSlot].pull else {
            return false
        }
        return pull.askedAt.ns >= holds[slot].guaranteedUntil.ns - feeds.proofLeadNs
    }

    /// Whether a hold would exceed what is given back of a merchant, or of all, on this date.
    private func isCapped(_ slot: Slot, _ merchant: Slot, beside more: Repairs = Repairs()) -> Bool
    {
        guard let caps = policy?.repairs else { return true }
        let currency = holds.currency(of: slot)
        let open = holds[slot].amounts.open.minor + more.amount(on: more.date, currency).minor
        let given = merchants[merchant].repairs.amount(on: date, currency)
        if let max = caps.merchantDailyMax, given.minor + open > max.minor { return true }
        guard let max = caps.dailyMax else { return false }
        return repairs.amount(on: date, currency).minor + open > max.minor
    }

    /// Whether a hold is more than is ever given back on a day: persons decide.
    private func isBeyondCaps(_ slot: Slot) -> Bool {
        let open = holds[slot].amounts.open
        return [policy?.repairs.merchantDailyMax, policy?.repairs.dailyMax]
            .contains { $0?.map { open > $0 } ?? false }
    }

    /// Lets those act that waited for what has come: proof, the feed, or another day.
    mutating func wake(_ merchant: Slot) {
        guard mayWake(merchant) else { return }
        var woken = Repairs()
        while let entry = silence[merchant].capped.first {
            if isWaiting(entry), !isBeyondCaps(entry.slot) {
                if isCapped(entry.slot, merchant, beside: woken) { break }
                woken.add(
                    holds[entry.slot].amounts.open, on: date, holds.currency(of: entry.slot))
                wake(entry)
            }
            silence[merchant].capped.removeFirst()
        }
        while let entry = silence[merchant].unproved.first,
            isProved(entry.promisedUntil, merchant)
        {
            silence[merchant].unproved.removeFirst()
            wake(entry)
        }
        wakeProved(merchant)
    }

    /// Lets the holds of an order act that waited for the merchant to be asked, or its feed.
    mutating func wake(pulled order: Slot) {
        guard knowsSilence, let merchant = merchants.slot(of: orders[order].merchant) else {
            return
        }
        for placed in orders[order].holds {
            guard let slot = holds.slot(of: placed.hold), holds[slot].listens,
                holds[slot].has(.silence), !holds[slot].isWoken
            else { continue }
            wait(slot, holds.overlay(.silence, of: slot)!.reason)
        }
        if mayWake(merchant) { wakeProved(merchant) }
    }

    private func mayWake(_ merchant: Slot) -> Bool {
        guard knowsSilence, let policy, policy.repairs.isOn else { return false }
        return !policy.feeds.outages || !merchants[merchant].feed.isLost
    }

    private mutating func wakeProved(_ merchant: Slot) {
        while let entry = silence[merchant].proved.popLast() { wake(entry) }
    }

    /// Whether a hold still waits as it did when it was put among those that do.
    private func isWaiting(_ entry: SilentHolds.Entry) -> Bool {
        let slot = entry.slot
        return holds.isTaken(slot) && holds[slot].placedSequence == entry.placedSequence
            && holds[slot].has(.silence) && !holds[slot].isWoken
            && holds[slot].guaranteedUntil == entry.promisedUntil
    }

    private mutating func wake(_ entry: SilentHolds.Entry) {
        guard isWaiting(entry) else { return }
        holds[entry.slot].isWoken = true
        schedule(entry.slot)
    }

    /// Looks again at all that wait, under another policy.
    mutating func wakeAll() {
        for merchant in merchants.slots {
            schedule(feed: merchant)
            guard knowsSilence else { continue }
            silence[merchant].unproved = BinaryHeap()
            silence[merchant].capped = BinaryHeap()
            silence[merchant].proved = []
        }
        guard knowsSilence else { return }
        for slot in holds.slots where holds[slot].has(.silence) && !holds[slot].isWoken {
            wait(slot, holds.overlay(.silence, of: slot)!.reason)
        }
        for merchant in merchants.slots { wake(merchant) }
    }

    // MARK: Derived

    /// Whether a hold is under the rule, told when it is linked.
    mutating func listen(_ slot: Slot) {
        guard scenario(of: slot).silentAfterNs != nil,
            let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)
        else { return }
        holds[slot].listens = true
        holds[slot].isShortened = holds[slot].guaranteedUntil < termPromise(slot)
        silence[merchant].holds += 1
        if holds[slot].has(.silence), !holds[slot].isWoken {
            wait(slot, holds.overlay(.silence, of: slot)!.reason)
        }
    }

    mutating func endListening(_ slot: Slot) {
        guard let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant) else {
            return
        }
        holds[slot].listens = false
        holds[slot].isWoken = false
        silence[merchant].holds -= 1
    }

    /// Puts a silent hold among those that wait; not one that waits for persons.
    mutating func wait(_ slot: Slot, _ reason: Reason) {
        let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)!
        holds[slot].isWoken = false
        let entry = SilentHolds.Entry(
            promisedUntil: holds[slot].guaranteedUntil,
            placedSequence: holds[slot].placedSequence, slot: slot)
        if reason != .repairCapped, isProvedByPull(slot) {
            silence[merchant].proved.append(entry)
        } else if reason != .repairCapped {
            silence[merchant].unproved.push(entry)
        } else if !isBeyondCaps(slot) {
            silence[merchant].capped.push(entry)
        }
    }

    /// Counts what silence gave back.
    mutating func countRepair(_ event: HoldMoved, _ slot: Slot) {
        let terms = holds.terms(of: slot).value
        guard let merchant = merchants.slot(of: terms.merchant) else { return }
        merchants[merchant].feed.countSilent(at: now)
        merchants[merchant].repairs.add(event.amount, on: date, terms.currency)
        repairs.add(event.amount, on: date, terms.currency)
    }

    /// Makes what is derived of feeds from the records, before holds are linked.
    mutating func restoreFeeds() {
        knowsSilence = policies.contains(where: \.knowsSilence)
        now = time
        for merchant in merchants.slots {
            schedule(feed: merchant)
            if merchants[merchant].feed.isLost { lostFeedCount += 1 }
            let given = merchants[merchant].repairs
            if given.date < repairs.date { continue }
            for sum in given.amounts { repairs.add(sum.amount, on: given.date, sum.currency) }
        }
    }
}
