import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// No outcome depends on what happens to be in memory.
@Suite("Residency")
struct ResidencyTests {
    @Test(
        "scenario 55: with records evicted at once, every outcome, event and the digest are equal",
        arguments: [1, 3, 4, 5, 6, 7, 8, 9] as [UInt64])
    func evictedAtOnce(seed: UInt64) throws {
        var generator = Generator(seed: seed)
        var reference = ReferenceLedger()
        var whole = Ledger()
        var small = Ledger()
        let archive = MemoryArchive()
        var residency = Residency(archive: archive, endedMax: 0)
        var evictions = 0
        for step in 1...1_500 {
            let (command, now) = generator.next(seeing: reference)
            _ = reference.apply(command, at: now)
            let wanted = whole.apply(command, at: now)
            let row = UInt64(step)
            small.row = row
            try residency.supply(command, to: &small, row: row)
            let outcome = small.apply(command, at: now)
            #expect(outcome == wanted, "seed \(seed), step \(step): \(command.body)")
            #expect(small.emitted == whole.emitted, "seed \(seed), step \(step)")
            guard outcome == wanted else { return }
            let record = CommandRecord(
                time: now, policyVersion: 0, command: command, outcome: outcome.code, names: [],
                events: small.emitted)
            let ended = small.endedImages(changedBy: [record])
            try archive.consume([
                CommittedBatch(
                    row: row, hash: .zero, firstEvent: 0, records: [record], ended: ended)
            ])
            let before = small.residentHoldCount
            residency.trim(&small, archived: row)
            evictions += before - small.residentHoldCount
        }
        #expect(evictions > 0, "seed \(seed) evicted nothing: the test shows nothing")
        try archive.forEachImage { image in
            if !small.isResident(image.key) { try small.install(image) }
        }
        #expect(StateDigest.of(small) == StateDigest.of(whole), "seed \(seed)")
    }
}
