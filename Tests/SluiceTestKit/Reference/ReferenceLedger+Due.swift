import SluiceCore

/// Something that happens by itself at its time.
public struct ReferenceDue: Sendable {
    public enum What: Hashable, Sendable {
        case limit(AccountKey, OperationKey)
        case payout(AccountKey, Int)
        case stage(Int)
        case placementReview(Int)
        case notice(Int)
        case verdict(Int)
        case unlockReview(Int)
        case silence(Int)
        case end(Int)
        case feed(MerchantKey)

        /// The order of several of one hold in one instant.
        fileprivate var rank: Int {
            switch self {
            case .limit, .payout, .stage, .placementReview, .feed: 0
            case .notice: 1
            case .unlockReview, .verdict: 2
            case .silence: 3
            case .end: 4
            }
        }
    }

    public let at: Instant
    /// Of what it belongs to.
    let serial: Int
    public let what: What

    fileprivate func isBefore(_ other: ReferenceDue) -> Bool {
        (at, serial, what.rank) < (other.at, other.serial, other.what.rank)
    }
}

extension ReferenceLedger {
    /// Everything that will happen by itself, next as far as is known now.
    public var dues: [ReferenceDue] {
        accounts.keys.flatMap { dues(of: $0) } + returns.indices.flatMap { dues(ofReturn: $0) }
            + Set(said.map(\.fact.merchant)).compactMap { merchant in
                lostAt(merchant).map { ReferenceDue(at: $0, serial: 0, what: .feed(merchant)) }
            }
    }

    func dues(of account: AccountKey) -> [ReferenceDue] {
        var dues: [ReferenceDue] = []
        for limit in accounts[account]?.temporaryLimits ?? [] {
            dues.append(
                ReferenceDue(
                    at: limit.until, serial: limit.serial, what: .limit(account, limit.id)))
        }
        for payout in accounts[account]?.payouts ?? [] where !payout.isOverdue {
            dues.append(
                ReferenceDue(
                    at: payout.dueAt, serial: payout.serial,
                    what: .payout(account, payout.serial)))
        }
        for index in holds.indices where holds[index].placement.account == account {
            dues += self.dues(ofHold: index)
        }
        return dues
    }

    public func dues(ofHold index: Int) -> [ReferenceDue] {
        let hold = holds[index]
        guard hold.isOpen else { return [] }
        var dues = [ReferenceDue(at: hold.expiresAt, serial: hold.serial, what: .end(index))]
        if let review = hold.overlay(.placementReview) {
            dues.append(
                ReferenceDue(at: review.until, serial: hold.serial, what: .placementReview(index))
            )
        }
        if let at = hold.noticeAt {
            dues.append(ReferenceDue(at: at, serial: hold.serial, what: .notice(index)))
        }
        if let queued = hold.overlay(.releaseQueued) {
            dues.append(
                ReferenceDue(at: queued.until, serial: hold.serial, what: .verdict(index)))
        }
        if let review = hold.overlay(.unlockReview),
            !hold.isFrozen || review.dueAt != hold.expiresAt
        {
            dues.append(
                ReferenceDue(at: review.dueAt, serial: hold.serial, what: .unlockReview(index)))
        }
        if let at = silenceAt(hold) {
            dues.append(ReferenceDue(at: at, serial: hold.serial, what: .silence(index)))
        }
        return dues
    }

    public func dues(ofReturn index: Int) -> [ReferenceDue] {
        let state = returns[index]
        guard state.isOpen else { return [] }
        return [ReferenceDue(at: state.dueAt, serial: state.serial, what: .stage(index))]
    }

    /// Does what is due of an account and its holds.
    mutating func settle(_ account: AccountKey) {
        while let due = first(of: dues(of: account)) { happen(due) }
    }

    /// Does what is due of the returns of an order.
    mutating func settleReturns(of order: OrderKey) {
        func ofReturns() -> [ReferenceDue] {
            returns.indices.filter { returns[$0].order == order }.flatMap { dues(ofReturn: $0) }
        }
        while let due = first(of: ofReturns()) { happen(due) }
    }

    mutating func tick(_ dueMax: UInt32) -> Verdict {
        var count: Int64 = 0
        while count < Int64(dueMax), let due = first(of: dues) {
            happen(due)
            count += 1
        }
        return Verdict(.applied, amount: count)
    }

    /// What is due first, if anything is due by now.
    private func first(of dues: [ReferenceDue]) -> ReferenceDue? {
        isDueHalted ? nil : dues.filter { $0.at <= now }.min { $0.isBefore($1) }
    }

    private mutating func happen(_ due: ReferenceDue) {
        switch due.what {
        case .limit(let account, let id):
            accounts[account]!.temporaryLimits.removeAll { $0.id == id }
            told.append(.limitEnded(account))
        case .payout(let account, let serial):
            let place = accounts[account]!.payouts.firstIndex { $0.serial == serial }!
            accounts[account]!.payouts[place].isOverdue = true
            told.append(.payoutOverdue(account))
        case .stage(let index): endStage(index)
        case .placementReview(let index): decline(index, .reviewTimeout)
        case .notice(let index):
            holds[index].isNoticed = true
            told.append(.shipOrExtend(holds[index].placement.hold))
        case .verdict(let index): endWaiting(index)
        case .unlockReview(let index): endUnlockReview(index)
        case .silence(let index): endSilence(index)
        case .feed(let merchant): settleFeed(merchant)
        case .end(let index):
            if let until = pausedUntil(index) {
                let movesPromise = !isShortened(holds[index]) && !holds[index].isFrozen
                holds[index].expiresAt = until
                if movesPromise { movePromise(index, to: promise(holds[index], until: until)) }
                told.append(.paused(holds[index].placement.hold))
            } else {
                move(index, .expiry, holds[index].all(\.open), .ttlExpired)
            }
        }
    }
}
