import Dispatch
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Synchronization
import Testing

@Suite("Engine")
struct EngineTests {
    @Test("an answer is given when its batch is durable, and survives a restart")
    func durableAnswers() async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        let placed = try await fixture.engine.submit(
            fixture.place("H", account: "A", amountMinor: 30_000))
        #expect(placed.outcome.code == .approved)
        #expect(fixture.disk.rows.contains { $0.firstEvent <= placed.outcome.sequence })
        let before = try await fixture.engine.read(.account(.named("A"))).account
        fixture.engine.stop()

        let again = try EngineFixture(disk: fixture.disk, archive: fixture.archive)
        let after = try await again.engine.read(.account(.named("A"))).account
        #expect(after == before)
        let repeated = try await again.engine.submit(
            again.place("H", account: "A", amountMinor: 30_000))
        #expect(repeated.outcome.isReplay)
        #expect(repeated.outcome.sequence == placed.outcome.sequence)
        again.engine.stop()
    }

    @Test("scenario 9: the same id twice in one batch is one hold")
    func sameIDInOneBatch() async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        let place = fixture.place("H", account: "A", amountMinor: 30_000)
        let answers = try await fixture.engine.submit([place, place])
        #expect(answers.map(\.outcome.isReplay) == [false, true])
        let account = try await fixture.engine.read(.account(.named("A"))).account
        #expect(account?.balances.held == Money(minor: 30_000))
        fixture.engine.stop()
    }

    @Test("scenario 7: the id of a placement that the natural key answered survives a restart")
    func aliasSurvives() async throws {
        var options = EngineOptions()
        options.residentEndedMax = 0
        let fixture = try EngineFixture(options: options)
        _ = try await fixture.openAccount("A")
        func place(_ hold: String, order: String, amountMinor: Int64 = 100) -> Submission {
            var submission = fixture.place(hold, account: "A", amountMinor: amountMinor)
            guard case .place(var body) = submission.command.body else { return submission }
            body.order = .named(order)
            submission.command.body = .place(body)
            submission.names = [Name(NamedKey(.hold, body.hold), hold)]
            return submission
        }
        _ = try await fixture.engine.submit(place("H1", order: "O"))
        let alias = try await fixture.engine.submit(place("H2", order: "O"))
        #expect(alias.outcome.isReplay && alias.outcome.hold == .named("H1"))
        #expect(
            try await eventually {
                try fixture.archive.name(of: NamedKey(.hold, HoldKey.named("H2"))) == "H2"
            })
        fixture.engine.stop()

        let again = try EngineFixture(
            disk: fixture.disk, archive: fixture.archive, options: options)
        for _ in 1...3 {
            let other = try await again.engine.submit(place("H2", order: "O2"))
            #expect(other.outcome.code == .idConflict && other.outcome.field == .order)
            let same = try await again.engine.submit(place("H2", order: "O"))
            #expect(same.outcome.isReplay && same.outcome.hold == .named("H1"))
        }
        again.engine.stop()
    }

    @Test("scenario 43: an end that passed is applied by any touch of the account")
    func settleOnTouch() async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        _ = try await fixture.engine.submit(
            fixture.place("H", account: "A", amountMinor: 100_000))
        fixture.clock.advance(byNs: 30 * Span.dayNs + Span.secondNs)
        let next = try await fixture.engine.submit(
            fixture.place("H2", account: "A", amountMinor: 100_000))
        #expect(next.outcome.code == .approved)
        let first = try await fixture.engine.read(.hold(.named("H"))).hold
        #expect(first?.status == .expired)
        fixture.engine.stop()
    }

    @Test("a stalled journal refuses with a retryable error and resumes with the same bytes")
    func stalledJournal() async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        fixture.disk.inject([.notDurable(.diskFull), .notDurable(.diskFull)])
        let place = fixture.place("H", account: "A", amountMinor: 30_000)
        await #expect(throws: EngineRefusal.journalStalled(.diskFull)) {
            _ = try await fixture.engine.submit(place)
        }
        var answer: Answer?
        #expect(
            try await eventually {
                answer = try? await fixture.engine.submit(place)
                return answer != nil
            })
        // The stalled batch was kept and became durable: the repetition is a replay of it.
        #expect(answer?.outcome.code == .approved && answer?.outcome.isReplay == true)
        #expect(fixture.engine.status.snapshot.stalled == nil)
        fixture.engine.stop()
    }

    @Test("an engine that is stopped while its journal is stalled ends, and tells everybody")
    func stoppedWhileStalled() async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        fixture.disk.inject(Array(repeating: .notDurable(.diskFull), count: 1_000_000))
        let rows = fixture.disk.rows.count
        await #expect(throws: EngineRefusal.journalStalled(.diskFull)) {
            _ = try await fixture.engine.submit(
                fixture.place("H", account: "A", amountMinor: 30_000))
        }
        fixture.engine.stop()
        #expect(fixture.disk.rows.count == rows)
        await #expect(throws: EngineRefusal.stopped) {
            _ = try await fixture.engine.read(.account(.named("A")))
        }
    }

    @Test(
        "a lost commit answer is settled by reading the journal",
        arguments: [MemoryJournal.Fault.unknownWritten, .unknownLost])
    func unknownCommit(_ fault: MemoryJournal.Fault) async throws {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        fixture.disk.inject([fault])
        let answer = try await fixture.engine.submit(
            fixture.place("H", account: "A", amountMinor: 30_000))
        #expect(answer.outcome.code == .approved)
        #expect(fixture.disk.rows.map(\.sequence) == [1, 2, 3])
        fixture.engine.stop()
    }

    @Test("scenario 56: a consumer that stands still slows nobody and misses nothing")
    func slowConsumer() async throws {
        let archive = MemoryArchive()
        let standing = StandingConsumer()
        let fixture = try EngineFixture(archive: archive, consumers: [standing])
        archive.fail(times: 3)
        _ = try await fixture.openAccount("A", limitMinor: 10_000_000)
        for index in 0..<1_200 {
            _ = try await fixture.engine.submit(
                fixture.place("H\(index)", account: "A", amountMinor: 100))
        }
        // All were answered, and the other follower is at the end, while it stands.
        #expect(try await eventually { try archive.checkpoint() == fixture.engine.feed.newestRow })
        #expect(standing.rows.isEmpty)
        standing.goOn()
        let newest = fixture.engine.feed.newestRow
        #expect(try await eventually { standing.rows == Array(1...newest) })
        // From the beginning again, beyond what memory holds: the journal serves it.
        var row: UInt64 = 0
        var next: UInt64 = 1
        while row < fixture.engine.feed.newestRow {
            for batch in try await fixture.engine.batches(after: row) {
                #expect(batch.row == row + 1 && batch.firstEvent == next)
                row = batch.row
                next += UInt64(batch.records.reduce(0) { $0 + $1.events.count })
            }
        }
        fixture.engine.stop()
    }

    @Test("a consumer that took a page and then failed is not told to be failing for ever")
    func lostWordOfAConsumer() async throws {
        let consumer = ForgetfulConsumer()
        let fixture = try EngineFixture(consumers: [consumer])
        _ = try await fixture.openAccount("A")
        // Nothing comes after it.
        let isCaughtUp = try await eventually {
            let status = fixture.engine.status.snapshot
            return status.failures.isEmpty && status.consumers["forgetful"] == status.row
        }
        #expect(isCaughtUp && consumer.lost > 0)
        fixture.engine.stop()
    }

    @Test("a historical journal takes its time from the facts, with the ends between them")
    func historicalTime() async throws {
        let fixture = try EngineFixture(mode: .historical)
        let start = Instant(ns: 1_500_000_000 * Span.secondNs)
        _ = try await fixture.openAccount("A")
        var place = fixture.place("H", account: "A", amountMinor: 500)
        place.command.occurredAt = start
        _ = try await fixture.engine.submit(place)
        let end = start.adding(spanNs: 30 * Span.dayNs)
        try await fixture.engine.advance(to: Instant(ns: end.ns - 1))
        #expect(try await fixture.engine.read(.hold(.named("H"))).hold?.status == .active)
        try await fixture.engine.advance(to: end)
        let hold = try await fixture.engine.read(.hold(.named("H"))).hold
        #expect(hold?.status == .expired && hold?.endedAt == end)
        fixture.engine.stop()
    }
}

/// Stands still in its first page until it is told to go on.
private final class StandingConsumer: FeedConsumer {
    let name = "standing"
    private let gate = DispatchSemaphore(value: 0)
    private let taken = Mutex<[UInt64]>([])

    /// Those it was given and is done with.
    var rows: [UInt64] { taken.withLock { $0 } }

    func goOn() { gate.signal() }

    func checkpoint() -> UInt64 { rows.last ?? 0 }

    func consume(_ batches: [CommittedBatch]) {
        gate.wait()
        gate.signal()
        taken.withLock { $0 += batches.map(\.row) }
    }
}

/// Takes every page, and answers each with an error all the same.
private final class ForgetfulConsumer: FeedConsumer {
    private struct LostWord: Error {}

    let name = "forgetful"
    private let state = Mutex((row: UInt64(0), lost: 0))

    var lost: Int { state.withLock { $0.lost } }

    func checkpoint() -> UInt64 { state.withLock { $0.row } }

    func consume(_ batches: [CommittedBatch]) throws {
        state.withLock { state in
            state.row = batches.last?.row ?? state.row
            state.lost += 1
        }
        throw LostWord()
    }
}
