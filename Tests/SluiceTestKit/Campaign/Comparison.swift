import SluiceCore

/// Holds the records of a ledger against the reference; what differs, a line each.
enum Comparison {
    /// - Parameter touched: only these records; nil: all, and that there are no others.
    static func differences(
        _ ledger: Ledger, _ reference: ReferenceLedger, touched: Touched? = nil
    ) -> [String] {
        var found: [String] = []
        for key in reference.accounts.keys where touched?.accounts.contains(key) ?? true {
            found += account(key, ledger, reference)
        }
        for hold in reference.holds where touched?.holds.contains(hold.placement.hold) ?? true {
            found += Comparison.hold(hold, ledger)
        }
        let orders = touched?.orders ?? reference.orders
        for key in orders { found += order(key, ledger, reference) }
        guard touched == nil else { return found }
        if ledger.accountCount != reference.accounts.count { found.append("accounts: count") }
        if ledger.residentHoldCount != reference.holds.count { found.append("holds: count") }
        if ledger.orderCount != orders.count { found.append("orders: count") }
        if ledger.policy != reference.policy { found.append("policy") }
        if ledger.journal?.mode != reference.mode { found.append("mode") }
        if ledger.aliasCount != reference.aliases.count { found.append("aliases: count") }
        for (key, alias) in reference.aliases
        where ledger.alias(key)?.hold != alias.hold {
            found.append("alias: hold")
        }
        for key in Set(reference.said.map(\.fact.merchant)) {
            let parked = ledger.merchant(key).map { Int($0.parkedFacts) }
            if parked != reference.parked(key) {
                found.append("merchant: \(parked ?? -1) parked, not \(reference.parked(key))")
            }
        }
        for (key, at) in reference.swept where ledger.merchant(key)?.sweptAt != at {
            found.append("merchant: swept")
        }
        return found + proposals(ledger, reference) + days(ledger, reference)
    }

    /// What was told without a command asking for it.
    static func notices(_ events: ShortList<Event>, _ reference: ReferenceLedger) -> [String] {
        let told = events.compactMap { event -> ReferenceNotice? in
            switch event {
            case .accountOperated(let event)
            where event.operation.isNone && event.kind != .payoutBrought:
                event.kind == .limitEnd
                    ? .limitEnded(event.account) : .payoutOverdue(event.account)
            case .holdChanged(let event):
                switch event.kind {
                case .noticed: .shipOrExtend(event.hold)
                case .heard: .heard(event.hold)
                case .silenced: .silenced(event.hold, event.reason)
                case .paused: .paused(event.hold)
                default: nil
                }
            case .merchantChanged(let event): .feed(event.merchant, event.reason)
            case .declineCovered(let event):
                .covered(
                    event.hold, covered: event.covered.minor, missing: event.missing.minor)
            default: nil
            }
        }
        guard told != reference.told else { return [] }
        let place = zip(told, reference.told).prefix { $0 == $1 }.count
        func at(_ told: [ReferenceNotice]) -> String {
            place < told.count ? "\(told[place])" : "no more"
        }
        return ["told: core \(at(told)), reference \(at(reference.told))"]
    }

    private static func account(
        _ key: AccountKey, _ ledger: Ledger, _ reference: ReferenceLedger
    ) -> [String] {
        let wanted = reference.accounts[key]!
        guard let record = ledger.account(key) else { return ["account missing"] }
        let balances = record.balances
        let limits = record.temporaryLimits.map { "\($0.key) \($0.amount) \($0.until)" }
        let wantedLimits = wanted.temporaryLimits.map {
            "\($0.id) \(Money(minor: $0.amount)) \($0.until)"
        }
        let bans = record.restrictions.map { "\($0.key) \($0.kind) \($0.reviewBy?.ns ?? 0)" }
        let payouts = record.payouts.map {
            "\($0.key) \($0.hold) \($0.amount) \($0.dueAt) \($0.isOverdue)"
        }
        let wantedPayouts = wanted.payouts.map {
            "\($0.id) \($0.hold) \(Money(minor: $0.amount)) \($0.dueAt) \($0.isOverdue)"
        }
        return [
            difference("limit", balances.limit.minor, wanted.limit),
            difference("fixed limit", record.fixedLimit.minor, wanted.fixedLimit),
            difference("temporary limits", limits, wantedLimits),
            difference(
                "limits for", record.temporaryLimits.map(\.scenario),
                wanted.temporaryLimits.map(\.scenario)),
            difference(
                "restrictions", bans,
                wanted.restrictions.map { "\($0.id) \($0.kind) \($0.reviewBy?.ns ?? 0)" }),
            difference("payouts", payouts, wantedPayouts),
            difference("held", balances.held.minor, reference.held(key)),
            difference("owed", balances.owed.minor, wanted.owed),
            difference("credit balance", balances.creditBalance.minor, wanted.credit),
            difference("payout due", balances.payoutDue.minor, wanted.payout),
            difference("headroom", balances.headroomMinor, reference.headroom(key)),
            difference("currency", record.currency, wanted.currency),
            difference("owner", record.owner, wanted.owner),
        ].compactMap(\.self)
    }

    private static func order(
        _ key: OrderKey, _ ledger: Ledger, _ reference: ReferenceLedger
    ) -> [String] {
        guard let order = ledger.order(key) else { return ["order missing"] }
        let said = reference.said(of: key)
        let breaks = order.breaks.map { ReferenceBreak(kind: $0.kind, line: $0.line) }
        let holds = reference.holds.filter { $0.placement.order == key }
        let returns = order.returns.map {
            """
            \($0.key) \($0.lines) \($0.amount.minor) − \($0.refunded.minor) \($0.stage) \
            \($0.isReceived) \($0.dueAt.ns) \($0.reason) \($0.openedAt.ns)
            """
        }
        let wantedReturns = reference.returns.filter { $0.order == key }.map {
            """
            \($0.fact) \($0.lines) \($0.amount) − \($0.refunded) \($0.stage) \
            \($0.isReceived) \($0.dueAt.ns) \($0.reason) \($0.openedAt.ns)
            """
        }
        return [
            difference("order known", order.isKnown, reference.existing.contains(key)),
            difference("facts", order.facts.map(\.key), said.map(\.fact.fact)),
            difference("parked", order.facts.map(\.wasParked), said.map(\.wasParked)),
            difference("asked for", order.facts.map(\.isPulled), said.map(\.isPulled)),
            difference("pull", order.pull.map(inShort), reference.pulls[key].map(inShort)),
            difference("terminal", order.isTerminal, reference.isTerminal(key)),
            difference("holds", order.holds.map(\.hold), holds.map(\.placement.hold)),
            difference(
                "breaks", Set(breaks), reference.breaks[key] ?? []),
            difference("breaks repeated", breaks.count, Set(breaks).count),
            difference("returns", returns, wantedReturns),
        ].compactMap(\.self)
    }

    private static func inShort(_ pull: OrderPull) -> String {
        "\(pull.askedAt) \(pull.isKnown) \(pull.covers.bits) \(pull.standing.bits)"
    }

    private static func inShort(_ pull: ReferencePull) -> String {
        """
        \(pull.askedAt) \(pull.isKnown) \(FactKinds(pull.covers).bits) \
        \(FactKinds(pull.standing).bits)
        """
    }

    private static func proposals(
        _ ledger: Ledger, _ reference: ReferenceLedger
    ) -> [String] {
        var found: [String?] = [
            difference("proposals", ledger.proposalCount, reference.proposals.count)
        ]
        for wanted in reference.proposals {
            guard let record = ledger.proposal(wanted.proposal) else {
                found.append("proposal missing")
                continue
            }
            found += [
                difference("proposer", record.proposer, wanted.proposer),
                difference("proposed", record.command, wanted.command),
                difference("proposal until", record.expiresAt, wanted.expiresAt),
                difference("approver", record.approver, wanted.approver ?? .none),
            ]
        }
        return found.compactMap(\.self)
    }

    private static func days(_ ledger: Ledger, _ reference: ReferenceLedger) -> [String] {
        var found = [
            difference("closed through", ledger.book.closedThrough, reference.closedThrough)
        ]
        for totals in ledger.book.closing {
            let wanted = reference.totals(after: nil, through: totals.date, totals.currency)
            found.append(difference("closing", totals.closing, wanted.closing))
        }
        for var totals in ledger.book.open {
            let before = BusinessDate(day: totals.date.day - 1)
            var wanted = reference.totals(after: before, through: totals.date, totals.currency)
            (totals.opening, wanted.opening) = (0, 0)
            found.append(difference("day", totals, wanted))
        }
        for currency in reference.currenciesMoved {
            let held = reference.holds.filter { $0.placement.currency == currency }
                .reduce(0) { $0 + $1.total(\.open) }
            let moved = reference.totals(
                after: nil, through: BusinessDate(day: .max), currency)
            found.append(difference("held in the reference", moved.closing, held))
        }
        return found.compactMap(\.self)
    }

    static func difference<Value: Equatable>(
        _ name: String, _ have: Value, _ want: Value
    ) -> String? {
        have == want ? nil : "\(name): core \(have), reference \(want)"
    }
}
