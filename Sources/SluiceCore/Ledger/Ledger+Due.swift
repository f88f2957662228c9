extension Ledger {
    /// When something is due next; nil if nothing is.
    ///
    /// Drops entries whose record has moved on meanwhile.
    public mutating func nextDue() -> Instant? {
        _ = isDue(by: .never)
        return due.first?.due
    }

    /// Whether something is due at a time.
    ///
    /// Drops entries until then whose record has moved on meanwhile.
    public mutating func isDue(by time: Instant) -> Bool {
        while let entry = due.first, entry.due <= time {
            if isNext(entry) { return true }
            dropFirst()
        }
        return false
    }

    /// No later than what is due next; nil if nothing lies ahead. Drops nothing.
    public var earliestDue: Instant? { due.first?.due }

    /// Does what is due, in order of due time and of what it belongs to, at most `dueMax` steps.
    mutating func tick(dueMax: UInt32) -> Outcome {
        var steps: UInt32 = 0
        while !isDueHalted, steps < dueMax, let entry = due.first, entry.due <= now {
            let isNow = isNext(entry)
            dropFirst()
            guard isNow else { continue }
            step(entry.subject)
            steps += 1
            // More of it in the same instant was scheduled with what was just done.
            if let next = current(entry.subject), next.due == entry.due { due.push(next) }
        }
        return Outcome(.applied, sequence: sequence, amount: Money(minor: Int64(steps)))
    }

    /// Takes the first entry off. What may end a feed is put back where later words moved it to.
    private mutating func dropFirst() {
        let entry = due.first
        due.removeFirst()
        guard let entry, case .feed(let merchant) = entry.subject,
            entry.due == silence[merchant].feedDue
        else { return }
        silence[merchant].feedDue = .never
        if !isNext(entry) { schedule(feed: merchant) }
    }

    /// Applies what is due on one account, so that nobody sees credit locked past its end.
    ///
    /// Complexity: O(1) while nothing is due, else O(n log n) of the account's live holds.
    mutating func settle(_ key: AccountKey) {
        if let account = accounts.slot(of: key) { settle(account: account) }
    }

    mutating func settle(account: Slot) {
        guard !isDueHalted, accounts[account].nextDue <= now else { return }
        var ready = DueWork()
        var next = Instant.never
        func add(_ entry: DueWork.Entry?) {
            guard let entry else { return }
            if entry.due <= now { ready.push(entry) } else { next = min(next, entry.due) }
        }
        add(current(.account(account)))
        var slot = accounts[account].firstLiveHold
        while !slot.isNone {
            add(current(.hold(slot)))
            slot = holds[aside: slot].nextOfAccount
        }
        while let entry = ready.first {
            ready.removeFirst()
            step(entry.subject)
            add(current(entry.subject))
        }
        accounts[account].nextDue = next
    }

    /// Applies what is due on the returns of an order.
    mutating func settle(order key: OrderKey) {
        if let slot = orders.slot(of: key) { settle(order: slot) }
    }

    mutating func settle(order slot: Slot) {
        guard orders[aside: slot].openReturns > 0 else { return }
        while !isDueHalted, let entry = current(.order(slot)), entry.due <= now {
            step(entry.subject)
        }
    }

    /// What of a record is due next, nil if nothing ever is.
    private func current(_ subject: DueWork.Subject) -> DueWork.Entry? {
        switch subject {
        case .account(let slot):
            guard let next = accounts[slot].nextItem else { return nil }
            return DueWork.Entry(due: next.due, order: next.sequence, subject: subject)
        case .hold(let slot):
            guard holds.isTaken(slot), holds[slot].isOpen else { return nil }
            return DueWork.Entry(
                due: holds[slot].nextDue, order: holds[slot].placedSequence, subject: subject)
        case .order(let slot):
            guard orders.isTaken(slot), let next = orders[slot].nextCase else { return nil }
            return DueWork.Entry(due: next.dueAt, order: next.openedSequence, subject: subject)
        case .feed(let slot):
            guard let lostAt = lostAt(slot) else { return nil }
            return DueWork.Entry(due: lostAt, order: 0, subject: subject)
        }
    }

    /// Whether an entry tells what its record has next: another record may have its place. An account
    /// stays in its place, and has one entry for all that is due of it in one instant.
    func isNext(_ entry: DueWork.Entry) -> Bool {
        guard let next = current(entry.subject), next.due == entry.due else { return false }
        if case .account = entry.subject { return true }
        return next.order == entry.order
    }

    /// Does the one thing of a record that is due first.
    private mutating func step(_ subject: DueWork.Subject) {
        switch subject {
        case .account(let slot): stepAccount(slot)
        case .hold(let slot): stepHold(slot)
        case .order(let slot): stepReturn(of: orders[slot].key)
        case .feed(let slot): settle(feed: slot)
        }
    }

    private mutating func stepHold(_ slot: Slot) {
        let hold = holds[slot]
        let due = hold.nextDue
        if hold.isPending, due == hold.reviewUntil {
            decline(slot, operation: .none, request: OperationRequest(), reason: .reviewTimeout)
        } else if hold.noticeAt == due {
            change(slot, .noticed, reason: .shipOrExtend)
        } else if let waiting = holds.overlay(.releaseQueued, of: slot), due == waiting.until {
            endQueue(slot, waiting)
        } else if due == hold.reviewUntil, !hold.has(.legalFreeze) || hold.expiresAt != due {
            // What is frozen waits for its own end at the latest.
            endReview(slot, holds.overlay(.unlockReview, of: slot)!)
        } else if due == hold.silenceAt {
            endSilence(slot)
        } else if let until = pausedUntil(slot) {
            pause(slot, until: until)
        } else {
            expire(slot)
        }
    }

    private mutating func expire(_ slot: Slot) {
        let open = holds[slot].amounts.open
        move(
            slot, kind: .expiry, operation: .none, request: OperationRequest(),
            allocation: allocateAll(slot, of: .open), amount: open, reason: .ttlExpired)
    }

    // MARK: Scheduling

    /// Puts what of an open hold is due next among what lies ahead.
    mutating func schedule(_ slot: Slot) {
        let next = holds[slot].nextDue
        let account = holds[slot].accountSlot
        accounts[account].nextDue = min(accounts[account].nextDue, next)
        guard next != holds[aside: slot].scheduledDue else { return }
        holds[aside: slot].scheduledDue = next
        push(
            DueWork.Entry(
                due: next, order: holds[slot].placedSequence, subject: .hold(slot)))
    }

    mutating func schedule(account slot: Slot) {
        guard accounts[slot].hasDetails, let next = accounts[slot].nextItem else {
            // What was ahead is dropped when it comes up: the same time again is put there anew.
            accounts[slot].scheduledDue = .never
            return
        }
        accounts[slot].nextDue = min(accounts[slot].nextDue, next.due)
        guard next.due != accounts[slot].scheduledDue else { return }
        accounts[slot].scheduledDue = next.due
        push(
            DueWork.Entry(
                due: next.due, order: next.sequence, subject: .account(slot)))
    }

    mutating func push(_ entry: DueWork.Entry) {
        // Entries that moved on would stay for their whole term: dropped when they may be the most.
        if due.count >= dueMax, due.count >= 2 * liveHoldCount + 1_024 {
            due = DueWork(due.heap.filter { isAhead($0) })
            dueMax = 2 * due.count + 1_024
        }
        due.push(entry)
    }

    /// Whether what an entry was made for is still to come: of an order each open return has one.
    private func isAhead(_ entry: DueWork.Entry) -> Bool {
        // Later words have moved the loss of a feed: the entry is looked at when it comes up.
        if case .feed(let merchant) = entry.subject {
            return entry.due == silence[merchant].feedDue
        }
        guard case .order(let slot) = entry.subject, orders.isTaken(slot) else {
            return isNext(entry)
        }
        return orders[slot].returns.contains { state in
            state.isOpen && state.dueAt == entry.due && state.openedSequence == entry.order
        }
    }

    /// Appends an open hold to the ring of its account and to what lies ahead.
    mutating func link(_ slot: Slot, to account: Slot) {
        let last = accounts[account].lastLiveHold
        holds[aside: slot].previousOfAccount = last
        if last.isNone {
            accounts[account].firstLiveHold = slot
        } else {
            holds[aside: last].nextOfAccount = slot
        }
        accounts[account].lastLiveHold = slot
        liveHoldCount += 1
        orders[aside: holds[slot].orderSlot].openHolds += 1
        if knowsSilence { listen(slot) }
        schedule(slot)
    }

    mutating func unlink(_ slot: Slot, from account: Slot) {
        liveHoldCount -= 1
        orders[aside: holds[slot].orderSlot].openHolds -= 1
        if holds[slot].listens { endListening(slot) }
        let (previous, next) = (
            holds[aside: slot].previousOfAccount, holds[aside: slot].nextOfAccount
        )
        if previous.isNone {
            accounts[account].firstLiveHold = next
        } else {
            holds[aside: previous].nextOfAccount = next
        }
        if next.isNone {
            accounts[account].lastLiveHold = previous
        } else {
            holds[aside: next].previousOfAccount = previous
        }
        holds[aside: slot] = HoldAside()
        if accounts[account].firstLiveHold.isNone {
            accounts[account].nextDue = accounts[account].nextItem?.due ?? .never
        }
    }
}
