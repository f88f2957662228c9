import SluiceTestKit
import Testing

@testable import SluiceCore

/// A dry run tells what the execution then does, in whatever state, and the reference agrees.
@Suite("repairs")
struct RepairTests {
    @Test("a dry run leaves no trace and equals the execution")
    func dryRunEqualsExecution() {
        var found: [OutcomeCode: Int] = [:]
        var sums = 0
        for seed in UInt64(1)...100 {
            var history = TroubledHistory(seed: seed)
            for number in 1...120 {
                let comment = "seed \(seed), step \(number)"
                let fault = history.step()
                #expect(fault == nil, "\(comment)")
                guard number % 8 == 0, !history.holds.isEmpty else { continue }
                for detector in Detector.allCases where detector.isRepairable {
                    let repair = compare(&history, detector, "\(comment), \(detector.code)")
                    for finding in repair?.findings ?? [] { found[finding.code, default: 0] += 1 }
                    if repair?.needsApproval == true { sums += 1 }
                }
            }
        }
        let wanted: [OutcomeCode] = [
            .applied, .notConcerned, .holdEnded, .holdNotFound, .holdPending, .resultUnknown,
            .holdFrozen, .guaranteed, .repairsOff, .feedLost, .repairCapped, .beneficiary,
        ]
        for code in wanted { #expect(found[code] ?? 0 > 0, "no \(code)") }
        #expect(sums > 0, "nothing took two persons")
    }

    @Test("what two persons gave back leaves the day's cap to one person's repairs")
    func twoPersonsAreNotCounted() throws {
        var history = CappedHistory(dailyMax: 900, repairsMax: 500)
        history.run(
            .propose(Propose(proposal: .named("P"), command: history.repair("H1"))), by: "ann",
            .proposed)
        let proposed = try #require(history.ledger.proposal(.named("P"))).sequence
        history.run(
            .approve(Approve(proposal: .named("P"), sequence: proposed)), by: "bob", .applied)
        #expect(history.ledger.hold(.named("H1"))?.status == .closed)
        for name in ["H2", "H3"] {
            history.run(history.repair(name), by: "ann", .applied)
            #expect(history.ledger.repair?.findings.map(\.code) == [.applied], "\(name)")
        }
        // 700 by two persons, 600 by one: the next 400 are past 900.
        history.run(history.repair("H4"), by: "ann", .applied)
        #expect(history.ledger.repair?.findings.map(\.code) == [.repairCapped])
    }

    /// A dry run beside the execution, which the history goes on from.
    private func compare(
        _ history: inout TroubledHistory, _ detector: Detector, _ comment: String
    ) -> Repair? {
        let actor = history.person()
        let targets = history.targets("repair at \(history.now.ns)")
        func body(isDryRun: Bool) -> Command.Body {
            .repairHolds(RepairHolds(detector: detector, targets: targets, isDryRun: isDryRun))
        }
        var dry = history.ledger
        let told = dry.apply(
            history.command(body(isDryRun: true), by: actor), at: Instant(ns: history.now.ns + 1))
        #expect(told == Outcome(.applied, isReplay: true), "\(comment)")
        let traces = dry.emitted.filter(\.isRepair)
        #expect(traces.isEmpty, "\(comment)")

        let fault = history.give(body(isDryRun: false), by: actor)
        #expect(fault == nil, "\(comment)")
        let done = history.ledger
        #expect(done.repair == dry.repair, "\(comment)")
        let reference = history.reference.repaired
        #expect(done.repair.map(ReferenceRepaired.init) == reference, "\(comment)")
        guard let repair = done.repair else { return nil }
        let moved = done.emitted.filter(\.isRepair)
        guard !repair.needsApproval else {
            #expect(moved.isEmpty, "\(comment)")
            return repair
        }
        check(moved, repair, history, comment)
        // The same ids again: nothing moves, and the answer says what was given.
        let again = history.give(body(isDryRun: false), by: actor)
        #expect(again == nil, "\(comment)")
        let repeated = history.ledger
        #expect(repeated.emitted.allSatisfy { !$0.isRepair }, "\(comment)")
        let replays = repeated.repair?.findings.filter(\.isReplay).map(\.hold) ?? []
        let given = repair.findings.filter { $0.code == .applied }.map(\.hold)
        #expect(replays == given, "\(comment)")
        return repair
    }

    /// What was done is what was told, and no more.
    private func check(
        _ events: [Event], _ repair: Repair, _ history: TroubledHistory, _ comment: String
    ) {
        var moved: [HoldKey: Money] = [:]
        for case .holdMoved(let event) in events {
            moved[event.hold] = event.amount
            #expect(!event.amounts.open.isPositive, "\(comment)")
            let now = history.now
            let hold = history.ledger.hold(event.hold)
            let isWord = event.reason != .orderSilent && event.reason != .releaseRemaining
            #expect(isWord || hold.map { $0.guaranteedUntil <= now } == true, "\(comment)")
        }
        var promised: [HoldKey: Money] = [:]
        for finding in repair.findings where finding.code == .applied {
            promised[finding.hold] = finding.amount
        }
        #expect(moved == promised, "\(comment)")
        let total = repair.totals.reduce(0) { $0 + $1.amount.minor }
        #expect(total == promised.values.reduce(0) { $0 + $1.minor }, "\(comment)")
    }
}

extension Event {
    fileprivate var isRepair: Bool {
        switch self {
        case .holdMoved(let event): !event.operation.isNone
        case .holdsRepaired: true
        default: false
        }
    }
}

/// Holds of 800, 400, 400 and 500 with 100 shipped of each, which no promise keeps.
private struct CappedHistory {
    var ledger = Ledger()
    private var now = Instant(ns: 1_700_000_000 * Span.secondNs)

    init(dailyMax: Int64, repairsMax: Int64) {
        var policy = Policy.standard
        for index in policy.scenarios.indices {
            policy.scenarios[index].guaranteeLeadNs = policy.scenarios[index].timeToLiveNs
        }
        policy.repairs.merchantDailyMax = Money(minor: dailyMax)
        policy.twoPersons.repairsMax = Money(minor: repairsMax)
        give(.createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")))
        give(.adoptPolicy(policy))
        give(
            .openAccount(
                OpenAccount(account: .named("A"), currency: .yuan, limit: Money(minor: 100_000))))
        for (name, minor) in [("H1", Int64(800)), ("H2", 400), ("H3", 400), ("H4", 500)] {
            let line = [PlaceLine(line: .named("L"), amount: Money(minor: minor))]
            give(
                .place(
                    PlaceHold(
                        hold: .named(name), account: .named("A"), merchant: .named("M"),
                        order: .named(name), amount: Money(minor: minor), currency: .yuan,
                        lines: line)))
            give(
                .recordFact(
                    RecordFact(
                        fact: .named("f \(name)"), source: .named("shop"), merchant: .named("M"),
                        order: .named(name), kind: .lineShipped, occurredAt: now,
                        lines: [LineAmount(line: .named("L"), amount: Money(minor: 100))])))
        }
    }

    func repair(_ name: String) -> Command.Body {
        .repairHolds(
            RepairHolds(
                detector: .linesDone,
                targets: [RepairTarget(hold: .named(name), operation: .named("repair"))]))
    }

    mutating func run(_ body: Command.Body, by person: String, _ code: OutcomeCode) {
        let actor = Actor(
            role: .operator, subject: .named(person), credential: 1, isPerson: true)
        #expect(give(body, by: actor).code == code, "\(body)")
    }

    @discardableResult
    private mutating func give(_ body: Command.Body, by actor: Actor = .tester) -> Outcome {
        now = now.adding(spanNs: Span.minuteNs)
        return ledger.apply(
            Command(actor: actor, businessDate: BusinessDate(day: 19_675), body: body), at: now)
    }
}
