import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// What waits in memory for an archive that stands still is bounded, and unlocks are refused last.
@Suite("What waits for the archive")
struct ArchiveLagTests {
    private static let bytesMax = 4_000

    private let disk = MemoryJournal.Disk()
    private let clock = TestClock()

    private func start(archive: MemoryArchive = MemoryArchive()) throws -> SteppedEngine {
        var options = EngineOptions()
        options.archiveLagBytesMax = Self.bytesMax
        return try SteppedEngine(
            Engine.Parts(
                journal: MemoryJournal(disk), archive: archive, clock: clock.machine,
                options: options, onFatal: { preconditionFailure($0) }),
            birth: Birth(
                journal: CreateJournal(mode: .live, lender: "lender", zone: "UTC"),
                policy: .standard))
    }

    /// Hands a command in and gives everybody but the archive their turns.
    private func ask(
        _ body: Command.Body, as role: Role = .lender, of engine: SteppedEngine
    ) -> Result<OutcomeCode, EngineRefusal> {
        let command = Command(
            actor: Actor(role: role, credential: 1), businessDate: BusinessDate(day: 20_000),
            body: body)
        let told = Told()
        engine.submit([Submission(command: command)]) { reply in
            told.answer = reply.map { $0[0].outcome.code }
        }
        rest(engine)
        return told.answer
    }

    private func rest(_ engine: SteppedEngine) {
        repeat {
            engine.sequence()
            engine.write()
        } while !engine.isIdle
    }

    private func followArchive(_ engine: SteppedEngine) {
        while engine.followed[0] < engine.head.sequence {
            engine.follow(0)
            rest(engine)
        }
    }

    private func open(_ name: String) -> Command.Body {
        .openAccount(
            OpenAccount(account: .named(name), currency: .yuan, limit: Money(minor: 1_000_000)))
    }

    private func place(_ number: Int) -> Command.Body {
        .place(
            PlaceHold(
                hold: .named("H\(number)"), account: .named("A"), merchant: .named("M"),
                order: .named("O\(number)"), amount: Money(minor: 100), currency: .yuan))
    }

    /// A part of the first hold.
    private func release(_ number: Int) -> Command.Body {
        .release(
            ReleaseHold(
                hold: .named("H0"), operation: .named("R\(number)"), amount: Money(minor: 1),
                reason: .merchantVoid))
    }

    /// Places until that is refused.
    /// - Returns: how many were placed.
    private func fill(_ engine: SteppedEngine) -> Int {
        for number in 0..<100 {
            guard case .failure(let refusal) = ask(place(number), of: engine) else { continue }
            #expect(refusal == .overloaded(Overload(.checkout, waitNs: nil)))
            return number
        }
        return 100
    }

    @Test("the background is refused first, then checkouts, unlocks last; ends by the clock never")
    func order() throws {
        let engine = try start()
        let lag = engine.archiveLag
        #expect(ask(open("A"), of: engine) == .success(.applied))
        var placed = 0
        while lag.bytes <= Self.bytesMax / 2 {
            #expect(ask(open("B\(placed)"), as: .migration, of: engine) == .success(.applied))
            #expect(ask(place(placed), of: engine) == .success(.approved))
            placed += 1
        }
        #expect(lag.refused == .background)
        #expect(
            ask(open("C"), as: .migration, of: engine)
                == .failure(.overloaded(Overload(.background, waitNs: nil))))

        placed = fill(engine)
        #expect(lag.refused == .checkout && lag.bytes > Self.bytesMax && placed < 20)
        var released = 0
        while ask(release(released), of: engine) == .success(.applied) { released += 1 }
        #expect(
            ask(release(released), of: engine)
                == .failure(.overloaded(Overload(.unlock, waitNs: nil))))
        #expect(released > 3)
        // The last row went beyond the bound, none after it.
        #expect(lag.refused == .all && lag.bytes < 2 * Self.bytesMax + 500)

        let told = Told()
        engine.read(.hold(.named("H0"))) { told.answer = $0.map { $0[0].outcome.code } }
        rest(engine)
        #expect(told.answer == .success(.applied))
        clock.advance(byNs: 31 * Span.dayNs)
        rest(engine)
        #expect(engine.ledger.hold(.named("H\(placed - 1)"))?.status == .expired)

        followArchive(engine)
        #expect(lag.bytes == 0 && lag.refused == .none)
        #expect(ask(open("C"), of: engine) == .success(.applied))
    }

    @Test("after a start the rows the archive lacks wait again")
    func restart() throws {
        let archive = MemoryArchive()
        let first = try start(archive: archive)
        #expect(ask(open("A"), of: first) == .success(.applied))
        followArchive(first)
        #expect(fill(first) > 3)
        let waited = first.archiveLag.bytes
        #expect(waited > Self.bytesMax)

        let second = try start(archive: archive)
        #expect(second.archiveLag.bytes == waited && second.archiveLag.refused == .checkout)
        followArchive(second)
        #expect(second.archiveLag.bytes == 0)
        #expect(ask(place(99), of: second) == .success(.approved))
    }

    @Test("rows the archive has do not count")
    func counting() {
        let lag = ArchiveLag(archived: 5, bytesMax: 100)
        lag.add(row: 5, bytes: 1_000)
        #expect(lag.bytes == 0)
        for (row, bytes, refused) in [
            (6, 50, ArchiveLag.Refused.none), (7, 1, .background), (8, 49, .background),
            (9, 1, .checkout), (10, 99, .checkout), (11, 2, .all),
        ] as [(UInt64, Int, ArchiveLag.Refused)] {
            lag.add(row: row, bytes: bytes)
            #expect(lag.refused == refused, "row \(row)")
        }
        lag.took(through: 9)
        #expect(lag.bytes == 101 && lag.refused == .checkout && lag.row == 9)
        lag.took(through: 12)
        #expect(lag.bytes == 0 && lag.refused == .none)
    }
}

/// What a submission came to; filled on the one thread there is.
private final class Told: @unchecked Sendable {
    var answer: Result<OutcomeCode, EngineRefusal> = .failure(.stopped)
}
