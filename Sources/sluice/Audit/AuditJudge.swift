import SluiceCore

/// The rules of an audit: what one lock is at one time. Pure.
struct AuditJudge {
    let at: Instant

    /// A finding, and the moment since which it is so.
    struct Verdict: Equatable {
        var finding: AuditFinding
        var since: Instant
    }

    /// What is known of a lock's order.
    struct Evidence {
        /// nil: the orders export does not have it.
        var order: AuditOrder?
        var lines: [AuditLine] = []
        /// nil: the orders export has nothing of the merchant.
        var feed: MerchantFeed?
        var double: LiveHolds.Double?

        /// The first end the facts give, of the whole or of all lines; the whole's at equal times.
        func end(_ captureOn: CaptureOn) -> OrderEnd? {
            let whole = order?.facts.end(captureOn)
            guard let byLine = lines.end(captureOn) else { return whole }
            guard let whole else { return byLine }
            return byLine.time < whole.time ? byLine : whole
        }
    }

    /// What an open lock is. Doubles come first, for such a lock should not be, whatever its order
    /// does; then the first moment it should have ended at; then silence.
    func open(_ hold: AuditHold, _ known: Evidence) -> Verdict {
        switch known.double {
        case .sameKey: return Verdict(finding: .duplicateHold, since: hold.placedAt)
        case .otherAccount: return Verdict(finding: .twoAccounts, since: hold.placedAt)
        case nil: break
        }
        guard let order = known.order else { return withoutOrder(hold, known.feed) }
        guard !order.isUnread else { return Verdict(finding: .orderUnread, since: hold.placedAt) }
        let end = known.end(hold.scenario.captureOn)
        if let missed = missed(hold, end) { return missed }
        if let end { return Verdict(finding: .ending, since: moment(end, hold)) }
        return silence(hold, order, known.feed) ?? waiting(hold, order, known.feed)
    }

    /// What went wrong with money of a lock that moved: each finding with its amount.
    func moved(_ hold: AuditHold, _ known: Evidence) -> [(verdict: Verdict, amount: Money)] {
        guard let order = known.order, !order.isUnread,
            let end = known.end(hold.scenario.captureOn)
        else { return [] }
        let ended = moment(end, hold)
        let billed = hold.captured - hold.refunded
        if billed.isPositive, end.money == .returned {
            return late(.billedThoughCancelled, ended, hold.capturedAt, billed)
        }
        if billed.isPositive, end.money == .billed, order.facts.cancelled != .never {
            let cancelled = max(order.facts.cancelled, hold.placedAt)
            return late(.cancelledAfterBilling, cancelled, hold.capturedAt, billed)
        }
        // Shipped at its expiry or later the merchant had no promise any more.
        if hold.open == .zero, hold.captured == .zero, end.money == .billed,
            ended < hold.expiresAt
        {
            return late(.returnedThoughShipped, ended, hold.releasedAt, hold.released)
        }
        return []
    }

    /// A contradiction is so since the later of fact and movement, and after the grace.
    private func late(
        _ finding: AuditFinding, _ fact: Instant, _ movement: Instant?, _ amount: Money
    ) -> [(verdict: Verdict, amount: Money)] {
        let since = max(fact, movement ?? fact)
        guard at > since.adding(spanNs: AuditTerms.graceNs) else { return [] }
        return [(Verdict(finding: finding, since: since), amount)]
    }

    /// A fact older than the lock waits for it.
    private func moment(_ end: OrderEnd, _ hold: AuditHold) -> Instant {
        max(end.time, hold.placedAt)
    }

    /// The first of the moments the lock should have ended at and did not. Its own end counts at
    /// once and, at equal times, before a fact; a fact counts after the grace.
    private func missed(_ hold: AuditHold, _ end: OrderEnd?) -> Verdict? {
        let expiry = at > hold.expiresAt ? hold.expiresAt : nil
        var fact: (time: Instant, end: OrderEnd)?
        if let end, at > moment(end, hold).adding(spanNs: AuditTerms.graceNs) {
            fact = (moment(end, hold), end)
        }
        if let expiry, fact.map({ expiry <= $0.time }) ?? true {
            // Fulfilled later, the merchant had no promise, and the consumer has the goods.
            let isFulfilled = end.map { $0.money != .returned } ?? false
            return Verdict(finding: isFulfilled ? .shippedAfterEnd : .pastExpiry, since: expiry)
        }
        return fact.map { Verdict(finding: finding($0.end, hold), since: $0.time) }
    }

    private func finding(_ end: OrderEnd, _ hold: AuditHold) -> AuditFinding {
        switch end.money {
        case .returned: .orderCancelled
        case .both: .remainderHeld
        case .billed where hold.captured.isPositive: .remainderHeld
        case .billed: end.isCompleted ? .orderCompleted : .notBilled
        }
    }

    /// Only a later fact of the merchant proves that the order should have been told by now.
    private func withoutOrder(_ hold: AuditHold, _ feed: MerchantFeed?) -> Verdict {
        if let feed, feed.tellsEveryOrder, let latest = feed.latest,
            latest > hold.placedAt.adding(spanNs: AuditTerms.graceNs)
        {
            return Verdict(finding: .noOrder, since: hold.placedAt)
        }
        return missed(hold, nil) ?? Verdict(finding: .orderUnknown, since: hold.placedAt)
    }

    private func silence(
        _ hold: AuditHold, _ order: AuditOrder, _ feed: MerchantFeed?
    ) -> Verdict? {
        let last = max(order.latest ?? hold.placedAt, hold.placedAt)
        let silent = last.adding(spanNs: AuditTerms.silentAfterNs(hold.scenario))
        guard at > silent else { return nil }
        let isAlive = (feed?.latest ?? last) > silent
        return Verdict(finding: isAlive ? .orderSilent : .feedSilent, since: silent)
    }

    private func waiting(
        _ hold: AuditHold, _ order: AuditOrder, _ feed: MerchantFeed?
    ) -> Verdict {
        let facts = order.facts
        let finding: AuditFinding =
            if facts.paid == .never, facts.shipped == .never, feed?.tellsPayment == true {
                .awaitingPayment
            } else if hold.scenario.captureOn == .completed, facts.delivered != .never {
                .awaitingConsumer
            } else if facts.shipped != .never {
                .awaitingCarrier
            } else {
                .awaitingMerchant
            }
        return Verdict(finding: finding, since: hold.placedAt)
    }
}
