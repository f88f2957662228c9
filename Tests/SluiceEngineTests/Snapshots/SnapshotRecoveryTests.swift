import Foundation
import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Recovery from snapshots")
struct SnapshotRecoveryTests {
    @Test(
        "scenario 55: with eviction and restarts from snapshots, digest, outcomes and events are equal",
        arguments: Array(1...24) + [1_008, 1_058] as [UInt64])
    func randomHistory(seed: UInt64) throws { try Self.run(seed: seed) }

    static func run(seed: UInt64) throws {
        let directory = try StoreDirectory()
        var history = SnapshotHistory(seed: seed, directory: directory.path)
        for step in 1...1_200 {
            let found = try history.step()
            #expect(found == [], "seed \(seed), step \(step)")
            guard found.isEmpty else { return }
            guard step % 50 == 0 else { continue }
            try history.seal()
            let lost = try history.restart()
            #expect(lost == [], "seed \(seed), restart at step \(step)")
            guard lost.isEmpty else { return }
        }
        #expect(history.restarts > 10 && history.snapshots > 0, "seed \(seed) shows nothing")
    }

    @Test("histories of some seeds evict, begin with snapshots, and bring back what is ahead")
    func covered() throws {
        var (evictions, fromSnapshots, supplied, ahead, gathered) = (0, 0, 0, 0, 0)
        for seed in 1...8 as ClosedRange<UInt64> {
            let directory = try StoreDirectory()
            var history = SnapshotHistory(seed: seed, directory: directory.path)
            for step in 1...1_200 {
                _ = try history.step()
                guard step % 50 == 0 else { continue }
                try history.seal()
                _ = try history.restart()
            }
            evictions += history.evictions
            fromSnapshots += history.fromSnapshots
            supplied += history.supplied
            ahead += history.ahead
            gathered += history.gathered
        }
        print(
            "snapshots: \(evictions) evictions, \(fromSnapshots) starts from snapshots, "
                + "\(supplied) records brought back, \(ahead) of them ahead, \(gathered) times all keys"
        )
        #expect(
            evictions > 100 && fromSnapshots > 20 && supplied > 20 && ahead > 0 && gathered > 10)
    }
}

private let soakMinutes = Surroundings.number("SLUICE_SOAK_MINUTES")

/// The same for `SLUICE_SOAK_MINUTES`, from seed `SLUICE_SOAK_SEED` (1,000) on.
@Suite(
    "Soak: recovery from snapshots", .enabled(if: soakMinutes != nil, "set SLUICE_SOAK_MINUTES"))
struct SnapshotSoakTests {
    @Test("random histories for long")
    func soak() throws {
        var seed = UInt64(Surroundings.number("SLUICE_SOAK_SEED") ?? 1_000)
        let first = seed
        let end = ContinuousClock.now.advanced(by: .seconds(60 * (soakMinutes ?? 1)))
        while ContinuousClock.now < end {
            try SnapshotRecoveryTests.run(seed: seed)
            seed += 1
        }
        print("snapshots: seeds \(first) to \(seed - 1)")
    }
}
