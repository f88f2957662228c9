/// Purchases declined for want of limit that need not have been: a late word shows that credit was
/// entitled to come back by then.
extension Ledger {
    /// Keeps what was missing for a purchase that was declined for want of limit.
    mutating func noteDecline(_ event: HoldPlaced, of account: Slot) {
        guard event.decision == .insufficientLimit else { return }
        let headroom = accounts[account].headroomMinor(scenario: event.scenario)
        var declines = accounts[account].declines
        if declines.count == LedgerLimits.declinesPerAccountMax { declines.removeFirst() }
        declines.append(
            RecentDecline(
                hold: event.hold, at: now, missing: Money(minor: event.amount.minor - headroom)))
        accounts[account].declines = declines
    }

    /// Tells of the declines that a fact which gives credit back would have prevented if it had been
    /// told when it happened.
    mutating func findAvoidableDeclines(_ fact: OrderFact, in order: OrderKey) {
        guard fact.kind.isReturning, fact.occurredAt < now else { return }
        for placed in orders.record(of: order)!.holds {
            guard let slot = holds.slot(of: placed.hold) else { continue }
            let account = holds[slot].accountSlot
            guard !accounts[account].declines.isEmpty,
                let late = lateCredit(of: slot, by: fact, in: order)
            else { continue }
            for decline in accounts[account].declines
            where !decline.isAvoidable && decline.at >= max(fact.occurredAt, holds[slot].placedAt)
                && decline.at < late.until
            {
                let covered = min(decline.missing, decline.covered + late.amount)
                if covered == decline.missing { avoidableDeclineCount += 1 }
                emit(
                    .declineCovered(
                        DeclineCovered(
                            hold: decline.hold, account: placed.account, order: order,
                            covered: covered, missing: decline.missing)))
            }
        }
    }

    /// What of a hold a fact entitled to come back, and when it did; nil if that is nothing.
    private func lateCredit(
        of slot: Slot, by fact: OrderFact, in order: OrderKey
    ) -> (amount: Money, until: Instant)? {
        let operations = holds.operations(of: slot)
        let released = operations.first { $0.key == fact.key.retagged() && $0.kind == .release }
        if let released { return (released.amount, now) }
        let hold = holds[slot]
        // What ended by itself before the first word that would have ended it.
        let isFirst =
            orders.record(of: order)!.facts.first { $0.kind.isReturning && $0.lines.isEmpty }?.key
            == fact.key
        guard isFirst, fact.kind != .priceAdjusted, !hold.isOpen, !hold.isDeclined else {
            return nil
        }
        if hold.amounts.expired.isPositive { return (hold.amounts.expired, hold.endedAt) }
        let isOnlySilent =
            hold.reason == .orderSilent && hold.amounts.released == hold.amounts.authorised
            && operations.allSatisfy {
                !$0.amount.isPositive || $0.request.reason == .orderSilent
            }
        return isOnlySilent ? (hold.amounts.released, hold.endedAt) : nil
    }

    mutating func assign(_ event: DeclineCovered) {
        let account = accounts.slot(of: event.account)!
        var declines = accounts[account].declines
        if let index = declines.firstIndex(where: { $0.hold == event.hold }) {
            declines[index].covered = event.covered
        }
        accounts[account].declines = declines
    }
}

/// A purchase that was declined for want of limit, as its account remembers it.
public struct RecentDecline: Hashable, Sendable {
    public var hold: HoldKey
    public var at: Instant
    /// What the limit lacked.
    public var missing: Money
    /// What was entitled to come back by then, as far as it is known, at most what it was that lacked.
    public var covered = Money.zero

    public var isAvoidable: Bool { covered >= missing }
}
