// Events of holds.

extension Ledger {
    /// - Returns: the place of the hold.
    @discardableResult
    mutating func assign(_ event: HoldPlaced) -> Slot {
        assert(event.postings.isBalanced, "unbalanced \(event)")
        let isDeclined = event.decision != .approved
        let placedAt = event.history?.value.placedAt ?? now
        let amounts =
            event.history?.value.amounts(of: event.amount)
            ?? .placed(event.amount, isReturned: isDeclined)
        let account = accounts.slot(of: event.account)!
        let order =
            orders.slot(of: event.order)
            ?? orders.insert(
                OrderRecord(
                    key: event.order, merchant: event.merchant, isKnown: true, sequence: 0),
                at: event.order)
        let slot = holds.insert(
            HoldState(
                key: event.hold, account: event.account, order: event.order,
                accountSlot: account, orderSlot: order, requested: event.amount, amounts: amounts,
                tolerated: .zero, placedAt: placedAt, expiresAt: event.expiresAt,
                guaranteedUntil: event.guaranteedUntil,
                endedAt: amounts.open.isPositive ? .never : now, placedSequence: sequence,
                sequence: sequence, extendedOn: nil, decision: event.decision,
                reason: event.reviewUntil == nil ? event.decision : .reviewPending,
                wasReviewed: event.reviewUntil != nil, isNoticed: false),
            event.terms)
        addDetails(of: event, to: slot)
        if amounts.open.isPositive { link(slot, to: account) } else { noteEnded(slot, of: order) }
        noteDecline(event, of: account)
        assign(event.balances, to: account)
        if isNews(orders[order].sequence) {
            orders[order].holds.append(
                OrderHold(
                    hold: event.hold, account: event.account, purpose: event.purpose,
                    generation: event.generation))
            orders[order].sequence = sequence
        }
        // What a split makes was placed before; a migrated hold brings what is still open.
        if !isDeclined, event.link != .split {
            book.add(amounts.open, to: .placed, on: date, event.currency)
        }
        return slot
    }

    /// Adds what few holds have at their placement.
    @inline(__always)
    private mutating func addDetails(of event: HoldPlaced, to slot: Slot) {
        if event.lines.isEmpty, event.reviewUntil == nil, event.history == nil { return }
        addSomeDetails(of: event, to: slot)
    }

    private mutating func addSomeDetails(of event: HoldPlaced, to slot: Slot) {
        let lines = event.linesAsPlaced
        if !lines.isEmpty { holds.set(lines, of: slot) }
        if let until = event.reviewUntil {
            let review = Overlay(
                kind: .placementReview, key: .none, since: now, until: until, sequence: sequence)
            holds.set([review], of: slot)
        }
        for past in event.history?.value.operations ?? [] {
            var operation = past
            operation.sequence = sequence
            holds.append(operation, to: slot)
        }
    }

    mutating func assign(_ event: HoldMoved, at slot: Slot) {
        assert(event.postings.isBalanced, "unbalanced \(event)")
        let account = holds[slot].accountSlot
        assign(event.balances, to: account)
        let wasOpen = holds[slot].isOpen
        if isNews(holds[slot].sequence) { take(event, slot) }
        // What persons give back is counted with their repair.
        if event.operation.isNone,
            event.reason == .orderSilent || event.reason == .orphanNoOrder
        {
            countRepair(event, slot)
        }
        if let dueAt = event.payoutDueAt {
            owe(event.amount - event.allocated, event, by: dueAt, to: account)
        }
        count(event, slot)
        if wasOpen, !event.amounts.open.isPositive {
            if holds[slot].hasOverlays { holds.set([] as [Overlay], of: slot) }
            holds[slot].endedAt = now
            unlink(slot, from: account)
            noteEnded(slot, of: holds[slot].orderSlot)
        } else if wasOpen {
            // What is less than it was may be below a cap now.
            if holds[slot].has(.silence), !holds[slot].isWoken {
                wait(slot, holds.overlay(.silence, of: slot)!.reason)
            }
            schedule(slot)
        } else {
            noteHold(slot)
        }
        schedule(account: account)
    }

    /// Assigns what an event says of the hold itself.
    private mutating func take(_ event: HoldMoved, _ slot: Slot) {
        holds[slot].take(event, sequence)
        if !event.lines.isEmpty { take(event.lines, slot) }
        if !event.operation.isNone {
            holds.append(
                HoldOperation(
                    key: event.operation, kind: event.operationKind, request: event.request,
                    outcome: .applied, amount: event.amount, linked: .none, sequence: sequence),
                to: slot)
        }
    }

    private mutating func take(_ moves: [LineMoved], _ slot: Slot) {
        var lines = holds.lines(of: slot)
        for moved in moves {
            if let index = lines.firstIndex(where: { $0.key == moved.line }) {
                lines[index].amounts = moved.amounts
            } else {
                lines.append(
                    HoldLine(
                        key: moved.line, seller: .none, requested: .zero,
                        amounts: moved.amounts))
            }
        }
        holds.set(lines, of: slot)
    }

    /// Notes a surplus to be paid out; what one fact brought of several holds is one payout.
    private mutating func owe(
        _ surplus: Money, _ event: HoldMoved, by dueAt: Instant, to account: Slot
    ) {
        let payouts = accounts[account].payouts
        if let index = payouts.firstIndex(where: { $0.key == event.operation }) {
            accounts[account].payouts[index].amount += surplus
            return
        }
        accounts[account].payouts.append(
            Payout(
                key: event.operation, hold: event.hold, amount: surplus, dueAt: dueAt,
                isOverdue: false, sequence: sequence))
    }

    /// Adds what an event moved to the totals of its day.
    private mutating func count(_ event: HoldMoved, _ slot: Slot) {
        let part: DayTotals.Part
        switch event.kind {
        case .capture: part = .captured
        case .release, .decline: part = .released
        case .expiry: part = .expired
        case .increment: part = .incremented
        case .refund: part = .refunded
        default: return
        }
        book.add(event.amount, to: part, on: date, holds.currency(of: slot))
    }

    mutating func assign(_ event: HoldChanged) {
        let slot = holds.slot(of: event.hold)!
        guard isNews(holds[slot].sequence) else { return }
        noteHold(slot)
        holds[slot].sequence = sequence
        if !event.operation.isNone {
            holds.append(
                HoldOperation(
                    key: event.operation, kind: event.kind.operationKind, request: event.request,
                    outcome: .applied, amount: event.amount, linked: event.linked,
                    sequence: sequence), to: slot)
        }
        guard event.kind != .lateCaptured else { return }
        // Its reason stays why money moved; only that it waits for a review is over.
        if event.kind == .approved, holds[slot].reason == .reviewPending {
            holds[slot].reason = .approved
        }
        if event.guaranteedUntil != holds[slot].guaranteedUntil {
            // What moves by itself needs no word that it is near.
            let isOwn = event.kind == .heard || event.kind == .paused
            holds[slot].isNoticed =
                isOwn
                && HoldRecord.noticeAt(
                    before: event.guaranteedUntil, placedAt: holds[slot].placedAt) <= now
        }
        holds[slot].expiresAt = event.expiresAt
        holds[slot].guaranteedUntil = event.guaranteedUntil
        if event.kind == .extended { holds[slot].extendedOn = date }
        if event.kind == .noticed { holds[slot].isNoticed = true }
        setOverlays(by: event, of: slot)
        if !holds[slot].has(.silence) { holds[slot].isWoken = false }
        if holds[slot].listens {
            holds[slot].isShortened = holds[slot].guaranteedUntil < termPromise(slot)
        }
        if event.kind == .silenced { wait(slot, event.reason) }
        schedule(slot)
    }

    private mutating func setOverlays(by event: HoldChanged, of slot: Slot) {
        guard event.overlay != nil || holds[slot].hasOverlays else { return }
        var overlays = holds.overlays(of: slot)
        // What was promised during a freeze stays promised after it.
        if event.kind == .extended,
            let index = overlays.firstIndex(where: { $0.kind == .legalFreeze })
        {
            overlays[index].termEndsAt = event.expiresAt
        }
        if var overlay = event.overlay {
            let index = overlays.firstIndex { $0.kind == overlay.kind }
            switch event.kind {
            case .reviewMoved, .decisionMade, .decisionUndone: overlays[index!] = overlay
            // What waits already keeps its place.
            case .releaseQueued where index != nil: overlays[index!] = overlay
            case .releaseJudged, .approved, .reviewClosed, .overlayLifted, .heard, .extended:
                overlays.remove(at: index!)
            default:
                overlay.sequence = sequence
                // A silent hold that waits for something else now.
                if let index { overlays.remove(at: index) }
                overlays.append(overlay)
            }
        }
        holds.set(overlays, of: slot)
    }

    mutating func assign(_ event: OperationRefused) {
        let slot = holds.slot(of: event.hold)!
        guard isNews(holds[slot].sequence) else { return }
        noteHold(slot)
        holds.append(
            HoldOperation(
                key: event.operation, kind: event.kind, request: event.request,
                outcome: event.outcome, amount: .zero, linked: .none, sequence: sequence),
            to: slot)
        holds[slot].sequence = sequence
    }
}

extension HoldAmounts {
    fileprivate static func placed(_ amount: Money, isReturned: Bool) -> HoldAmounts {
        HoldAmounts(authorised: amount, released: isReturned ? amount : .zero)
    }
}

extension HoldState {
    @inline(__always)
    fileprivate mutating func take(_ event: HoldMoved, _ sequence: UInt64) {
        amounts = event.amounts
        reason = event.reason
        self.sequence = sequence
        if event.kind == .decline { decision = event.reason }
        if event.kind == .increment, event.reason == .overcaptureTolerated {
            tolerated += event.amount
        }
    }
}

extension HoldPlaced {
    /// The lines of the hold once it is placed; a migrated one may have more than it began with.
    public var linesAsPlaced: [HoldLine] {
        if let past = history?.value.lines, !past.isEmpty {
            return past.enumerated().map { index, line in
                let placed = index < lines.count ? lines[index] : nil
                return HoldLine(
                    key: line.line, seller: placed?.seller ?? .none,
                    requested: placed?.amount ?? .zero, amounts: line.amounts)
            }
        }
        return lines.map {
            HoldLine(
                key: $0.line, seller: $0.seller, requested: $0.amount,
                amounts: .placed($0.amount, isReturned: decision != .approved))
        }
    }
}
