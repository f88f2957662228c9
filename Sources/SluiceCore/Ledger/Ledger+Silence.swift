/// Orders nobody speaks of any more.
///
/// The promise to the merchant lasts as long as it speaks: each fact of the order moves it on. When it
/// ends, and the feed is known alive, the credit is given back; else the hold waits, with an overlay
/// that says so, for a word, for proof, or for its end.
extension Ledger {
    /// How long an order of a hold may be silent; nil where its terms know no silence.
    private func silentAfterNs(_ slot: Slot) -> Int64? {
        let terms = holds.terms(of: slot).value
        return policies[Int(terms.policyVersion) - 1].scenario(terms.scenario)?.silentAfterNs
    }

    // MARK: Words

    /// Moves the promise of the holds of an order on, now that there is a word of it.
    mutating func hear(_ fact: OrderFact, of order: OrderKey) {
        guard knowsSilence else { return }
        let word = min(fact.occurredAt, now)
        for placed in orders.record(of: order)!.holds {
            guard let slot = holds.slot(of: placed.hold), holds[slot].isOpen,
                holds[slot].listens, let silentAfterNs = silentAfterNs(slot)
            else { continue }
            let hold = holds.record(at: slot)
            let promised = min(
                terms(of: hold).guaranteed(until: hold.expiresAt, from: hold.placedAt),
                word.adding(spanNs: silentAfterNs))
            guard promised > hold.guaranteedUntil else { continue }
            change(
                slot, .heard, reason: .orderHeard, guaranteedUntil: promised,
                overlay: hold.overlay(.silence))
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
            move(
                slot, kind: .release, operation: .none, request: OperationRequest(),
                allocation: all, amount: all.total, reason: .orderSilent)
            return
        }
        let hold = holds.record(at: slot)
        change(
            slot, .silenced, reason: why,
            overlay: Overlay(
                kind: .silence, key: .none, since: hold.overlay(.silence)?.since ?? now,
                until: hold.expiresAt, reason: why))
    }

    /// Why the credit of a silent order is not given back now; nil if it is.
    private func reasonToWait(_ slot: Slot, _ merchant: Slot) -> Reason? {
        guard let policy, policy.repairs.isOn else { return .repairsOff }
        if policy.feeds.outages, merchants[merchant].feed.isLost { return .syncOutage }
        if !isProved(holds[slot].guaranteedUntil, merchant) { return .silenceUnproved }
        return isCapped(slot, merchant) ? .repairCapped : nil
    }

    /// Whether a merchant has spoken of enough that happened around an instant or later.
    private func isProved(_ at: Instant, _ merchant: Slot) -> Bool {
        guard let feeds = policy?.feeds else { return false }
        return merchants[merchant].feed.hasWords(
            Int(feeds.proofFacts), after: Instant(ns: at.ns - feeds.proofLeadNs))
    }

    /// Whether a hold would exceed what is given back of a merchant, or of all, on this date.
    private func isCapped(_ slot: Slot, _ merchant: Slot) -> Bool {
        guard let caps = policy?.repairs else { return true }
        let (open, currency) = (holds[slot].amounts.open, holds.currency(of: slot))
        let given = merchants[merchant].repairs.amount(on: date, currency)
        if let max = caps.merchantDailyMax, given.minor + open.minor > max.minor { return true }
        guard let max = caps.dailyMax else { return false }
        return repairs.amount(on: date, currency).minor + open.minor > max.minor
    }

    /// Whether a hold is more than is ever given back on a day: persons decide.
    private func isBeyondCaps(_ slot: Slot) -> Bool {
        let open = holds[slot].amounts.open
        return [policy?.repairs.merchantDailyMax, policy?.repairs.dailyMax]
            .contains { $0?.map { open > $0 } ?? false }
    }

    /// Lets those act that waited for what has come: proof, the feed, or another day.
    mutating func wake(_ merchant: Slot) {
        guard knowsSilence, let policy, policy.repairs.isOn else { return }
        if policy.feeds.outages, merchants[merchant].feed.isLost { return }
        while let entry = silence[merchant].capped.first {
            if isWaiting(entry), isCapped(entry.slot, merchant) { break }
            silence[merchant].capped.removeFirst()
            wake(entry)
        }
        while let entry = silence[merchant].unproved.first,
            isProved(entry.promisedUntil, merchant)
        {
            silence[merchant].unproved.removeFirst()
            wake(entry)
        }
    }

    /// Whether a hold still waits as it did when it was put among those that do.
    private func isWaiting(_ entry: SilentHolds.Entry) -> Bool {
        let slot = entry.slot
        return holds.isTaken(slot) && holds[slot].placedSequence == entry.placedSequence
            && holds[slot].has(.silence) && holds[slot].guaranteedUntil == entry.promisedUntil
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
        guard silentAfterNs(slot) != nil,
            let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)
        else { return }
        holds[slot].listens = true
        silence[merchant].holds += 1
        if holds[slot].has(.silence) { wait(slot, holds.overlay(.silence, of: slot)!.reason) }
    }

    mutating func endListening(_ slot: Slot) {
        guard let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant) else {
            return
        }
        holds[slot].listens = false
        silence[merchant].holds -= 1
    }

    /// Puts a silent hold among those that wait; not one that waits for persons.
    mutating func wait(_ slot: Slot, _ reason: Reason) {
        let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)!
        holds[slot].isWoken = false
        let entry = SilentHolds.Entry(
            promisedUntil: holds[slot].guaranteedUntil,
            placedSequence: holds[slot].placedSequence, slot: slot)
        if reason != .repairCapped {
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
        defer { date = repairs.date }
        for merchant in merchants.slots {
            schedule(feed: merchant)
            if merchants[merchant].feed.isLost { lostFeedCount += 1 }
            let given = merchants[merchant].repairs
            if given.date < repairs.date { continue }
            for sum in given.amounts { repairs.add(sum.amount, on: given.date, sum.currency) }
        }
    }
}
