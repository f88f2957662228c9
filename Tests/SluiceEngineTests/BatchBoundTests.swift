import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// A batch ends where it is full, and nobody is answered before what he saw is durable.
@Suite("Bounds of a batch")
struct BatchBoundTests {
    /// Options under which every command is a batch of its own.
    private static let tight: [String: EngineOptions] = [
        "count": options { $0.batchCommandsMax = 1 },
        "bytes": options { $0.batchBytesMax = 1 },
        "time": options { $0.batchApplyNsMax = 0 },
    ]

    private static func options(_ change: (inout EngineOptions) -> Void) -> EngineOptions {
        var options = EngineOptions()
        change(&options)
        return options
    }

    private let start = Instant(ns: 1_500_000_000 * Span.secondNs)

    @Test(
        "commands of one request are spread over rows, and answered when the last is durable",
        arguments: ["count", "bytes", "time"])
    func group(_ bound: String) async throws {
        let fixture = try EngineFixture(options: try #require(Self.tight[bound]))
        _ = try await fixture.openAccount("A")
        // Answered once the journal is free again.
        _ = try await fixture.engine.read(.account(.named("A")))
        let before = fixture.disk.rows.count
        let answers = try await fixture.engine.submit(
            (0..<5).map { fixture.place("H\($0)", account: "A", amountMinor: 100) })
        let rows = fixture.disk.rows.dropFirst(before)
        // Time ends a batch only while the journal is free: then the first goes alone.
        #expect(bound == "time" ? (2...5).contains(rows.count) : rows.count == 5)
        #expect(answers.map(\.outcome.code) == Array(repeating: .approved, count: 5))
        // Each command's events are in one row.
        for (row, answer) in zip(rows, answers).prefix(bound == "time" ? 1 : 5) {
            let events = row.firstEvent..<row.firstEvent + UInt64(row.count)
            #expect(events.contains(answer.outcome.sequence))
            #expect(try BatchCodec.decode(row.bytes).count == 1)
        }
        #expect(try rows.reduce(0) { $0 + (try BatchCodec.decode($1.bytes).count) } == 5)
        fixture.engine.stop()
        var verifier = Verifier(
            journal: MemoryJournal(fixture.disk), archive: fixture.archive)
        #expect(try verifier.run().report.faults == [])
    }

    @Test("nobody is answered before all he saw is durable, however many ask at once")
    func durableBeforeAnswered() async throws {
        let fixture = try EngineFixture(
            options: Self.options { $0.batchBytesMax = 1_000 })
        _ = try await fixture.openAccount("A", limitMinor: 10_000_000)
        let engine = fixture.engine
        let disk = fixture.disk
        await withTaskGroup(of: Void.self) { group in
            for client in 0..<20 {
                group.addTask {
                    for index in 0..<10 {
                        let places = (0..<3).map {
                            fixture.place("H\(client)/\(index)/\($0)", account: "A", amountMinor: 1)
                        }
                        guard let answers = try? await engine.submit(places),
                            let read = try? await engine.read(.account(.named("A")))
                        else {
                            Issue.record("no answer")
                            return
                        }
                        let seen = max(
                            answers.map(\.outcome.sequence).max() ?? 0,
                            read.account?.sequence ?? 0)
                        let last = disk.rows.last
                        let durable = last.map { $0.firstEvent + UInt64($0.count) - 1 } ?? 0
                        #expect(seen <= durable)
                    }
                }
            }
        }
        engine.stop()
    }

    @Test("a stall in the middle of a request refuses it; what was begun becomes durable")
    func stallInTheMiddle() async throws {
        let fixture = try EngineFixture(options: Self.options { $0.batchBytesMax = 1 })
        _ = try await fixture.openAccount("A")
        let places = (0..<3).map { fixture.place("H\($0)", account: "A", amountMinor: 100) }
        fixture.disk.inject([.unknownWritten, .notDurable(.diskFull)])
        await #expect(throws: EngineRefusal.journalStalled(.diskFull)) {
            _ = try await fixture.engine.submit(places)
        }
        #expect(
            try await eventually {
                (try? await fixture.engine.read(.hold(.named("H1"))))?.hold != nil
            })
        // The third may have been applied while the second waited for the journal, or not begun.
        let isBegun = try await fixture.engine.read(.hold(.named("H2"))).hold != nil
        let again = try await fixture.engine.submit(places)
        #expect(again.map(\.outcome.isReplay) == [true, true, isBegun])
        #expect(again.map(\.outcome.code) == Array(repeating: .approved, count: 3))
        fixture.engine.stop()
    }

    @Test("scenario 41: in a history, too, many ends at once are applied in bounded batches")
    func historicalFlood() async throws {
        let options = Self.options {
            $0.tickEndsMax = 10
            $0.batchBytesMax = 2_000
        }
        let fixture = try EngineFixture(options: options, mode: .historical)
        _ = try await fixture.openAccount("A", limitMinor: 100_000)
        for index in 0..<95 {
            var place = fixture.place("H\(index)", account: "A", amountMinor: 500)
            place.command.occurredAt = start
            _ = try await fixture.engine.submit(place)
        }
        let before = fixture.disk.rows.count
        try await fixture.engine.advance(to: start.adding(spanNs: 31 * Span.dayNs))
        let rows = fixture.disk.rows.dropFirst(before)
        // A notice and an end for each hold; a row ends with the tick that fills it.
        #expect(rows.reduce(0) { $0 + Int($1.count) } == 190)
        #expect(rows.allSatisfy { $0.count <= 15 })
        let account = try await fixture.engine.read(.account(.named("A"))).account
        #expect(account?.balances.held == .zero)
        fixture.engine.stop()
    }

    @Test("ends between two facts of one request are spread over bounded rows")
    func endsBetweenFacts() async throws {
        var options = EngineOptions()
        options.batchBytesMax = 20_000
        let fixture = try EngineFixture(options: options, mode: .historical)
        _ = try await fixture.openAccount("A", limitMinor: 1_000_000)
        var places = (0..<1_000).map { index in
            var place = fixture.place("H\(index)", account: "A", amountMinor: 500)
            place.command.occurredAt = start.adding(spanNs: Int64(index) * Span.secondNs)
            return place
        }
        // A month later: all of the others end between these two commands of one request.
        places[999].command.occurredAt = start.adding(spanNs: 60 * Span.dayNs)
        let answers = try await fixture.engine.submit(places)
        #expect(answers.allSatisfy { $0.outcome.code == .approved })
        let longest = fixture.disk.rows.map(\.bytes.count).max() ?? 0
        #expect(longest < 20_000, "a row has \(longest) bytes")
        #expect(fixture.disk.rows.count > 20)
        let account = try await fixture.engine.read(.account(.named("A"))).account
        #expect(account?.balances.held == Money(minor: 500))
        fixture.engine.stop()
    }

    @Test("the estimate of a record's bytes is never below them", arguments: [1, 2, 3] as [UInt64])
    func estimate(seed: UInt64) {
        var source = BatchSource(seed: seed)
        for batch in source.batches(20, commands: 40) {
            for record in batch.records {
                let bytes = BatchCodec.encode([record]).count
                #expect(bytes <= record.bytesEstimate, "seed \(seed): \(record)")
                #expect(record.bytesEstimate <= 20 * bytes, "seed \(seed): \(record)")
            }
        }
    }

    @Test("names that came with a placement or an end and cannot stay count by their text alone")
    func spareNames() throws {
        var source = BatchSource(seed: 1)
        let spare = Name(NamedKey(.merchant, MerchantKey.named("M")), "a merchant")
        var found = 0
        for batch in source.batches(20, commands: 40) {
            for var record in batch.records where record.events.count == 1 {
                switch record.events[0] {
                case .holdPlaced(let event) where event.history == nil: break
                case .holdMoved: break
                default: continue
                }
                let kept = record.names.count
                while record.names.count < kept + 10 { record.names += [spare] }
                let before = record.bytesEstimate
                record.names += [spare]
                #expect(record.bytesEstimate == before + spare.text.utf8.count)
                found += 1
            }
        }
        #expect(found > 10)
    }
}
