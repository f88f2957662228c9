import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

/// Near a cap nothing is added at a shopper's wish; what ends locks is served to the last.
@Suite("Hard caps")
struct CapacityTests {
    private func fixture(_ change: (inout Capacity) -> Void) throws -> EngineFixture {
        var options = EngineOptions()
        change(&options.capacity)
        return try EngineFixture(options: options)
    }

    private func release(_ hold: String, _ fixture: EngineFixture) -> Submission {
        fixture.command(
            .release(
                ReleaseHold(
                    hold: .named(hold), operation: .named("release of \(hold)"),
                    reason: .merchantVoid)))
    }

    @Test("live holds: from 99 % on placements are refused, until one has ended")
    func liveHolds() async throws {
        let fixture = try fixture { $0.liveHoldsMax = 200 }
        _ = try await fixture.openAccount("A", limitMinor: 1_000_000)
        let places = (0..<199).map { fixture.place("H\($0)", account: "A", amountMinor: 1) }
        let granted = try await fixture.engine.submit(Array(places[..<198]))
        #expect(granted.allSatisfy { $0.outcome.code == .approved })
        await #expect(throws: EngineRefusal.capacity(.liveHolds)) {
            _ = try await fixture.engine.submit(places[198])
        }
        // What is there is answered, and what ends locks goes on.
        #expect(try await fixture.engine.submit(places[0]).outcome.isReplay)
        let sameOrder = fixture.place(
            "H0 again", account: "A", amountMinor: 1, order: "order of H0")
        for _ in 0..<2 {
            let first = try await fixture.engine.submit(sameOrder).outcome
            #expect(first.isReplay && first.hold == .named("H0"))
        }
        #expect(try await fixture.engine.read(.hold(.named("H1"))).hold != nil)
        #expect(try await fixture.engine.submit(release("H0", fixture)).outcome.code.isSuccess)
        #expect(try await fixture.engine.submit(places[198]).outcome.code == .approved)
        #expect(fixture.engine.status.snapshot.liveHolds == 198)
        fixture.engine.stop()
    }

    @Test("of a large request nothing is begun after a command that was refused, in whatever piece")
    func prefix() async throws {
        let fixture = try fixture { $0.liveHoldsMax = 400 }
        _ = try await fixture.openAccount("A", limitMinor: 1_000_000)
        let places = (0..<397).map { fixture.place("H\($0)", account: "A", amountMinor: 1) }
        _ = try await fixture.engine.submit(Array(places[..<396]))
        let releases = (0..<300).map { release("H\($0)", fixture) }
        await #expect(throws: EngineRefusal.capacity(.liveHolds)) {
            _ = try await fixture.engine.submit([places[396]] + releases)
        }
        #expect(fixture.engine.status.snapshot.liveHolds == 396)
        let answers = try await fixture.engine.submit(releases + [places[396]])
        #expect(answers.allSatisfy { $0.outcome.code.isSuccess && !$0.outcome.isReplay })
        #expect(answers.count == 301 && answers.last?.outcome.code == .approved)
        fixture.engine.stop()
    }

    @Test("accounts: new ones are refused, those that are there are served")
    func accounts() async throws {
        let fixture = try fixture { $0.accountsMax = 100 }
        for index in 0..<99 { _ = try await fixture.openAccount("A\(index)") }
        await #expect(throws: EngineRefusal.capacity(.accounts)) {
            _ = try await fixture.openAccount("A99")
        }
        #expect(try await fixture.openAccount("A0").outcome.isReplay)
        let place = fixture.place("H", account: "A1", amountMinor: 1)
        #expect(try await fixture.engine.submit(place).outcome.code == .approved)
        fixture.engine.stop()
    }

    @Test("orders: those that are there take further holds, facts make new ones")
    func orders() async throws {
        let fixture = try fixture { $0.ordersMax = 10 }
        _ = try await fixture.openAccount("A")
        for index in 0..<10 {
            let place = fixture.place("H\(index)", account: "A", amountMinor: 1)
            #expect(try await fixture.engine.submit(place).outcome.code == .approved)
        }
        await #expect(throws: EngineRefusal.capacity(.orders)) {
            _ = try await fixture.engine.submit(
                fixture.place("H10", account: "A", amountMinor: 1))
        }
        var second = fixture.place("H11", account: "A", amountMinor: 1)
        if case .place(var body) = second.command.body {
            body.order = .named("order of H1")
            body.purpose = Code("gift")!
            second.command.body = .place(body)
        }
        #expect(try await fixture.engine.submit(second).outcome.code == .approved)
        let fact = fixture.command(
            .recordFact(
                RecordFact(
                    fact: .named("F"), source: .named("S"), merchant: .named("M"),
                    order: .named("unknown"), kind: .paid, occurredAt: .epoch)))
        #expect(try await fixture.engine.submit(fact).outcome.code == .parked)
        #expect(fixture.engine.status.snapshot.orders == 11)
        fixture.engine.stop()
    }
}
