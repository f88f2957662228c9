import SluiceCore

// What is told of a hold.

extension Teller {
    mutating func placed(_ event: HoldPlaced, _ told: Told?) -> ToldHold? {
        guard event.decision == .approved else { return nil }
        var hold = ToldHold(
            account: event.account, merchant: event.merchant, order: event.order,
            currency: event.currency, open: event.open, expiresAt: event.expiresAt,
            guaranteedUntil: event.guaranteedUntil, reviewUntil: event.reviewUntil)
        guard hold.open.isPositive else { return nil }
        (hold.toldP90, hold.toldLatest) = (told?.p90, told?.latest)
        remind(event.hold, hold, after: told?.p90)
        switch event.link {
        case .forces:
            var slots = MessageSlots(event.currency, reason: .lateCaptureForced)
            slots.set(.amount, event.amount)
            slots.set(.available, event.balances.available)
            tell(.lateForced, event.hold, of: hold, slots)
        // It is billed in the same step, and that is told.
        case .revives: break
        case .split: locked(event.hold, &hold, reason: .orderSplit)
        case .none, .retryOf:
            if event.history != nil { break }
            if let until = event.reviewUntil {
                reviewed(event.hold, &hold, until: until, isPurchase: true)
            } else {
                locked(event.hold, &hold, reason: .approved)
            }
        }
        return hold
    }

    private mutating func locked(_ key: HoldKey, _ hold: inout ToldHold, reason: Reason) {
        var slots = MessageSlots(hold.currency, reason: reason)
        slots.set(.amount, hold.open)
        slots.set(.until, hold.expiresAt)
        slots.set(.guaranteedUntil, hold.guaranteedUntil)
        remember(tell(.locked, key, of: hold, slots), .lock, in: &hold.standing)
    }

    private mutating func reviewed(
        _ key: HoldKey, _ hold: inout ToldHold, until: Instant, isPurchase: Bool
    ) {
        hold.reviewUntil = until
        var slots = MessageSlots(hold.currency)
        slots.set(.amount, hold.open)
        slots.set(.until, until)
        slots[.purchase] = isPurchase ? 1 : 0
        remember(tell(.reviewOpened, key, of: hold, slots), .review, in: &hold.standing)
        if !isPurchase { watch(key, &hold, until: until) }
    }

    /// Looks again at a release that is looked at, before its time is over.
    private mutating func watch(_ key: HoldKey, _ hold: inout ToldHold, until: Instant) {
        overtake(&hold.standing, [.risk], .moved)
        let due = time.adding(spanNs: (until.ns &- time.ns) / 5 * 4)
        hold.riskAt = remind(.review(key), of: hold.account, at: due) ? due : nil
    }

    /// Tells that a release may not be decided in time.
    mutating func atRisk(_ key: HoldKey, _ hold: inout ToldHold) {
        guard hold.riskAt == time, let until = hold.reviewUntil else { return }
        hold.riskAt = nil
        var slots = MessageSlots(hold.currency)
        slots.set(.amount, hold.open)
        slots.set(.until, until)
        remember(tell(.slaAtRisk, key, of: hold, slots), .risk, in: &hold.standing)
    }

    /// Tells that nobody decided on a release in its time, and that only its hard stop is left.
    private mutating func breached(_ event: HoldChanged, _ hold: ToldHold, at until: Instant) {
        guard event.reason == .riskReviewEscalated, event.overlay?.hardStop == until,
            let previous = hold.reviewUntil
        else { return }
        var slots = MessageSlots(hold.currency, reason: event.reason)
        slots.set(.amount, hold.open)
        slots.set(.until, until)
        slots.set(.previous, previous)
        tell(.slaBreached, event.hold, of: hold, slots)
    }

    // MARK: Money that moved

    mutating func moved(_ event: HoldMoved, _ hold: inout ToldHold?, _ account: ToldAccount?) {
        if event.kind == .refund { return refunded(event, account) }
        guard var known = hold else { return }
        known.open = event.amounts.open
        let isOver = !known.open.isPositive
        if isOver {
            let all: [Standing.Topic] = [
                .lock, .review, .reviewDeadline, .end, .notice, .expected, .risk,
            ]
            overtake(&known.standing, all, .ended)
        }
        switch event.kind {
        case .release, .expiry, .decline: returned(event, known)
        case .capture:
            var slots = MessageSlots(known.currency, reason: event.reason)
            slots.set(.amount, event.amount)
            slots.set(.open, known.open)
            tell(.billed, event.hold, of: known, slots)
        default: break
        }
        hold = isOver ? nil : known
    }

    private mutating func returned(_ event: HoldMoved, _ hold: ToldHold) {
        var slots = event.balances.rise(by: event.amount, hold.currency, event.reason)
        slots.set(.amount, event.amount)
        slots.set(.open, hold.open)
        // Whoever shipped the last part need not be told that there is no more to ship.
        let isForMerchant = event.reason != .finalCaptureRemainder
        tell(
            .returned, event.hold, of: hold, slots, to: isForMerchant ? nil : [.consumer])
    }

    private mutating func refunded(_ event: HoldMoved, _ account: ToldAccount?) {
        guard let account else { return }
        var slots = event.balances.rise(by: event.allocated, account.currency, event.reason)
        slots.set(.amount, event.amount)
        slots.set(.surplus, event.amount - event.allocated)
        tell(
            .refunded, account: event.account, hold: event.hold, operation: event.operation,
            slots)
    }

    // MARK: Terms that changed

    mutating func changed(_ event: HoldChanged, _ hold: inout ToldHold?) {
        guard var known = hold else { return }
        let before = known
        (known.expiresAt, known.guaranteedUntil) = (event.expiresAt, event.guaranteedUntil)
        if known.guaranteedUntil > before.guaranteedUntil {
            overtake(&known.standing, [.notice], .moved)
        }
        switch event.kind {
        case .approved:
            reviewEnded(&known)
            locked(event.hold, &known, reason: .approved)
        case .reviewOpened:
            guard let until = event.overlay?.until else { break }
            reviewed(event.hold, &known, until: until, isPurchase: false)
        case .reviewMoved:
            guard let until = event.overlay?.until, until != known.reviewUntil else { break }
            overtake(&known.standing, [.reviewDeadline], .moved)
            let told = move(
                event, known, from: known.reviewUntil, to: until, isOfReview: true)
            remember(told, .reviewDeadline, in: &known.standing)
            breached(event, known, at: until)
            known.reviewUntil = until
            watch(event.hold, &known, until: until)
        case .reviewClosed: reviewEnded(&known)
        case .noticed: noticed(event.hold, &known)
        default:
            guard known.expiresAt != before.expiresAt else { break }
            overtake(&known.standing, [.end, .expected], .moved)
            let told = move(
                event, known, from: before.expiresAt, to: known.expiresAt, isOfReview: false)
            remember(told, .end, in: &known.standing)
        }
        hold = known
    }

    private mutating func reviewEnded(_ hold: inout ToldHold) {
        (hold.reviewUntil, hold.riskAt) = (nil, nil)
        overtake(&hold.standing, [.review, .reviewDeadline, .risk], .ended)
    }

    private mutating func move(
        _ event: HoldChanged, _ hold: ToldHold, from previous: Instant?, to until: Instant,
        isOfReview: Bool
    ) -> UInt64? {
        var slots = MessageSlots(hold.currency, reason: event.reason)
        slots.set(.amount, hold.open)
        slots.set(.until, until)
        if let previous { slots.set(.previous, previous) }
        if isOfReview { slots[.purchase] = 0 }
        return tell(.promiseMoved, event.hold, of: hold, slots)
    }

    private mutating func noticed(_ key: HoldKey, _ hold: inout ToldHold) {
        guard hold.noticedUntil != hold.guaranteedUntil else { return }
        hold.noticedUntil = hold.guaranteedUntil
        var slots = MessageSlots(hold.currency, reason: .shipOrExtend)
        slots.set(.amount, hold.open)
        slots.set(.until, hold.guaranteedUntil)
        remember(tell(.endsSoon, key, of: hold, slots), .notice, in: &hold.standing)
    }

    /// Tells that a hold has not ended by the time that was told, and the next one: the latest told, then
    /// its own end.
    mutating func slipped(_ key: HoldKey, _ hold: inout ToldHold) {
        let previous = hold.expectedAt ?? hold.toldP90
        guard let previous, previous <= time, previous < hold.expiresAt else { return }
        var next = hold.expiresAt
        if let latest = hold.toldLatest, latest > time, latest < next { next = latest }
        hold.expectedAt = next
        overtake(&hold.standing, [.expected], .moved)
        var slots = MessageSlots(
            hold.currency, reason: hold.reviewUntil == nil ? .none : .reviewPending)
        slots.set(.amount, hold.open)
        slots.set(.until, next)
        slots.set(.previous, previous)
        remember(tell(.slipped, key, of: hold, slots), .expected, in: &hold.standing)
        remind(key, hold, after: next)
    }
}

extension HoldPlaced {
    /// What is open of it as it is placed.
    fileprivate var open: Money {
        guard let past = history?.value else { return amount }
        return (past.authorised ?? amount) - past.captured - past.released - past.expired
    }
}

extension Balances {
    /// By how much available rose when headroom did by `amount`, with what explains the rest.
    fileprivate func rise(
        by amount: Money, _ currency: Currency, _ reason: Reason
    ) -> MessageSlots {
        let before = max(0, headroomMinor - amount.minor)
        var slots = MessageSlots(currency, reason: reason)
        slots[.rise] = available.minor - before
        slots.set(.available, available)
        slots.set(.limit, limit)
        slots.set(.used, held + owed)
        return slots
    }
}
