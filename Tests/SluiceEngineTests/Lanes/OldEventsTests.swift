import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

/// A journal whose appends wait until a gate is opened.
private struct GatedJournal: Journal {
    /// Closed at first; once open it stays so.
    final class Gate: @unchecked Sendable {
        private let condition = NSCondition()
        private var isOpen = false

        func open() {
            condition.lock()
            isOpen = true
            condition.broadcast()
            condition.unlock()
        }

        fileprivate func pass() {
            condition.lock()
            while !isOpen { condition.wait() }
            condition.unlock()
        }
    }

    var journal: MemoryJournal
    let gate: Gate

    mutating func open(shard: Shard) throws -> JournalHead { try journal.open(shard: shard) }

    mutating func append(_ row: JournalRow) -> AppendResult {
        gate.pass()
        return journal.append(row)
    }

    func read(after sequence: UInt64, bytesMax: Int) throws -> [JournalRow] {
        try journal.read(after: sequence, bytesMax: bytesMax)
    }

    mutating func maintain() { journal.maintain() }
    mutating func close() { journal.close() }
}

@Suite("Old events under load")
struct OldEventsTests {
    @Test("pages that memory no longer has are shed as lists are, the newest are told")
    func shed() async throws {
        let first = try EngineFixture()
        _ = try await first.openAccount("A")
        first.engine.stop()
        // After a start no old row is in memory.
        var options = EngineOptions()
        options.takeCommandsMax = 1
        options.batchCommandsMax = 1
        options.lanes.shedCostMin = 1
        options.lanes.delayMaxNs = 0
        let gate = GatedJournal.Gate()
        let engine = try Engine(
            Engine.Parts(
                journal: GatedJournal(journal: MemoryJournal(first.disk), gate: gate),
                archive: first.archive, clock: first.clock.machine, options: options,
                onFatal: { preconditionFailure($0) }),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "Asia/Shanghai"),
                policy: .standard))
        let newest = engine.feed.newestRow
        #expect(try await engine.batches(after: 0).count == Int(newest))

        let places = (0..<8).map { first.place("H\($0)", account: "A", amountMinor: 1) }
        let tasks = places.map { place in Task { try await engine.submit(place) } }
        #expect(
            try await eventually {
                do throws(EngineRefusal) {
                    try engine.admit(eventsAfter: 0)
                    return false
                } catch {
                    return true
                }
            })
        let refusal = try await #require(throws: EngineRefusal.self) {
            _ = try await engine.batches(after: 0)
        }
        guard case .overloaded = refusal else {
            Issue.record("\(refusal)")
            return
        }
        #expect(try await engine.batches(after: newest).isEmpty)
        gate.open()
        for task in tasks {
            // Who comes late, on a slow machine, finds too much that waits.
            do {
                #expect(try await task.value.outcome.code == .approved)
            } catch EngineRefusal.overloaded {}
        }
        let isServed = try await eventually { (try? await engine.batches(after: 0)) != nil }
        #expect(isServed)
        engine.stop()
    }
}
