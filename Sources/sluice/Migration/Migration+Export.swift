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
        var operations: [AccountKey: [AccountOperation]] = [:]
        ledger.forEachAccountOperation { operations[$0.account, default: []].append($0) }
        accounts = records.sorted { $0.openedSequence < $1.openedSequence }.map {
            naming.account($0, operations[$0.key] ?? [])
        }
        var taken: [OrderKey: [HoldRecord]] = [:]
        for hold in holds {
            guard !hold.isDeclined, hold.keepsItsKey else { continue }
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
        ledger.forEachOrder { order in
            guard !order.isKnown || taken[order.key] != nil else { return }
            facts += order.facts.map { ($0, order) }
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

extension HoldRecord {
    /// Whether the natural key is taken for ever, or until the hold ends.
    fileprivate var keepsItsKey: Bool {
        amounts.open.isPositive || amounts.captured.isPositive || status == .split
    }
}

extension OrderRecord {
    /// Whether what a fact moved is in the holds; the request of a return that is open is told again.
    fileprivate func isPast(_ fact: OrderFact) -> Bool {
        isKnown && !returns.contains { $0.key == fact.key && $0.isOpen }
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

    func account(
        _ record: AccountRecord, _ operations: [AccountOperation]
    ) -> MigratedAccount {
        // What is in force is set again under its id.
        let set = Set(record.temporaryLimits.map(\.key) + record.restrictions.map(\.key))
        let reasons = Dictionary(
            operations.map { ($0.key, $0.content.reason) }, uniquingKeysWith: { first, _ in first })
        return MigratedAccount(
            account: text(.account, record.key), currency: record.currency.code,
            limit: record.fixedLimit.minor, owed: record.balances.owed.minor,
            creditBalance: record.balances.creditBalance.minor,
            temporaryLimits: record.temporaryLimits.map {
                MigratedAccount.TemporaryLimit(
                    id: text(.operation, $0.key), amount: $0.amount.minor,
                    until: RFC3339.format($0.until.ns), scenario: $0.scenario?.text,
                    reason: (reasons[$0.key] ?? .limitGranted).code)
            },
            restrictions: record.restrictions.map {
                MigratedAccount.Restriction(
                    id: text(.operation, $0.key), kind: $0.kind.code,
                    reviewBy: $0.reviewBy.map { RFC3339.format($0.ns) })
            },
            payouts: record.payouts.map {
                MigratedAccount.Payout(
                    payout: $0.key.hexadecimal, hold: $0.hold.hexadecimal,
                    amount: $0.amount.minor, dueAt: RFC3339.format($0.dueAt.ns))
            },
            operations: operations.sorted { ($0.sequence, $0.key) < ($1.sequence, $1.key) }
                .filter { !set.contains($0.key) }.map(operation))
    }

    private func operation(_ record: AccountOperation) -> MigratedAccount.Operation {
        let content = record.content
        return MigratedAccount.Operation(
            id: names[NamedKey(.operation, record.key)], key: record.key.hexadecimal,
            kind: record.kind.code, amount: content.amount.minor, reason: content.reason.given,
            subject: content.subject.given, until: content.until.map { RFC3339.format($0.ns) },
            scenario: content.scenario?.text, restriction: content.restriction?.code,
            reversed: record.isReversed)
    }

    func hold(_ record: HoldRecord) -> MigratedHold {
        let amounts = record.amounts
        // What stands over the hold is set again under its id.
        let set = record.overlays.map(\.key)
        return MigratedHold(
            hold: text(.hold, record.key), merchant: text(.merchant, record.merchant),
            account: text(.account, record.account), order: text(.order, record.order),
            purpose: record.purpose.text, scenario: record.scenario.text,
            plan: record.plan?.text, overcaptureConsent: record.hasConsent,
            currency: record.currency.code, requested: record.requested.minor,
            amount: amounts.authorised.minor,
            captured: amounts.captured.minor, released: amounts.released.minor,
            expired: amounts.expired.minor, refunded: amounts.refunded.minor,
            generation: record.generation, placedAt: RFC3339.format(record.placedAt.ns),
            expiresAt: RFC3339.format(record.expiresAt.ns),
            lines: record.lines.map { line($0, of: record.order) },
            operations: record.operations.filter { !set.contains($0.key) }.map(operation),
            overlays: record.overlays.map {
                MigratedHold.Overlay(
                    id: $0.key.isNone ? nil : text(.operation, $0.key), kind: $0.kind.code,
                    since: RFC3339.format($0.since.ns),
                    until: RFC3339.format($0.until.ns), reason: $0.reason.given,
                    authority: $0.authority?.text)
            })
    }

    private func line(_ line: HoldLine, of order: OrderKey) -> MigratedHold.Line {
        let name = text(.line, line.key, or: .operation)
        let isDerived = KeyDerivation.line(order: order, name: name) == line.key
        return MigratedHold.Line(
            line: name, key: isDerived ? nil : line.key.hexadecimal,
            requested: line.requested.minor,
            seller: line.seller.isNone ? nil : text(.merchant, line.seller),
            amount: line.amounts.authorised.minor, captured: line.amounts.captured.minor,
            released: line.amounts.released.minor, expired: line.amounts.expired.minor,
            refunded: line.amounts.refunded.minor)
    }

    private func operation(_ record: HoldOperation) -> MigratedHold.Operation {
        let request = record.request
        return MigratedHold.Operation(
            id: names[NamedKey(.operation, record.key)], key: record.key.hexadecimal,
            kind: record.kind.code,
            content: MigratedHold.Operation.Content(
                amount: request.amount?.minor,
                lines: request.lines.map {
                    MigratedHold.Operation.Line(
                        key: $0.line.hexadecimal, amount: $0.amount?.minor)
                },
                final: request.isFinal, reason: request.reason.given,
                until: request.until.map { RFC3339.format($0.ns) },
                subject: request.subject.given, choice: request.choice,
                authority: request.authority?.text),
            outcome: record.outcome.code, amount: record.amount.minor,
            lateHold: record.linked.given)
    }

    func fact(_ fact: OrderFact, of order: OrderRecord) -> MigratedFact {
        MigratedFact(
            id: text(.fact, fact.key), source: text(.source, fact.source),
            merchant: text(.merchant, order.merchant), order: text(.order, order.key),
            type: fact.kind.code, occurredAt: RFC3339.format(fact.occurredAt.ns),
            recordedAt: RFC3339.format(fact.recordedAt.ns), past: order.isPast(fact),
            merchantSequence: fact.merchantSequence, amount: fact.amount?.minor,
            lines: fact.lines.map {
                MigratedFact.Line(line: text(.line, $0.line), amount: $0.amount?.minor)
            },
            reason: fact.reason.given)
    }
}

extension Reason {
    fileprivate var given: String? { self == .none ? nil : code }
}

extension Key {
    fileprivate var given: String? { isNone ? nil : hexadecimal }
}
