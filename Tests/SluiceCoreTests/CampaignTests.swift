import SluiceCore
import SluiceTestKit
import Testing

/// The core and the reference ledger agree after each of many random operations.
@Suite("reference")
struct CampaignTests {
    static let operationsPerSeed = 400
    static let seedsPerBlock: UInt64 = 50

    @Test("random operations agree with the reference ledger", arguments: 0..<UInt64(10))
    func agree(block: UInt64) {
        let seeds = block * Self.seedsPerBlock + 1...(block + 1) * Self.seedsPerBlock
        for seed in seeds {
            var campaign = Campaign(seed: seed)
            if let divergence = campaign.run(operations: Self.operationsPerSeed) {
                Issue.record("\(divergence)")
                return
            }
        }
    }
}
