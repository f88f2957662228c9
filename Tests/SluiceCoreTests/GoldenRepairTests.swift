import SluiceTestKit
import Testing

@testable import SluiceCore

/// The bytes of what came with repairs: the command, its event, and the sum that takes two persons.
@Suite("Golden bytes of repairs")
struct GoldenRepairTests {
    private static var policy: Policy {
        var policy = Policy.standard
        policy.scenarios = policy.scenarios.map { scenario in
            var scenario = scenario
            scenario.guaranteeLeadNs = scenario.timeToLiveNs
            return scenario
        }
        policy.twoPersons.repairsMax = Money(minor: 50_000)
        return policy
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
                lines: [PlaceLine(line: .named("L"), amount: Money(minor: 300))])),
        .recordFact(
            RecordFact(
                fact: .named("f"), source: .named("shop"), merchant: .named("M"),
                order: .named("O"), kind: .lineShipped,
                occurredAt: Instant(ns: 1_700_000_000 * Span.secondNs),
                lines: [LineAmount(line: .named("L"), amount: Money(minor: 100))])),
        .repairHolds(
            RepairHolds(
                detector: .linesDone,
                targets: [RepairTarget(hold: .named("H"), operation: .named("R"))])),
    ]

    static let records = GoldenRun.records(of: history, every: Span.minuteNs) { _ in .tester }

    @Test("they have their golden bytes and decode to what was encoded")
    func batch() throws {
        #expect(Self.records.flatMap(\.events).last?.name == "repair.made")
        let bytes = BatchCodec.encode(Self.records)
        #expect(GoldenRun.hex(bytes) == Self.golden)
        #expect(try BatchCodec.decode(bytes) == Self.records)
    }

    @Test("a replay counts what was given back, and has the policy")
    func replay() throws {
        let replayed = try GoldenRun.replayed(Self.records)
        let merchant = try #require(replayed.merchant(.named("M")))
        let date = BusinessDate(day: 19_675)
        #expect(merchant.repairs.amount(on: date, .yuan) == Money(minor: 200))
        #expect(replayed.policy?.twoPersons.repairsMax == Money(minor: 50_000))
        #expect(replayed.hold(.named("H"))?.status == .closed)
    }

    private static let golden = """
        030680b0c5f3c2a1e7cb1701b6b302000100010000010e02066c656e6465720355544300010102066c65\
        6e6465720355544380b09dc2df0101b6b3020000010d010408706879736963616c808090f4a0da9a0980\
        80a0e8c1b4b512808090f4a0da9a09010001087072656f726465728080e0b8c59da0378080e0b8c59da0\
        378080e0b8c59da0370100010773657276696365808090f4a0da9a098080a0e8c1b4b512808090f4a0da\
        9a09030001077669727475616c8080f89492a5278080c892ff8393028080f89492a52702000108706879\
        736963616c010001904e80b09dc2df0180c0cbacf622808094ae98c6068080e8beb6ef75808090a5fe87\
        a6048080b0d1b5f388038080f0a9a4ca4e8080d8e8dab9c4018080e8beb6ef75808090f4a0da9a09c084\
        3d01010106000000000180c0cbacf6220a00010000a08d06000103010408706879736963616c808090f4\
        a0da9a098080a0e8c1b4b512808090f4a0da9a09010001087072656f726465728080e0b8c59da0378080\
        e0b8c59da0378080e0b8c59da0370100010773657276696365808090f4a0da9a098080a0e8c1b4b51280\
        8090f4a0da9a09030001077669727475616c8080f89492a5278080c892ff8393028080f89492a5270200\
        0108706879736963616c010001904e80b09dc2df0180c0cbacf622808094ae98c6068080e8beb6ef7580\
        8090a5fe87a6048080b0d1b5f388038080f0a9a4ca4e8080d8e8dab9c4018080e8beb6ef75808090f4a0\
        da9a09c0843d01010106000000000180c0cbacf6220a00010000a08d0680b09dc2df0101b6b302000001\
        0101af63fc4c860222ec3456381eeeee812800d99c8d02c09a0c000000000001060100d99c8d02c09a0c\
        000000000003bf9a0cc09a0c80b09dc2df0101b6b3020000020502af64054c860232373456311eeeee75\
        430103af64004c860229b83456341eeeee7a5c04af64024c86022d1e3456361eeeee7dc2d804d99c8d02\
        0000040105af64014c86022b6b3456351eeeee7c0fd80400000204030a020103040000c00105d8040001\
        d804d99c8d020101018080cbe8e3a7e9a02fffff8ff4a0da9a09c09a0cd80400000006d704d80480b09d\
        c2df0101b6b3020000010a06af63db4c8601ead934561f1eeeee56ad0746dc5e18e28e2409775c4973eb\
        b1b9850304038080d0e2c6bfce972f010501c80100000000000305070d04030607038080d0e2c6bfce97\
        2f010501c80100000000000b020101060a010501c80133c801330000d804c8010000000105d804c80100\
        0000c09a0c9003c80100005cc701c801c801c70180b09dc2df0101b6b3020000012404010208af640f4c\
        8602433534562b1eeeee6b110000020b0201020808219003210000d804c801900300000105d804c80190\
        030000c09a0c00c80100000690038f032c04010103d99c8d029003
        """
}
