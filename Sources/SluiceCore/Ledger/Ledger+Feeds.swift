/// Feeds that are lost, and come back.
extension Ledger {
    /// Does what is due of a merchant's feed: it is lost if too little was said for too long.
    mutating func settle(feed merchant: Slot) {
        guard !isDueHalted, let due = lostAt(merchant), due <= now else { return }
        changeFeed(merchant, isLost: true, reason: .feedRateFell)
    }

    /// When a feed that is not lost would be; nil where there is no such rule.
    func lostAt(_ merchant: Slot) -> Instant? {
        guard policy?.feeds.outages == true, !merchants[merchant].feed.isLost else { return nil }
        return merchants[merchant].feed.lostAt
    }

    /// After a fact: whether a feed that was lost is back.
    mutating func hearFeed(of key: MerchantKey) {
        let merchant = merchants.slot(of: key)!
        if merchants[merchant].feed.isLost, isBack(merchants[merchant].feed) {
            changeFeed(merchant, isLost: false, reason: .feedBack)
        }
    }

    private func isBack(_ feed: FeedRecord) -> Bool {
        guard policy?.feeds.outages == true else { return true }
        if feed.lostReason == .silenceBurst {
            guard now >= feed.lostSince.adding(spanNs: Span.hourNs) else { return false }
        } else {
            guard let first = feed.pulse.first, first > feed.lostSince else { return false }
        }
        return feed.lostAt.map { $0 > now } ?? true
    }

    mutating func changeFeed(_ merchant: Slot, isLost: Bool, reason: Reason) {
        emit(
            .merchantChanged(
                MerchantChanged(
                    merchant: merchants[merchant].key, isLost: isLost, reason: reason)))
    }

    mutating func assign(_ event: MerchantChanged) {
        let merchant = merchants.slot(of: event.merchant)!
        lostFeedCount += event.isLost ? 1 : -1
        merchants[merchant].feed.lostSince = event.isLost ? now : .never
        merchants[merchant].feed.lostReason = event.isLost ? event.reason : .none
        merchants[merchant].sequence = sequence
        schedule(feed: merchant)
        wake(merchant)
    }

    /// Whether the end of a hold waits because its merchant's feed is lost.
    ///
    /// - Returns: until when, at most the maximum age of the hold; nil if it does not wait.
    mutating func pausedUntil(_ slot: Slot) -> Instant? {
        guard let feeds = policy?.feeds, feeds.outages,
            let merchant = merchants.slot(of: holds.terms(of: slot).value.merchant)
        else { return nil }
        settle(feed: merchant)
        guard merchants[merchant].feed.isLost else { return nil }
        let until = min(
            now.adding(spanNs: feeds.outagePauseNs),
            scenario(of: slot).extendableUntil(placedAt: holds[slot].placedAt))
        return until > now ? until : nil
    }

    /// Puts the end of a hold off, and the promise with it where silence has not ended it.
    mutating func pause(_ slot: Slot, until: Instant) {
        let movesPromise = !holds[slot].isShortened && !holds[slot].has(.legalFreeze)
        change(
            slot, .paused, reason: .syncOutage, expiresAt: until,
            guaranteedUntil: movesPromise
                ? scenario(of: slot).guaranteed(until: until, from: holds[slot].placedAt) : nil)
    }

    /// Puts the loss of a feed among what lies ahead.
    mutating func schedule(feed merchant: Slot) {
        // An entry that comes up too early is put back.
        guard let due = lostAt(merchant), due < silence[merchant].feedDue else { return }
        silence[merchant].feedDue = due
        push(DueWork.Entry(due: due, order: 0, subject: .feed(merchant)))
    }
}
