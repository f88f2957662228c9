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
        case lineFact(order: Int, FactKind, line: Int, amount: Int64?)
        case split(hold: Int, child: Int, amount: Int64, lines: Bool)
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
        case 18 where random.chance(50):
            return .lineFact(
                order: hold, random.pick([.lineShipped, .lineCancelled]), line: random.below(2),
                amount: random.chance(70) ? random.within(1...2_000) : nil)
        case 19 where random.chance(40):
            return .split(
                hold: hold, child: number, amount: random.within(1...2_000),
                lines: random.chance(50))
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
        case .lineFact(let order, let kind, let line, let amount):
            return fact(order, kind, id, at: time, lines: [(line, amount)])
        case .split(let number, let child, let amount, let lines):
            let (operation, name) = BookFixture.operation(id, on: hold(number))
            let body = SplitHold(
                hold: hold(number), operation: operation,
                children: [self.child(child, of: number, amount, hasLines: lines)])
            return command(.split(body), [name] + names(ofChild: child))
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

    private func command(_ body: Command.Body, _ names: Names) -> Submission {
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
            ] + Names(placed.enumerated().map { Name(NamedKey(.line, $1.line), "L\($0)") }))
    }

    private static func order(_ number: Int) -> OrderKey {
        KeyDerivation.order(merchant: KeyDerivation.merchant(shop), name: "O\(number)")
    }

    private func names(ofChild number: Int) -> Names {
        let line = KeyDerivation.line(order: Self.order(number), name: "L0")
        return [
            Name(NamedKey(.hold, BookFixture.hold("H\(number)", of: Self.shop)), "H\(number)"),
            Name(NamedKey(.order, Self.order(number)), "O\(number)"),
            Name(NamedKey(.line, line), "L0"),
        ]
    }

    private func child(
        _ number: Int, of parent: Int, _ amount: Int64, hasLines: Bool
    ) -> SplitChild {
        let line = SplitLine(
            line: KeyDerivation.line(order: Self.order(parent), name: "L0"),
            child: KeyDerivation.line(order: Self.order(number), name: "L0"),
            amount: Money(minor: amount))
        return SplitChild(
            hold: BookFixture.hold("H\(number)", of: Self.shop), order: Self.order(number),
            amount: Money(minor: amount), lines: hasLines ? [line] : [])
    }

    private func fact(
        _ order: Int, _ kind: FactKind, _ id: String, at time: Instant,
        lines: [(line: Int, amount: Int64?)] = []
    ) -> Submission {
        let merchant = KeyDerivation.merchant(Self.shop)
        let source = KeyDerivation.source("feed")
        let key = KeyDerivation.fact(source: source, name: id)
        return command(
            .recordFact(
                RecordFact(
                    fact: key, source: source, merchant: merchant,
                    order: Self.order(order), kind: kind, occurredAt: time,
                    lines: lines.map {
                        LineAmount(
                            line: KeyDerivation.line(
                                order: Self.order(order), name: "L\($0.line)"),
                            amount: $0.amount.map(Money.init(minor:)))
                    }, reason: kind == .lineCancelled ? .lineCancelled : reason(of: kind))),
            [Name(NamedKey(.source, source), "feed"), Name(NamedKey(.fact, key), id)])
    }

    private func reason(of kind: FactKind) -> Reason {
        kind == .cancelled ? .orderCancelled : .none
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
        var told: [Submission] = []
        for _ in 0..<120 {
            try first.pass(untilNs: first.time.ns + random.within(1...(14 * Span.hourNs)))
            told.append(
                submission(
                    self.random(number, &random, &bans, sharesOrders: true), number, at: first.time)
            )
            first.apply(told.last!)
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
        try compare(first, second, "seed \(seed), when loaded")
        for again in told where !again.isPlacement {
            let outcomes = (first.apply(again), second.apply(again))
            #expect(
                outcomes.0.isReplay == outcomes.1.isReplay || outcomes.1.hold.isNone,
                "seed \(seed): \(outcomes) \(again.command.body)")
        }
        try compare(first, second, "seed \(seed), told again")

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
        try compare(first, second, "seed \(seed), at the end")
    }

    /// Balances of all accounts, and the amounts of the holds that are open in either.
    private func compare(
        _ first: BookFixture, _ second: BookFixture, _ text: String
    ) throws {
        first.ledger.forEachAccount { account in
            let moved = second.ledger.account(account.key)
            #expect(moved?.balances == account.balances, "\(text)")
            #expect(moved?.fixedLimit == account.fixedLimit)
            #expect(moved?.payouts.map(\.key) == account.payouts.map(\.key), "\(text)")
            // Each fixture counts its own nanoseconds.
            let due = { (payout: Payout) in payout.dueAt.ns / Span.secondNs }
            #expect(moved?.payouts.map(due) == account.payouts.map(due), "\(text)")
        }
        first.ledger.forEachHold { hold in
            guard !hold.isDeclined, hold.amounts.open.isPositive || hold.amounts.captured.isPositive
            else { return }
            #expect(second.ledger.hold(hold.key)?.amounts == hold.amounts, "\(text)")
            #expect(
                second.ledger.hold(hold.key)?.lines.map(\.amounts) == hold.lines.map(\.amounts),
                "\(text)")
            guard hold.amounts.open.isPositive else { return }
            #expect(second.ledger.hold(hold.key)?.expiresAt == hold.expiresAt, "\(text)")
        }
        #expect(second.ledger.audit().isEmpty)
    }

    private func moved(
        _ first: BookFixture, policy: Policy = .standard
    ) throws -> (BookFixture, refused: [String]) {
        var second = try BookFixture(at: first.time, policy: policy)
        var refused: [String] = []
        for step in try Migration(of: first.ledger, names: first.names).steps(
            lender: BookFixture.lender, policy: policy, today: second.date, now: second.time)
        {
            let outcome = second.apply(step.submission)
            if !outcome.code.isSuccess, MigrationImport.isRefusal(outcome, of: step) {
                refused.append("\(step.record) \(outcome.code.code)")
            }
        }
        return (second, refused)
    }

    @Test("A payout that is due travels, is paid once, and falls due when it would have")
    func payouts() throws {
        var policy = Policy.standard
        policy.refundSurplus = .payout
        var first = try BookFixture(on: "2026-11-01", policy: policy)
        first.open("A", limit: 10_000)
        first.place("H", of: Self.shop, on: "A", 5_000)
        let hold = BookFixture.hold("H", of: Self.shop)
        let (capture, captureName) = BookFixture.operation("C", on: hold)
        first.apply(
            .capture(CaptureHold(hold: hold, operation: capture)), names: [captureName])
        let account = BookFixture.account("A")
        let repayment = KeyDerivation.accountOperation(account: account, name: "P")
        let repay = Command.Body.repay(
            Repay(account: account, operation: repayment, principal: Money(minor: 5_000)))
        first.apply(repay)
        let (refund, refundName) = BookFixture.operation("F", on: hold)
        let give = Command.Body.refund(
            RefundHold(
                hold: hold, operation: refund, amount: Money(minor: 2_000), reason: .refundGoodwill)
        )
        first.apply(give, names: [refundName])
        try first.go(to: "2026-11-02")

        var (second, refused) = try moved(first, policy: policy)
        #expect(refused.isEmpty)
        #expect(second.ledger.account(account)?.balances.payoutDue == Money(minor: 2_000))
        #expect(second.apply(repay).isReplay)
        #expect(second.apply(give).isReplay)
        let other = Command.Body.refund(
            RefundHold(
                hold: hold, operation: refund, amount: Money(minor: 2_001), reason: .refundGoodwill)
        )
        #expect(second.apply(other).code == .idConflict)
        let undone = second.apply(
            .reverseRepayment(
                ReverseRepayment(
                    account: account, operation: .named("U"), repayment: repayment)))
        #expect(undone.code == .applied)
        let due = try #require(second.ledger.account(account)?.payouts.first)
        #expect(due.dueAt == first.ledger.account(account)?.payouts.first?.dueAt)
        try second.pass(untilNs: due.dueAt.ns + 1)
        #expect(second.ledger.account(account)?.payouts.first?.isOverdue == true)
        let paid = Command.Body.payOut(
            PayOut(
                account: account,
                operation: KeyDerivation.accountOperation(account: account, name: "O"),
                payout: refund))
        #expect(second.apply(paid).code == .applied)
        #expect(second.apply(paid).isReplay)
        #expect(second.ledger.account(account)?.balances.payoutDue == .zero)
        #expect(second.ledger.audit().isEmpty)
    }

    @Test("A hold under review is under review there, and one that is split keeps its key")
    func reviewAndSplit() throws {
        var first = try BookFixture(on: "2026-11-01")
        first.open("A", limit: 10_000)
        first.place("H", of: Self.shop, on: "A", 1_000, lines: [("L", 1_000)], review: .person)
        first.place("S", of: Self.shop, on: "A", 2_000, order: "O1")
        let split = BookFixture.hold("S", of: Self.shop)
        first.apply(
            .split(
                SplitHold(
                    hold: split, operation: BookFixture.operation("X", on: split).0,
                    children: [
                        SplitChild(
                            hold: BookFixture.hold("H2", of: Self.shop), order: Self.order(2),
                            amount: Money(minor: 2_000))
                    ])), names: names(ofChild: 2))
        let (second, refused) = try moved(first)
        #expect(refused.isEmpty)
        #expect(second.ledger.hold(BookFixture.hold("H", of: Self.shop))?.status == .pending)
        #expect(second.ledger.hold(split)?.status == .split)
        #expect(
            second.ledger.account(BookFixture.account("A"))?.balances.held == Money(minor: 3_000))
    }

    @Test("An import is no way round two persons: what takes two is refused to it and named")
    func twoPersons() throws {
        var policy = Policy.standard
        policy.twoPersons.limitRaiseMax = .zero
        var first = try BookFixture(on: "2026-11-01")
        first.open("A", limit: 10_000, owed: 500)
        let account = BookFixture.account("A")
        let (limit, name) = (
            KeyDerivation.accountOperation(account: account, name: "L"), "L"
        )
        first.apply(
            .setLimit(
                SetLimit(
                    account: account, operation: limit, limit: Money(minor: 700),
                    until: first.time.adding(spanNs: Span.dayNs), reason: .limitGranted)),
            names: [Name(NamedKey(.operation, limit), name)])
        first.place("H", of: Self.shop, on: "A", 1_000)
        let migration = Migration(of: first.ledger, names: first.names)
        let steps = try migration.steps(
            lender: BookFixture.lender, policy: policy, today: first.date, now: first.time)
        // Of the kinds that may take two, an import gives one, and that is refused by name.
        let given = Set(steps.map { CommandKinds.word($0.submission.command.body) })
        #expect(given.intersection(CommandKinds.needingTwo) == ["limit"])
        #expect(steps.allSatisfy { $0.submission.command.actor == Actor(role: .migration) })
        var (second, refused) = try moved(first, policy: policy)
        #expect(refused == ["account A APPROVAL_NEEDED"])
        #expect(second.ledger.account(account)?.balances.owed == Money(minor: 500))
        #expect(second.ledger.account(account)?.balances.limit == Money(minor: 10_000))
        let temporary = try #require(steps.first { $0.mayBeRefused })
        #expect(MigrationImport.isRefusal(Outcome(.approvalNeeded), of: temporary))

        // Nor does the role itself, whatever it gives.
        policy.twoPersons = TwoPersonPolicy(
            corrections: true, forcedCaptures: true, policyAdoption: true, limitRaiseMax: .zero)
        second = try moved(first, policy: policy).0
        let hold = BookFixture.hold("H", of: Self.shop)
        let migrator = Actor(role: .migration)
        let (release, releaseName) = BookFixture.operation("R", on: hold)
        second.apply(
            .release(ReleaseHold(hold: hold, operation: release, reason: .merchantVoid)),
            names: [releaseName])
        for body in [
            Command.Body.setLimit(
                SetLimit(
                    account: account, operation: .named("x"), limit: Money(minor: 10_001),
                    reason: .limitGranted)),
            .correct(
                CorrectHold(
                    hold: hold, operation: .named("x"), from: .released, to: .captured,
                    amount: Money(minor: 1))),
            .capture(
                CaptureHold(
                    hold: hold, operation: .named("x"), isForced: true, lateHold: .named("x"))),
            .adoptPolicy(.standard),
        ] {
            #expect(CommandKinds.needingTwo.contains(CommandKinds.word(body)))
            #expect(second.apply(body, by: migrator).code == .approvalNeeded, "\(body)")
        }
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

extension Submission {
    fileprivate var isPlacement: Bool {
        if case .place = command.body { true } else { false }
    }
}
