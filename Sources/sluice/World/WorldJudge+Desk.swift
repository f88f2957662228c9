import SluiceCore

/// Whether the desk kept what it had stated, and whether no tier had more than its share.
extension WorldJudge {
    /// A case as it went; tiers are those of the world.
    private struct Case {
        var order: WorldOrder
        var tier: RiskTier
        var openedNs: Int64
        var takenNs: Int64
    }

    mutating func lookAtDesk() {
        guard let desk = reading.desk else { return }
        let events = Dictionary(grouping: reading.events, by: \.order)
        var cases: [Case] = []
        for order in world.orders where books[order.number] != nil {
            guard let tier = order.brings?.tier,
                let item = look(at: order, tier, events[order.number] ?? [], desk)
            else { continue }
            cases.append(item)
        }
        cases.sort { $0.takenNs < $1.takenNs }
        for (index, item) in cases.enumerated() { judgeShare(item, cases[..<index], desk) }
        let fromNs = WorldRush.fromNs(world.shape)
        let busy = cases.count { (fromNs..<fromNs + WorldRush.spanNs).contains($0.openedNs) }
        let able = desk.persons * Int(WorldRush.spanNs / WorldRush.caseNs)
        verdict.desk = WorldDeskVerdict(
            persons: desk.persons, loadPercent: 100 * busy / max(1, able),
            tiers: RiskTier.allCases.map { tier in
                WorldDeskVerdict.Tier(
                    tier: tier, waitMaxNs: desk.tiers[tier]?.waitMaxNs ?? 0,
                    waitsNs: cases.filter { $0.tier == tier }
                        .map { $0.takenNs - $0.openedNs }.sorted())
            })
    }

    /// How the case of an order went, by what the engine told and when a person had it.
    private mutating func look(
        at order: WorldOrder, _ tier: RiskTier, _ events: [WorldEvent], _ desk: WorldDesk
    ) -> Case? {
        guard let opened = events.first(where: { $0.kind == .reviewOpened }) else {
            find(order, "never came to the desk")
            return nil
        }
        let isDecided = events.contains {
            ($0.kind == .released || $0.kind == .reviewClosed)
                && $0.operation.hasPrefix(WorldDesk.decision)
        }
        guard isDecided, let look = desk.looks.first(where: { $0.order == order.number }) else {
            find(order, "nobody decided on it")
            return nil
        }
        let waitMaxNs = desk.tiers[tier]?.waitMaxNs ?? 0
        let waitNs = look.atNs - opened.atNs
        if waitNs > waitMaxNs + reading.slackNs {
            find(
                order,
                "\(tier.code), waited \(SpanText.short(waitNs)), at most "
                    + "\(SpanText.short(waitMaxNs)) were stated")
        }
        return Case(order: order, tier: tier, openedNs: opened.atNs, takenNs: look.atNs)
    }

    /// While a case waits its tier has its weight in every round. So of another tier there are at most as
    /// many before it as its weights' ratio makes of those served of the case's own tier, and a round; and
    /// what each person has in hand at either end.
    private mutating func judgeShare(
        _ item: Case, _ before: ArraySlice<Case>, _ desk: WorldDesk
    ) {
        let ahead = before.reversed().prefix { $0.takenNs > item.openedNs }
        let own = ahead.count { $0.tier == item.tier }
        let weight = desk.tiers[item.tier]?.weight ?? 1
        for (tier, rule) in desk.tiers where tier != item.tier {
            let others = ahead.count { $0.tier == tier }
            guard (others - 2 * desk.persons) * weight > rule.weight * (own + weight) else {
                continue
            }
            verdict.add(
                WorldFinding(
                    failure: .unfairDesk, amountMinor: item.order.amountMinor,
                    text: "\(WorldShape.hold(item.order.number)): \(item.tier.code), and "
                        + "\(others) of \(tier.code) were served before it, with \(own) of its own")
            )
            return
        }
    }

    private mutating func find(_ order: WorldOrder, _ text: String) {
        verdict.add(
            WorldFinding(
                failure: .lateReview, amountMinor: order.amountMinor,
                text: "\(WorldShape.hold(order.number)): \(text)"))
    }
}
