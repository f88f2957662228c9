import SluiceCore
import SluiceEngine

/// What the wishes and gaps of the views must be, gathered while the journal is replayed. Memory: an
/// entry for each open hold and each gap.
struct PullsCheck {
    private struct Gap: Hashable {
        var first: Int64
        var last: Int64
        var since: Instant
    }

    private struct Wish: Hashable {
        var merchant: MerchantKey
        var reasons: PullReasons
        var since: Instant
        var promised: Instant
        var sequence: UInt64
    }

    private var orders: [HoldKey: OrderKey] = [:]
    private var openHolds: [OrderKey: Int] = [:]
    private var merchants: [OrderKey: MerchantKey] = [:]
    private var wishes: [OrderKey: Wish] = [:]
    private var highest: [MerchantKey: Int64] = [:]
    private var gaps: [MerchantKey: [Gap]] = [:]

    mutating func follow(_ records: [CommandRecord], from firstEvent: UInt64) {
        var sequence = firstEvent
        for record in records {
            for event in record.events {
                follow(event, sequence, at: record.time)
                sequence += 1
            }
        }
    }

    private mutating func follow(_ event: Event, _ sequence: UInt64, at time: Instant) {
        if let wish = PullWish.wish(of: event, at: time) {
            add(wish.reason, promised: wish.promised, event, sequence, at: time)
        }
        switch event {
        case .holdPlaced(let event):
            let amounts = event.history?.value.amounts(of: event.amount)
            guard event.decision == .approved, amounts?.open.isPositive ?? true else { return }
            orders[event.hold] = event.order
            openHolds[event.order, default: 0] += 1
            merchants[event.order] = event.merchant
        case .holdMoved(let event) where !event.amounts.open.isPositive:
            guard let order = orders.removeValue(forKey: event.hold) else { return }
            openHolds[order]! -= 1
            guard openHolds[order] == 0 else { return }
            openHolds[order] = nil
            merchants[order] = nil
            wishes[order] = nil
        case .orderPulled(let event):
            if let wish = wishes[event.order], wish.since <= event.pull.askedAt {
                wishes[event.order] = nil
            }
        case .factRecorded(let event):
            if let number = event.fact.merchantSequence {
                hear(number, of: event.merchant, at: time)
            }
        case .merchantSwept(let event):
            gaps[event.merchant]?.removeAll { $0.since <= event.askedAt }
        default: break
        }
    }

    private mutating func add(
        _ reason: PullReason, promised: Instant, _ event: Event, _ sequence: UInt64,
        at time: Instant
    ) {
        var order: OrderKey?
        if case .breakFound(let event) = event { order = event.order }
        if case .holdChanged(let event) = event { order = orders[event.hold] }
        guard let order, let merchant = merchants[order] else { return }
        var wish =
            wishes[order]
            ?? Wish(
                merchant: merchant, reasons: PullReasons(reason), since: time,
                promised: promised, sequence: sequence)
        wish.reasons = wish.reasons.union(PullReasons(reason))
        wish.since = time
        wish.promised = min(wish.promised, promised)
        wishes[order] = wish
    }

    private mutating func hear(_ number: Int64, of merchant: MerchantKey, at time: Instant) {
        guard let newest = highest[merchant] else {
            highest[merchant] = number
            return
        }
        var ranges = gaps[merchant] ?? []
        if number > newest {
            highest[merchant] = number
            if number > newest + 1 {
                ranges.append(Gap(first: newest + 1, last: number - 1, since: time))
            }
        } else if let index = ranges.firstIndex(where: { $0.first <= number && number <= $0.last })
        {
            let gap = ranges.remove(at: index)
            let rest = [
                Gap(first: gap.first, last: number - 1, since: gap.since),
                Gap(first: number + 1, last: gap.last, since: gap.since),
            ]
            ranges.insert(contentsOf: rest.filter { $0.first <= $0.last }, at: index)
        }
        if ranges.count > StoreLimits.sequenceGapsMax {
            let oldest = ranges.removeFirst()
            ranges[0].first = oldest.first
            ranges[0].since = min(ranges[0].since, oldest.since)
        }
        gaps[merchant] = ranges
    }

    /// - Returns: what the views have otherwise.
    func compare(_ views: SQLiteViews) throws -> [String] {
        var faults: [String] = []
        var rest = wishes
        try forEach(views.pullWishes(after:limit:)) { wish in
            let known = rest.removeValue(forKey: wish.order.key)
            let found = Wish(
                merchant: wish.merchant.key, reasons: wish.reasons, since: wish.since,
                promised: wish.promised, sequence: wish.sequence)
            if known != found {
                faults.append("views differ in the wish of order \(wish.order.name ?? "?")")
            }
        }
        if !rest.isEmpty { faults.append("views lack \(rest.count) wishes") }
        var found: [MerchantKey: Set<Gap>] = [:]
        try forEach {
            try views.sequenceGaps(of: nil, missingSince: .never, after: $0, limit: $1)
        } _: { gap in
            found[gap.merchant.key, default: []].insert(
                Gap(first: gap.first, last: gap.last, since: gap.since))
        }
        let wanted = gaps.filter { !$0.value.isEmpty }.mapValues(Set.init)
        if found != wanted { faults.append("views differ in gaps of sequences") }
        return faults
    }

    private func forEach<Item>(
        _ page: (UInt64, Int) throws -> Viewed<ViewPage<Item>>, _ body: (Item) -> Void
    ) throws {
        var cursor: UInt64? = 0
        while let after = cursor {
            let items = try page(after, StoreLimits.pageItemsMax).value
            items.items.forEach(body)
            cursor = items.next
        }
    }
}
