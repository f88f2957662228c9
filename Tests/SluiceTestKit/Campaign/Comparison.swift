@testable import SluiceCore

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
        if ledger.accounts.count != reference.accounts.count { found.append("accounts: count") }
        if ledger.holds.count != reference.holds.count { found.append("holds: count") }
        if ledger.orders.count != orders.count { found.append("orders: count") }
        if ledger.policy != reference.policy { found.append("policy") }
        if ledger.journal?.mode != reference.mode { found.append("mode") }
        if ledger.aliases.count != reference.aliases.count { found.append("aliases: count") }
        for (key, alias) in reference.aliases
        where ledger.aliases.record(of: key)?.hold != alias.hold {
            found.append("alias: hold")
        }
        for key in Set(reference.said.map(\.fact.merchant)) {
            let parked = ledger.merchants.record(of: key).map { Int($0.parkedFacts) }
            if parked != reference.parked(key) {
                found.append("merchant: \(parked ?? -1) parked, not \(reference.parked(key))")
            }
        }
        return found
    }

    private static func account(
        _ key: AccountKey, _ ledger: Ledger, _ reference: ReferenceLedger
    ) -> [String] {
        let wanted = reference.accounts[key]!
        guard let record = ledger.accounts.record(of: key) else { return ["account missing"] }
        let balances = record.balances
        return [
            difference("limit", balances.limit.minor, wanted.limit),
            difference("held", balances.held.minor, reference.held(key)),
            difference("owed", balances.owed.minor, wanted.owed),
            difference("credit balance", balances.creditBalance.minor, wanted.credit),
            difference("payout due", balances.payoutDue.minor, wanted.payout),
            difference("headroom", balances.headroomMinor, reference.headroom(key)),
            difference("currency", record.currency, wanted.currency),
        ].compactMap(\.self)
    }

    private static func hold(_ wanted: ReferenceHold, _ ledger: Ledger) -> [String] {
        guard let hold = ledger.holds.record(of: wanted.placement.hold) else {
            return ["hold missing"]
        }
        var found: [String?] = [
            difference("hold", Sums(hold.amounts), wanted.totals),
            difference("status", hold.status, wanted.status),
            difference("decision", hold.decision, wanted.decision),
            difference("reason", hold.reason, wanted.reason),
            difference("generation", hold.generation, wanted.generation),
            difference("expires", hold.expiresAt, wanted.expiresAt),
            difference("guaranteed", hold.guaranteedUntil, wanted.expiresAt),
            difference("capture on", hold.captureOn, wanted.captureOn),
            difference("ended", hold.endedAt != .never, !wanted.isLive),
        ]
        if !wanted.placement.lines.isEmpty {
            found.append(difference("lines", hold.lines.map(\.key), wanted.lines.map { $0! }))
            for line in hold.lines {
                found.append(difference("line", Sums(line.amounts), wanted.sums(line.key)))
            }
        } else if !hold.lines.isEmpty {
            found.append("lines of a hold without lines")
        }
        return found.compactMap(\.self)
    }

    private static func order(
        _ key: OrderKey, _ ledger: Ledger, _ reference: ReferenceLedger
    ) -> [String] {
        guard let order = ledger.orders.record(of: key) else { return ["order missing"] }
        let said = reference.said(of: key)
        let breaks = order.breaks.map { ReferenceBreak(kind: $0.kind, line: $0.line) }
        let holds = reference.holds.filter { $0.placement.order == key }
        return [
            difference("order known", order.isKnown, reference.existing.contains(key)),
            difference("facts", order.facts.map(\.key), said.map(\.fact.fact)),
            difference("parked", order.facts.map(\.wasParked), said.map(\.wasParked)),
            difference("terminal", order.isTerminal, reference.isTerminal(key)),
            difference("holds", order.holds.map(\.hold), holds.map(\.placement.hold)),
            difference("breaks", Set(breaks), reference.breaks[key] ?? []),
            difference("breaks repeated", breaks.count, Set(breaks).count),
        ].compactMap(\.self)
    }

    private static func difference<Value: Equatable>(
        _ name: String, _ have: Value, _ want: Value
    ) -> String? {
        have == want ? nil : "\(name): core \(have), reference \(want)"
    }
}

/// The records that events changed.
struct Touched: Sendable {
    var accounts: Set<AccountKey> = []
    var holds: Set<HoldKey> = []
    var orders: Set<OrderKey> = []

    init(_ events: [Event]) {
        for event in events {
            if let account = event.account { accounts.insert(account) }
            switch event {
            case .holdPlaced(let event):
                holds.insert(event.hold)
                orders.insert(event.order)
            case .holdMoved(let event): holds.insert(event.hold)
            case .operationRefused(let event): holds.insert(event.hold)
            case .orderSeen(let event): orders.insert(event.order)
            case .orderKnown(let event): orders.insert(event.order)
            case .factRecorded(let event): orders.insert(event.order)
            case .breakFound(let event): orders.insert(event.order)
            default: break
            }
        }
    }
}

extension ReferenceLedger {
    var orders: Set<OrderKey> { existing.union(said.map(\.fact.order)) }
}

extension Sums {
    init(_ amounts: HoldAmounts) {
        self.init(
            authorised: amounts.authorised.minor, captured: amounts.captured.minor,
            released: amounts.released.minor, expired: amounts.expired.minor,
            refunded: amounts.refunded.minor)
    }
}

extension ReferenceHold {
    var totals: Sums {
        Sums(
            authorised: total(\.authorised), captured: total(\.captured),
            released: total(\.released), expired: total(\.expired),
            refunded: total(\.refunded))
    }
}
