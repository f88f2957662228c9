import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of what came with the gate: its commands, its changes of a hold, its part of a policy.
@Suite("Golden bytes of the gate")
struct GoldenGateTests {
    private static var policy: Policy {
        var policy = Policy.standard
        policy.gate.isOn = true
        policy.gate.adjustmentMax = Money(minor: 5_000)
        policy.reviews.undoNs = 10 * Span.secondNs
        policy.scenarios[0].riskPoints = 40
        return policy
    }

    private static func fact(_ name: String, _ kind: FactKind, _ reason: Reason) -> Command.Body {
        .recordFact(
            RecordFact(
                fact: .named(name), source: .named("shop"), merchant: .named("M"),
                order: .named("O"), kind: kind,
                occurredAt: Instant(ns: 1_700_000_000 * Span.secondNs),
                lines: kind.namesLines
                    ? [LineAmount(line: .named("L"), amount: Money(minor: 100))] : [],
                reason: reason))
    }

    private static let history: [Command.Body] = [
        .createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")),
        .adoptPolicy(policy),
        .openAccount(
            OpenAccount(account: .named("A"), currency: .yuan, limit: Money(minor: 100_000))),
        .place(
            PlaceHold(
                hold: .named("H"), account: .named("A"), merchant: .named("M"),
                order: .named("O"), amount: Money(minor: 300), currency: .yuan,
                scenario: .virtual,
                lines: [PlaceLine(line: .named("L"), amount: Money(minor: 300))])),
        fact("f1", .lineShipped, .none),
        fact("f2", .lineCancelled, .lineCancelled),
        .recordVerdict(
            RecordVerdict(
                hold: .named("H"), operation: .named("V"),
                subject: FactKey.named("f2").retagged(),
                verdict: RiskVerdict(
                    tier: .high, score: 640, reasons: [.accountYoung, .shippedBefore],
                    model: PointsName.code, isRandom: true,
                    worth: CheckWorth(
                        lossSaved: Money(minor: 900), checkCost: Money(minor: 10),
                        delayCost: Money(minor: 1), frictionCost: Money(minor: 5))))),
        .decideReview(
            DecideReview(hold: .named("H"), operation: .named("D"), decision: .release)),
        .undoDecision(
            UndoDecision(hold: .named("H"), operation: .named("U"), decision: .named("D"))),
        .decideReview(
            DecideReview(hold: .named("H"), operation: .named("E"), decision: .keep)),
    ]

    static let records = GoldenRun.records(of: history, every: 100 * Span.millisecondNs) { body in
        switch body {
        case .decideReview, .undoDecision:
            Actor(role: .lender, subject: .named("ann"), credential: 1, isPerson: true)
        default: .tester
        }
    }

    @Test("they have their golden bytes and decode to what was encoded")
    func batch() throws {
        let names = Set(Self.records.flatMap(\.events).map(\.name))
        #expect(
            names.isSuperset(of: [
                "hold.release_queued", "hold.release_judged", "hold.decision_made",
                "hold.decision_undone",
            ]))
        let bytes = BatchCodec.encode(Self.records)
        #expect(GoldenRun.hex(bytes) == Self.golden)
        #expect(try BatchCodec.decode(bytes) == Self.records)
    }

    @Test("a replay has what waits, how it was judged, and what was decided")
    func replay() throws {
        let replayed = try GoldenRun.replayed(Self.records)
        let review = try #require(replayed.hold(.named("H"))?.overlay(.unlockReview))
        #expect(review.doubt?.amount == Money(minor: 100))
        #expect(
            review.judgement
                == Judgement(tier: .high, isMissing: false, isRandom: true, isAutomatic: false))
        #expect(review.decided?.decision == .keep)
        #expect(review.decided?.key == .named("E"))
        #expect(
            replayed.policy
                == { () -> Policy in
                    var policy = Self.policy
                    policy.version = 1
                    return policy
                }())
    }

    private static let golden = """
        030a80c2ffe0e39fe7cb1701b6b302000100010000010e02066c656e6465720355544300010102066c65\
        6e6465720355544380c2d72f01b6b3020000010d010408706879736963616c808090f4a0da9a098080a0\
        e8c1b4b51200010001087072656f726465728080e0b8c59da0378080e0b8c59da0370001000107736572\
        76696365808090f4a0da9a098080a0e8c1b4b51200030001077669727475616c8080f89492a5278080c8\
        92ff8393020002000108706879736963616c010001904e80b09dc2df0180c0cbacf622808094ae98c606\
        8080e8beb6ef75808090a5fe87a6048080b0d1b5f388038080f0a9a4ca4e8080d8e8dab9c4018080e8be\
        b6ef75808090f4a0da9a09c0843d0101011a000000000180c0cbacf6220a00010000280000000180a8d6\
        b9070280a0f1c2b13401904eac02d804c03e0a960114b817e8078090dfc04a0001030104087068797369\
        63616c808090f4a0da9a098080a0e8c1b4b51200010001087072656f726465728080e0b8c59da0378080\
        e0b8c59da037000100010773657276696365808090f4a0da9a098080a0e8c1b4b5120003000107766972\
        7475616c8080f89492a5278080c892ff8393020002000108706879736963616c010001904e80b09dc2df\
        0180c0cbacf622808094ae98c6068080e8beb6ef75808090a5fe87a6048080b0d1b5f388038080f0a9a4\
        ca4e8080d8e8dab9c4018080e8beb6ef75808090f4a0da9a09c0843d0101011a000000000180c0cbacf6\
        220a00010000280000000180a8d6b9070280a0f1c2b13401904eac02d804c03e0a960114b817e8078090\
        dfc04a80c2d72f01b6b3020000010101af63fc4c860222ec3456381eeeee812800d99c8d02c09a0c0000\
        00000001060100d99c8d02c09a0c000000000003bf9a0cc09a0c80c2d72f01b6b3020000020502af6405\
        4c860232373456311eeeee75430103af64004c860229b83456341eeeee7a5c04af64024c86022d1e3456\
        361eeeee7dc2d804d99c8d0200077669727475616c040105af64014c86022b6b3456351eeeee7c0fd804\
        00000204030a0201030400077669727475616cc10105d8040001d804d99c8d02010201809084f5dbe4f5\
        972f00c09a0cd80400000006d704d80480c2d72f01b6b3020000010a0608988b07b5422838dcad7d8ffe\
        fd2b140746dc5e18e28e2409775c4973ebb1b9850304038080d0e2c6bfce972f010501c8010000000000\
        0205070d04030607038080d0e2c6bfce972f010501c801000000000080c2d72f01b6b3020000010a0808\
        988e07b5422d51dcad808ffefd302d070304058080d0e2c6bfce972f010501c8010000140000020d0403\
        0807058080d0e2c6bfce972f010501c8010000140000100201080d0a010501c80114a001809084f5dbe4\
        f5972f000107088098ea9ecbbfce972f80c0c0d8d2bfce972ffeffffffffffffffff01140300feffffff\
        ffffffffff010001c801010501c801000080c2d72f01b6b302000001260209af640b4c86023c6934562f\
        1eeeee71dd0803800502010808706f696e74732d3101880e14020a0002100201090e600803a101809084\
        f5dbe4f5972f000307088098ea9ecbbfce972f80c0c0d8d2bfce972ffeffffffffffffffff01140300fe\
        ffffffffffffffff010903c801010501c8010302000003800502010808706f696e74732d3101880e1402\
        0a1002010003008501809084f5dbe4f5972f000102088098ea9ecbbfce972f809cadace485d5972f809c\
        81bd82afc4982f140300feffffffffffffffff010903c801010501c8010302000080c2d72f01b6b30201\
        010ae6f79d19051ffcb8bb1bb6ae25a7dab40101000116020baf63f94c86021dd334563d1eeeee89a740\
        0300011002010b0f4003a301809084f5dbe4f5972f000102088098ea9ecbbfce972f809cadace485d597\
        2f809c81bd82afc4982f140300feffffffffffffffff010b07c801010501c8010302030b0a80b0a79e97\
        c0ce972f000080c2d72f01b6b30201000127020caf64084c8602375034562c1eeeee6cc4200b00011002\
        010c10200ba401809084f5dbe4f5972f000102088098ea9ecbbfce972f809cadace485d5972f809c81bd\
        82afc4982f140300feffffffffffffffff010b03c801010501c8010302000080c2d72f01b6b302010001\
        16020daf63f84c86021c2034563c1eeeee87f4400400011002010d0f4004a301809084f5dbe4f5972f00\
        0102088098ea9ecbbfce972f809cadace485d5972f809c81bd82afc4982f140300feffffffffffffffff\
        010b07c801010501c8010302040d0a80b885dd98c0ce972f0000
        """
}

private enum PointsName {
    static let code = Code("points-1")!
}
