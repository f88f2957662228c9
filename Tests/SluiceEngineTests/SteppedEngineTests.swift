import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// The engine's parts one turn at a time: interleavings that threads come to once in a long while.
@Suite("The engine, turn by turn")
struct SteppedEngineTests {
    private let disk = MemoryJournal.Disk()
    private let clock = TestClock()

    private func start(_ change: (inout EngineOptions) -> Void = { _ in }) throws -> SteppedEngine {
        var options = EngineOptions()
        change(&options)
        return try SteppedEngine(
            Engine.Parts(
                journal: MemoryJournal(disk), archive: MemoryArchive(), clock: clock.machine,
                options: options, onFatal: { preconditionFailure($0) }),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "UTC"),
                policy: .standard))
    }

    private func submit(_ body: Command.Body, to engine: SteppedEngine) {
        let command = Command(
            actor: .tester, businessDate: BusinessDate(day: 20_000), body: body)
        engine.submit([Submission(command: command)]) { _ in }
    }

    private func open(_ name: String) -> Command.Body {
        .openAccount(
            OpenAccount(account: .named(name), currency: .yuan, limit: Money(minor: 1_000)))
    }

    private func rest(_ engine: SteppedEngine) {
        repeat {
            engine.sequence()
            engine.write()
        } while !engine.isIdle && engine.fault == nil
    }

    @Test("what is due and had left its lane when the journal stalled is done after that")
    func dueInAStall() throws {
        let engine = try start { $0.batchCommandsMax = 1 }
        submit(open("A"), to: engine)
        submit(
            .place(
                PlaceHold(
                    hold: .named("H"), account: .named("A"), merchant: .named("M"),
                    order: .named("O"), amount: Money(minor: 100), currency: .yuan)), to: engine)
        rest(engine)
        #expect(engine.ledger.hold(.named("H"))?.status == .active)

        // Rows of one command: the second of these meets a full pipe and a full disk, and what is due
        // comes behind it.
        disk.inject([.notDurable(.diskFull), .notDurable(.diskFull)])
        clock.advance(byNs: 31 * Span.dayNs)
        submit(.closeDay(BusinessDate(day: 19_000)), to: engine)
        submit(.closeDay(BusinessDate(day: 19_001)), to: engine)
        rest(engine)
        rest(engine)
        #expect(engine.status.snapshot.stalled == nil)
        #expect(engine.ledger.hold(.named("H"))?.status == .expired)
    }

    @Test("a command that comes in a flood of ends waits for the row being written and its own")
    func commandsBesideEnds() throws {
        let engine = try start {
            $0.batchApplyNsMax = .max
            $0.tickEndsMax = 2
            $0.batchEndsMax = 4
        }
        submit(open("A"), to: engine)
        for index in 0..<40 {
            submit(
                .place(
                    PlaceHold(
                        hold: .named("H\(index)"), account: .named("A"), merchant: .named("M"),
                        order: .named("O\(index)"), amount: Money(minor: 1), currency: .yuan)),
                to: engine)
        }
        rest(engine)
        clock.advance(byNs: 31 * Span.dayNs)
        // Turns enough for the ends of many rows, while one is being written.
        for _ in 0..<20 { engine.sequence() }
        #expect(engine.ledger.liveHoldCount > 30)
        let replies = Replies()
        let command = Command(
            actor: .tester, businessDate: BusinessDate(day: 20_000), body: open("B"))
        engine.submit([Submission(command: command)]) { _ in replies.count() }
        engine.sequence()
        for _ in 0..<2 {
            engine.write()
            engine.sequence()
        }
        #expect(replies.all == 1)
        rest(engine)
        #expect(engine.ledger.liveHoldCount == 0)
    }

    @Test(
        "a fault after which nothing may be written ends it, and nobody is answered",
        arguments: [MemoryJournal.Fault.failed, .failedWritten, .torn, .fenced, .unknownUnreadable])
    func fault(_ fault: MemoryJournal.Fault) throws {
        let engine = try start()
        let replies = Replies()
        disk.inject([fault])
        let command = Command(
            actor: .tester, businessDate: BusinessDate(day: 20_000), body: open("A"))
        engine.submit([Submission(command: command)]) { _ in
            if engine.fault == nil { replies.count() }
        }
        for _ in 0..<3 {
            engine.sequence()
            engine.write()
        }
        #expect(engine.fault != nil)
        #expect(replies.all == 0)
        disk.clearFaults()
        // The row is there wholly or not at all, and the next start goes on after it.
        let again = try start()
        let isThere = fault == .failedWritten
        #expect((again.ledger.account(.named("A")) != nil) == isThere)
        #expect(again.head.sequence == (isThere ? 2 : 1))
    }
}

/// Counts, on the one thread there is.
private final class Replies: @unchecked Sendable {
    private(set) var all = 0
    func count() { all += 1 }
}
