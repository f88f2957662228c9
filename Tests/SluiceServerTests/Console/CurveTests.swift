import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What the board shows of the time that passed.
@Suite struct CurveTests {
    private static func answers(_ checkouts: Int64, _ unlocks: Int64 = 0) -> PerLane<TimeSteps> {
        var answered = PerLane(all: TimeSteps())
        answered.checkout.add(checkouts, atStep: 2)
        answered.unlock.add(unlocks, atStep: 0)
        return answered
    }

    private static func time(_ seconds: Int64) -> Instant {
        Instant(ns: (1_800_000_000 + seconds) * Span.secondNs)
    }

    @Test("a beat has what was answered since the one before")
    func beats() throws {
        let pulse = Pulse()
        pulse.take(CurveTests.answers(100), at: CurveTests.time(0))
        #expect(pulse.beats.isEmpty)
        pulse.take(CurveTests.answers(400, 5), at: CurveTests.time(30))
        let beat = try #require(pulse.beats.first)
        #expect(beat.tenths(.checkout) == 100 && beat.tenths(.unlock) == 2)
        #expect(beat.answered.checkout.quantileNs(9_900) == 4 * Span.millisecondNs)
        #expect(beat.answered.unlock.quantileNs(9_900) == Span.millisecondNs)
        #expect(beat.answered.sync.quantileNs(9_900) == nil)
    }

    @Test("old beats go, and a clock that goes back begins anew")
    func bounded() throws {
        let pulse = Pulse()
        for index in 0...Int64(Pulse.beatsMax + 5) {
            pulse.take(CurveTests.answers(index * index), at: CurveTests.time(30 * index))
        }
        #expect(pulse.beats.count == Pulse.beatsMax)
        #expect(pulse.beats[0].answered.checkout.count == 6 * 6 - 5 * 5)
        pulse.take(CurveTests.answers(9_000), at: CurveTests.time(0))
        #expect(pulse.beats.isEmpty)
        pulse.take(CurveTests.answers(9_030), at: CurveTests.time(30))
        #expect(pulse.beats.map { $0.tenths(.checkout) } == [10])
    }

    @Test("what is open is told by age, each lock once")
    func ages() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1", amount: 30_000)
            _ = try await server.place("h2", amount: 10_000)
            _ = try await server.fact("e1", "cancelled", order: "h2")
            try await server.viewsCaughtUp()
            let placed = server.engine.status.snapshot.time
            for (later, age) in [
                (0, LockAge.hour), (Span.hourNs + Span.secondNs, .day),
                (2 * Span.dayNs, .threeDays),
                (6 * Span.dayNs, .week), (13 * Span.dayNs, .twoWeeks), (29 * Span.dayNs, .month),
                (31 * Span.dayNs, .older),
            ] {
                let page = try server.door.views.openAges(
                    at: placed.adding(spanNs: later), after: 0
                ).value
                #expect(page.next == nil)
                let amount = Money(minor: 30_000)
                #expect(
                    page.items == [
                        AgedAmount(age: age, currency: Currency("CNY")!, count: 1, amount: amount)
                    ], "\(age)")
            }
            let figures = try await server.door.countedBoard()
            #expect(figures.ages.values.map(\.count) == [1])
        }
    }

    @Test("curves are drawn where the library is; else the table stands open")
    func curves() async throws {
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appendingPathComponent("chart-\(UUID().uuidString).js")
        try Data("globalThis.Chart = 1;".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let library = try #require(Asset.chartLibrary(file.path))
        #expect(Asset.chartLibrary(file.path + "-none") == nil)
        try await TestServer.run { server in
            let door = server.door
            door.pulse.take(CurveTests.answers(0), at: CurveTests.time(0))
            door.pulse.take(CurveTests.answers(45), at: CurveTests.time(30))
            let figures = try await door.operationsFigures()
            let principal = Principal(role: .operator, subject: "p-1", credential: 1)
            for charts in [library, nil] {
                let page = OperationsPage(figures, charts: charts, principal, door.words)
                let text = Templates.render("operations", page)
                #expect(text.contains(#"data-v="1.5">1.5<"#) && text.contains(">4 ms<"))
                #expect(text.contains("<canvas") == (charts != nil))
                #expect(text.contains(library.path) == (charts != nil))
                #expect(text.contains(Asset.curves.path) == (charts != nil))
                #expect(text.contains(#"id="pulse-all" open"#) == (charts == nil))
            }
        }
    }
}
