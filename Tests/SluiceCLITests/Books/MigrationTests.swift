import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

/// A ledger exported in the middle of its life, and one that goes on with the export.
@Suite("migration")
struct MigrationTests {
    /// One random thing that happens, by names, so that it may be told to two ledgers.
    private enum Happening {
        case place(hold: Int, account: Int, amount: Int64, order: Int, lines: Int)
        case capture(hold: Int, amount: Int64?, isFinal: Bool)
        case release(hold: Int, amount: Int64?)
        case increment(hold: Int, amount: Int64)
        case refund(hold: Int, amount: Int64)
        case fact(order: Int, FactKind)
        case repay(account: Int, amount: Int64)
        case limit(account: Int, amount: Int64, days: Int64)
        case restrict(account: Int)
        case lift(account: Int, restriction: Int)
        case overlay(hold: Int, OverlayKind)
    }

    private static let shop = "shop"

    /// - Parameter bans: the accounts restricted so far, with the numbers of what did it.
    private func random(
        _ number: Int, _ random: inout RandomSource, _ bans: inout [(account: Int, number: Int)],
        sharesOrders: Bool
    ) -> Happening {
        let hold = random.below(max(1, number))
        let amount = random.within(1...6_000)
        let part: Int64? = random.chance(40) ? nil : amount
        switch random.below(20) {
        case 0...5:
            return .place(
                hold: number, account: random.below(4), amount: random.within(100...9_000),
                order: sharesOrders && random.chance(20) ? hold : number, lines: random.below(3))
        case 6, 7: return .capture(hold: hold, amount: part, isFinal: random.chance(20))
        case 8: return .release(hold: hold, amount: part)
        case 9: return .increment(hold: hold, amount: amount)
        case 10, 11: return .refund(hold: hold, amount: amount)
        case 12...15:
            return .fact(
                order: hold,
                random.pick([
                    .created, .paid, .shipped, .delivered, .cancelled, .closed, .completed,
                ]))
        case 16: return .repay(account: random.below(4), amount: amount)
        case 17:
            return .limit(account: random.below(4), amount: amount, days: random.within(1...20))
        case 18:
            if !bans.isEmpty, random.chance(70) {
                let ban = bans.remove(at: random.below(bans.count))
                return .lift(account: ban.account, restriction: ban.number)
            }
            let account = random.below(4)
            bans.append((account, number))
            return .restrict(account: account)
        default:
            return .overlay(
                hold: hold, random.pick([.dispute, .legalFreeze, .resultUnknown]))
        }
    }

    private func submission(
        _ happening: Happening, _ number: Int, at time: Instant
    ) -> Submission {
        let id = "op \(number)"
        func hold(_ number: Int) -> HoldKey { BookFixture.hold("H\(number)", of: Self.shop) }
        func on(_ hold: HoldKey, _ body: (OperationKey) -> Command.Body) -> Submission {
            let (key, name) = BookFixture.operation(id, on: hold)
            return command(body(key), [name])
        }
        func at(_ account: Int, _ body: (AccountKey, OperationKey) -> Command.Body) -> Submission {
            let key = BookFixture.account("A\(account)")
            let operation = KeyDerivation.accountOperation(account: key, name: id)
            return command(body(key, operation), [Name(NamedKey(.operation, operation), id)])
        }
        switch happening {
        case .place(let number, let account, let amount, let order, let lines):
            return place(number, account, amount, order, lines)
        case .capture(let number, let amount, let isFinal):
            return on(hold(number)) {
                .capture(
                    CaptureHold(
                        hold: hold(number), operation: $0, amount: amount.map(Money.init(minor:)),
                        isFinal: isFinal))
            }
        case .release(let number, let amount):
            return on(hold(number)) {
                .release(
                    ReleaseHold(
                        hold: hold(number), operation: $0, amount: amount.map(Money.init(minor:)),
                        reason: .merchantVoid))
            }
        case .increment(let number, let amount):
            return on(hold(number)) {
                .increment(
                    IncrementHold(
                        hold: hold(number), operation: $0, amount: Money(minor: amount)))
            }
        case .refund(let number, let amount):
            return on(hold(number)) {
                .refund(
                    RefundHold(
                        hold: hold(number), operation: $0, amount: Money(minor: amount),
                        reason: .refundGoodwill))
            }
        case .fact(let order, let kind): return fact(order, kind, id, at: time)
        case .repay(let account, let amount):
            return at(account) {
                .repay(Repay(account: $0, operation: $1, principal: Money(minor: amount)))
            }
        case .limit(let account, let amount, let days):
            return at(account) {
                .setLimit(
                    SetLimit(
                        account: $0, operation: $1, limit: Money(minor: amount),
                        until: time.adding(spanNs: days * Span.dayNs), reason: .limitGranted))
            }
        case .restrict(let account):
            return at(account) {
                .restrict(Restrict(account: $0, operation: $1, kind: .risk))
            }
        case .lift(let account, let number):
            let restriction = KeyDerivation.accountOperation(
                account: BookFixture.account("A\(account)"), name: "op \(number)")
            return at(account) {
                .liftRestriction(
                    LiftRestriction(account: $0, operation: $1, restriction: restriction))
            }
        case .overlay(let number, let kind):
            return on(hold(number)) {
                .setOverlay(
                    SetOverlay(
                        hold: hold(number), operation: $0, kind: kind,
                        reviewBy: time.adding(spanNs: 40 * Span.dayNs),
                        authority: kind == .legalFreeze ? Code("court") : nil))
            }
        }
    }

    private func command(_ body: Command.Body, _ names: [Name]) -> Submission {
        Submission(
            command: Command(actor: .tester, businessDate: BusinessDate(day: 0), body: body),
            names: names)
    }

    private func place(
        _ number: Int, _ account: Int, _ amount: Int64, _ order: Int, _ lines: Int
    ) -> Submission {
        let merchant = KeyDerivation.merchant(Self.shop)
        let orderKey = KeyDerivation.order(merchant: merchant, name: "O\(order)")
        let hold = BookFixture.hold("H\(number)", of: Self.shop)
        let parts = lines < 2 ? [] : [amount / 2, amount - amount / 2]
        let placed = parts.enumerated().map { index, part in
            PlaceLine(
                line: KeyDerivation.line(order: orderKey, name: "L\(index)"),
                amount: Money(minor: part))
        }
        return command(
            .place(
                PlaceHold(
                    hold: hold, account: BookFixture.account("A\(account)"), merchant: merchant,
                    order: orderKey, amount: Money(minor: amount), currency: .yuan,
                    purpose: Code("p\(number)") ?? .order, lines: placed)),
            [
                Name(NamedKey(.merchant, merchant), Self.shop),
                Name(NamedKey(.order, orderKey), "O\(order)"),
                Name(NamedKey(.hold, hold), "H\(number)"),
            ] + placed.enumerated().map { Name(NamedKey(.line, $1.line), "L\($0)") })
    }

    private func fact(
        _ order: Int, _ kind: FactKind, _ id: String, at time: Instant
    ) -> Submission {
        let merchant = KeyDerivation.merchant(Self.shop)
        let source = KeyDerivation.source("feed")
        let key = KeyDerivation.fact(source: source, name: id)
        return command(
            .recordFact(
                RecordFact(
                    fact: key, source: source, merchant: merchant,
                    order: KeyDerivation.order(merchant: merchant, name: "O\(order)"),
                    kind: kind, occurredAt: time)),
            [Name(NamedKey(.source, source), "feed"), Name(NamedKey(.fact, key), id)])
    }

    private func policy(_ seed: UInt64) -> Policy {
        var policy = Policy.standard
        policy.refundOnCancel = seed % 2 == 0
        policy.refundSurplus = seed % 3 == 0 ? .payout : .keep
        return policy
    }

    @Test(
        "Exported mid-life and loaded, the same later life gives the same accounts and holds",
        arguments: 1...60 as ClosedRange<UInt64>)
    func goesOn(seed: UInt64) throws {
        var random = RandomSource(seed: seed)
        var first = try BookFixture(on: "2026-11-01", policy: policy(seed))
        for account in 0..<4 { first.open("A\(account)", limit: 40_000) }
        var number = 0
        var bans: [(account: Int, number: Int)] = []
        for _ in 0..<120 {
            try first.pass(untilNs: first.time.ns + random.within(1...(14 * Span.hourNs)))
            first.apply(
                submission(
                    self.random(number, &random, &bans, sharesOrders: true), number, at: first.time)
            )
            number += 1
        }
        let migration = Migration(of: first.ledger, names: first.names)
        #expect(migration.manifest.left.isEmpty, "seed \(seed)")
        #expect(!migration.holds.isEmpty)
        let folder = try ImportFolder()
        let files = MigrationFiles(folder: folder.file("export"))
        try files.write(migration)
        let read = try files.read()
        #expect(read == migration)

        var second = try BookFixture(at: first.time, policy: policy(seed))
        for step in try read.steps(
            lender: BookFixture.lender, policy: policy(seed), today: second.date, now: second.time)
        {
            let outcome = second.apply(step.submission)
            #expect(
                outcome.code.isSuccess || step.mayBeRefused,
                "seed \(seed) \(step.record): \(outcome.code.code) \(outcome.field.code)")
        }
        let payouts = payoutDue(first)
        try compare(first, second, payouts, "seed \(seed), when loaded")

        for _ in 0..<120 {
            let until = max(first.time.ns, second.time.ns) + random.within(1...(14 * Span.hourNs))
            try first.pass(untilNs: until)
            try second.pass(untilNs: until)
            let next = submission(
                self.random(number, &random, &bans, sharesOrders: false), number, at: first.time)
            let outcomes = (first.apply(next), second.apply(next))
            #expect(
                outcomes.0.code.isSuccess == outcomes.1.code.isSuccess,
                "seed \(seed) \(number): \(outcomes) \(next.command.body)")
            number += 1
        }
        try compare(first, second, payouts, "seed \(seed), at the end")
    }

    private func payoutDue(_ fixture: BookFixture) -> [AccountKey: Int64] {
        var due: [AccountKey: Int64] = [:]
        fixture.ledger.forEachAccount { due[$0.key] = $0.balances.payoutDue.minor }
        return due
    }

    /// Balances of all accounts, and the amounts of the holds that are open in either.
    private func compare(
        _ first: BookFixture, _ second: BookFixture, _ payouts: [AccountKey: Int64],
        _ text: String
    ) throws {
        first.ledger.forEachAccount { account in
            var balances = account.balances
            // What was due before is still paid from the first.
            balances.payoutDue = Money(
                minor: balances.payoutDue.minor - (payouts[account.key] ?? 0))
            #expect(second.ledger.account(account.key)?.balances == balances, "\(text)")
            #expect(second.ledger.account(account.key)?.fixedLimit == account.fixedLimit)
        }
        first.ledger.forEachHold { hold in
            guard !hold.isDeclined, hold.amounts.open.isPositive || hold.amounts.captured.isPositive
            else { return }
            #expect(second.ledger.hold(hold.key)?.amounts == hold.amounts, "\(text)")
            guard hold.amounts.open.isPositive else { return }
            #expect(second.ledger.hold(hold.key)?.expiresAt == hold.expiresAt, "\(text)")
        }
        #expect(second.ledger.audit().isEmpty)
    }

    @Test("A manifest that tells another number of records, and a torn line, are named")
    func damaged() throws {
        var fixture = try BookFixture()
        fixture.open("A", limit: 1_000)
        let folder = try ImportFolder()
        let files = MigrationFiles(folder: folder.url)
        try files.write(Migration(of: fixture.ledger, names: fixture.names))
        #expect(throws: JournalError.self) {
            try files.write(Migration(of: fixture.ledger, names: fixture.names))
        }
        try folder.write("accounts.jsonl", "")
        #expect(throws: JournalError.self) { try files.read() }
        try folder.write("accounts.jsonl", "{\"account\":")
        do {
            _ = try files.read()
            Issue.record("a torn line was read")
        } catch {
            #expect("\(error)".contains("accounts.jsonl, line 1"))
        }
    }
}
