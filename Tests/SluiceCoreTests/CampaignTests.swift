import SluiceCore
import SluiceTestKit
import Testing

/// The core and the reference ledger agree after each of many random operations, and every
/// invariant holds (scenario 59).
@Suite("reference ledger")
struct CampaignTests {
    static let operationsPerSeed = 200
    static let seedsPerBlock: UInt64 = 200

    @Test("scenario 59: random operations agree with the reference", arguments: 0..<UInt64(5))
    func agree(block: UInt64) {
        let seeds = block * Self.seedsPerBlock + 1...(block + 1) * Self.seedsPerBlock
        var answers: Set<OutcomeCode> = []
        var reasons: Set<Reason> = []
        var breaks: Set<BreakKind> = []
        for seed in seeds {
            var campaign = Campaign(seed: seed)
            if let divergence = campaign.run(operations: Self.operationsPerSeed) {
                Issue.record("\(divergence)")
                return
            }
            answers.formUnion(campaign.answers.keys)
            reasons.formUnion(campaign.reasons)
            breaks.formUnion(campaign.breaks)
        }
        #expect(reasons.isSuperset(of: [.orderSilent, .orphanNoOrder]))
        #expect(breaks.contains(.pulledOtherwise))
        // A block that does not reach every answer of the core has lost its reach. Full records
        // take too many operations on one of them: LedgerLimitsTests. What stops a repair comes
        // together seldom here: RepairTests.
        let beyondReach: Set<OutcomeCode> = [
            .orderFull, .holdFull, .accountFull, .repairsOff, .feedLost, .repairCapped,
            .notConcerned,
        ]
        #expect(Set(OutcomeCode.allCases).subtracting(answers).subtracting(beyondReach).isEmpty)
    }
}

private let soakOperations = Surroundings.number("SLUICE_SOAK_OPERATIONS")
private let soakMinutes = Surroundings.number("SLUICE_SOAK_MINUTES")
private let isSoakWanted = soakOperations != nil || soakMinutes != nil

/// The same for as long as wanted: `SLUICE_SOAK_OPERATIONS` or `SLUICE_SOAK_MINUTES`, from seed
/// `SLUICE_SOAK_SEED` (1) on, which counts up with every campaign.
@Suite("Soak: reference ledger", .enabled(if: isSoakWanted, "set SLUICE_SOAK_MINUTES"))
struct SoakTests {
    static let lanes = 2

    @Test("scenario 59: random operations for long", arguments: 0..<lanes)
    func soak(lane: Int) {
        let first = UInt64(Surroundings.number("SLUICE_SOAK_SEED") ?? 1)
        let start = ContinuousClock.now
        let end = start.advanced(by: .seconds(60 * (soakMinutes ?? 24 * 60)))
        let wanted = (soakOperations ?? .max) / Self.lanes
        var seed = first + UInt64(lane)
        var operations = 0
        var events = 0
        var replays = 0
        var answers: [OutcomeCode: Int] = [:]
        while operations < wanted, ContinuousClock.now < end {
            var campaign = Campaign(seed: seed)
            if let divergence = campaign.run(operations: CampaignTests.operationsPerSeed) {
                Issue.record("\(divergence)")
                return
            }
            operations += campaign.operations
            events += campaign.events
            replays += campaign.replays
            answers.merge(campaign.answers, uniquingKeysWith: +)
            seed += UInt64(Self.lanes)
        }
        let counts = OutcomeCode.allCases.map { "\($0) \(answers[$0] ?? 0)" }
        print(
            """
            lane \(lane): seeds \(first + UInt64(lane))…\(seed - UInt64(Self.lanes)) by \
            \(Self.lanes), \(operations) operations, \(events) events, \(replays) replays, \
            \(ContinuousClock.now - start); \(counts.joined(separator: ", "))
            """)
    }
}
