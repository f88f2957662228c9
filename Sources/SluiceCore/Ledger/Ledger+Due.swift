extension Ledger {
    /// When the next end is due; nil if nothing is.
    ///
    /// Drops entries whose hold has ended meanwhile.
    public mutating func nextDue() -> Instant? {
        while let entry = due.first {
            if isCurrent(entry) { return entry.due }
            due.removeFirst()
        }
        return nil
    }

    /// Ends holds that are due, in order of due time and placement, at most `dueMax`.
    mutating func tick(dueMax: UInt32) -> Outcome {
        var ended: UInt32 = 0
        while ended < dueMax, let entry = due.first, entry.due <= now {
            due.removeFirst()
            guard isCurrent(entry) else { continue }
            expire(holds.slot(of: entry.hold)!)
            ended += 1
        }
        return Outcome(.applied, sequence: sequence, amount: Money(minor: Int64(ended)))
    }

    /// Applies what is due on one account, so that nobody sees credit locked past its end.
    ///
    /// Complexity: O(1) while nothing is due, else O(live holds of the account).
    mutating func settle(_ key: AccountKey) {
        guard let account = accounts.slot(of: key), accounts[account].nextDue <= now else {
            return
        }
        var ended: [(due: Instant, order: UInt64, slot: Slot)] = []
        var next = Instant.never
        var slot = accounts[account].firstLiveHold
        while !slot.isNone {
            let expiresAt = holds[slot].expiresAt
            if expiresAt <= now {
                ended.append((expiresAt, holds[slot].placedSequence, slot))
            } else {
                next = min(next, expiresAt)
            }
            slot = holds[slot].nextOfAccount
        }
        ended.sort { ($0.due, $0.order) < ($1.due, $1.order) }
        for end in ended { expire(end.slot) }
        accounts[account].nextDue = next
    }

    private func isCurrent(_ entry: DueWork.Entry) -> Bool {
        guard let slot = holds.slot(of: entry.hold) else { return false }
        return holds[slot].status.isLive && holds[slot].expiresAt == entry.due
    }

    private mutating func expire(_ slot: Slot) {
        let open = holds[slot].amounts.open
        move(
            slot, kind: .expiry, operation: .none, request: OperationRequest(),
            allocation: allocateAll(slot, of: .open), amount: open, reason: .ttlExpired)
    }

    /// Appends a live hold to the ring of its account and to the ends ahead.
    mutating func link(_ slot: Slot, to account: Slot) {
        let last = accounts[account].lastLiveHold
        holds[slot].previousOfAccount = last
        holds[slot].nextOfAccount = .none
        if last.isNone {
            accounts[account].firstLiveHold = slot
        } else {
            holds[last].nextOfAccount = slot
        }
        accounts[account].lastLiveHold = slot
        let expiresAt = holds[slot].expiresAt
        accounts[account].nextDue = min(accounts[account].nextDue, expiresAt)
        liveHoldCount += 1
        // Entries of ended holds would stay for their whole term: dropped when they are the most.
        if due.count > 2 * liveHoldCount + 1_024 {
            due = DueWork(due.heap.filter(isCurrent))
        }
        due.push(
            DueWork.Entry(
                due: expiresAt, order: holds[slot].placedSequence, hold: holds[slot].key))
    }

    mutating func unlink(_ slot: Slot, from account: Slot) {
        liveHoldCount -= 1
        let previous = holds[slot].previousOfAccount
        let next = holds[slot].nextOfAccount
        if previous.isNone {
            accounts[account].firstLiveHold = next
        } else {
            holds[previous].nextOfAccount = next
        }
        if next.isNone {
            accounts[account].lastLiveHold = previous
        } else {
            holds[next].previousOfAccount = previous
        }
        holds[slot].previousOfAccount = .none
        holds[slot].nextOfAccount = .none
        if accounts[account].firstLiveHold.isNone { accounts[account].nextDue = .never }
    }
}
