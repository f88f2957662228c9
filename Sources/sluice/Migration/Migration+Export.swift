import SluiceAPI
import SluiceCore
import SluiceEngine

extension Migration {
    /// What of a ledger another one needs to go on: every record of `ledger` is resident.
    ///
    /// In order of opening, placement and arrival, so that equal ledgers give equal files.
    init(of ledger: Ledger, names: [NamedKey: String]) {
        let naming = MigrationNames(names)
        manifest = MigrationManifest(
            lender: ledger.journal?.lender ?? "", zone: ledger.journal?.zone ?? "",
            time: RFC3339.format(ledger.time.ns), accounts: 0, holds: 0, facts: 0, left: [])
        var holds: [HoldRecord] = []
        ledger.forEachHold { holds.append($0) }
        holds.sort { $0.placedSequence < $1.placedSequence }
        var records: [AccountRecord] = []
        ledger.forEachAccount { records.append($0) }
        accounts = records.sorted { $0.openedSequence < $1.openedSequence }.map(naming.account)
        var taken: [OrderKey: [HoldRecord]] = [:]
        for hold in holds {
            guard !hold.isDeclined, hold.amounts.open.isPositive || hold.amounts.captured.isPositive
            else { continue }
            guard ledger.isNewest(hold) else {
                manifest.left.append(naming.text(.hold, hold.key))
                continue
            }
            self.holds.append(naming.hold(hold))
            taken[hold.order, default: []].append(hold)
        }
        facts = Self.facts(of: ledger, taken: taken).map { naming.fact($0.fact, of: $0.order) }
        manifest.accounts = accounts.count
        manifest.holds = self.holds.count
        manifest.facts = facts.count
    }

    /// Facts of the orders of taken holds, and all that wait for their order, as they arrived.
    private static func facts(
        of ledger: Ledger, taken: [OrderKey: [HoldRecord]]
    ) -> [(fact: OrderFact, order: OrderRecord)] {
        var facts: [(fact: OrderFact, order: OrderRecord)] = []
        let refunds = ledger.policy?.refundOnCancel == true
        ledger.forEachOrder { order in
            let holds = taken[order.key] ?? []
            guard !order.isKnown || !holds.isEmpty else { return }
            // A cancellation that found the hold frozen gave nothing back: told again, it would.
            let keptCapture =
                refunds
                && holds.contains {
                    !$0.amounts.open.isPositive && $0.amounts.refundable.isPositive
                }
            for fact in order.facts
            where fact.isTaken(of: order) && !(keptCapture && fact.kind == .cancelled) {
                facts.append((fact, order))
            }
        }
        return facts.sorted { $0.fact.sequence < $1.fact.sequence }
    }
}

extension Ledger {
    /// Whether no later hold has the natural key.
    fileprivate func isNewest(_ hold: HoldRecord) -> Bool {
        let order = order(hold.order)
        return order?.holds.last {
            $0.account == hold.account && $0.purpose == hold.purpose
        }?.hold == hold.key
    }
}

extension OrderFact {
    /// Whether the fact is told again: one that waits for its order, those of the whole order, which move nothing twice, and the
    /// request of a return that is open.
    fileprivate func isTaken(of order: OrderRecord) -> Bool {
        guard order.isKnown else { return true }
        guard lines.isEmpty else { return false }
        switch kind {
        case .created, .paid, .shipped, .delivered, .completed, .cancelled, .closed: return true
        case .returnRequested: return order.returns.contains { $0.key == key && $0.isOpen }
        default: return false
        }
    }
}

/// Records by their names; a key that was never named is told as its digits.
private struct MigrationNames {
    private let names: [NamedKey: String]

    init(_ names: [NamedKey: String]) { self.names = names }

    func text<Tag>(_ kind: KeyKind, _ key: Key<Tag>, or lender: KeyKind? = nil) -> String {
        if let name = names[NamedKey(kind, key)] { return name }
        if let lender, let name = names[NamedKey(lender, key)] { return name }
        return key.hexadecimal
    }

    func account(_ record: AccountRecord) -> MigratedAccount {
        MigratedAccount(
            account: text(.account, record.key), currency: record.currency.code,
            limit: record.fixedLimit.minor, owed: record.balances.owed.minor,
            creditBalance: record.balances.creditBalance.minor,
            temporaryLimits: record.temporaryLimits.map {
                MigratedAccount.TemporaryLimit(
                    id: text(.operation, $0.key), amount: $0.amount.minor,
                    until: RFC3339.format($0.until.ns), scenario: $0.scenario?.text)
            },
            restrictions: record.restrictions.map {
                MigratedAccount.Restriction(
                    id: text(.operation, $0.key), kind: $0.kind.code,
                    reviewBy: $0.reviewBy.map { RFC3339.format($0.ns) })
            },
            payouts: record.payouts.map {
                MigratedAccount.Payout(
                    id: text(.operation, $0.key, or: .fact), amount: $0.amount.minor,
                    dueAt: RFC3339.format($0.dueAt.ns))
            })
    }

    func hold(_ record: HoldRecord) -> MigratedHold {
        let amounts = record.amounts
        let isWhole = amounts.open == amounts.authorised
        return MigratedHold(
            hold: text(.hold, record.key), merchant: text(.merchant, record.merchant),
            account: text(.account, record.account), order: text(.order, record.order),
            purpose: record.purpose.text, scenario: record.scenario.text,
            plan: record.plan?.text, overcaptureConsent: record.hasConsent,
            currency: record.currency.code, amount: amounts.authorised.minor,
            captured: amounts.captured.minor, released: amounts.released.minor,
            expired: amounts.expired.minor, refunded: amounts.refunded.minor,
            generation: record.generation, placedAt: RFC3339.format(record.placedAt.ns),
            expiresAt: RFC3339.format(record.expiresAt.ns),
            lines: isWhole
                ? record.lines.map {
                    MigratedHold.Line(
                        line: text(.line, $0.key, or: .operation),
                        amount: $0.amounts.authorised.minor,
                        seller: $0.seller.isNone ? nil : text(.merchant, $0.seller))
                } : [],
            overlays: record.overlays.map {
                MigratedHold.Overlay(
                    id: $0.key.isNone ? nil : text(.operation, $0.key), kind: $0.kind.code,
                    until: RFC3339.format($0.until.ns),
                    reason: $0.reason == .none ? nil : $0.reason.code,
                    authority: $0.authority?.text)
            })
    }

    func fact(_ fact: OrderFact, of order: OrderRecord) -> MigratedFact {
        MigratedFact(
            id: text(.fact, fact.key), source: text(.source, fact.source),
            merchant: text(.merchant, order.merchant), order: text(.order, order.key),
            type: fact.kind.code, occurredAt: RFC3339.format(fact.occurredAt.ns),
            merchantSequence: fact.merchantSequence, amount: fact.amount?.minor,
            lines: fact.lines.map {
                MigratedFact.Line(line: text(.line, $0.line), amount: $0.amount?.minor)
            },
            reason: fact.reason == .none ? nil : fact.reason.code)
    }
}
