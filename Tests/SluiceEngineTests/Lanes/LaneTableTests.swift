import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

/// Which work waits where.
@Suite("Lanes: what waits where")
struct LaneTableTests {
    /// Every command that is not said to wait elsewhere waits in the unlock lane.
    private static let elsewhere: [String: Lane] = [
        "place": .checkout, "increment": .checkout, "open": .checkout, "fact": .sync,
        "pull": .sync, "sweep": .sync,
    ]

    private func request(_ bodies: Command.Body..., role: Role = .lender) -> Inbox.Request {
        let commands = bodies.map {
            Submission(
                command: Command(
                    actor: Actor(role: role), businessDate: BusinessDate(day: 0), body: $0))
        }
        return Inbox.Request(work: .commands(commands[...])) { _ in }
    }

    @Test("every kind of command")
    func commands() {
        for body in CommandKinds.samples {
            let word = CommandKinds.word(body)
            #expect(request(body).lane == Self.elsewhere[word] ?? .unlock, "\(word)")
            #expect(request(body, role: .migration).lane == .background, "\(word)")
        }
    }

    @Test("other work")
    func others() {
        let rows: [(work: Inbox.Request.Work, lane: Lane, cost: Int)] = [
            (.read(.hold(.none)), .checkout, 1), (.read(.account(.none)), .checkout, 1),
            (.read(.order(.none)), .checkout, 1), (.read(.policy(nil)), .checkout, 1),
            (.read(.proposals(ProposalFilter(limit: 1))), .background, 1),
            (.images([]), .background, 1), (.advance(.epoch), .background, 1),
            (.due(endsMax: 256), .unlock, 256), (.commands([]), .unlock, 1),
        ]
        for row in rows {
            let request = Inbox.Request(work: row.work) { _ in }
            #expect(request.lane == row.lane, "\(row.work)")
            #expect(request.cost == row.cost, "\(row.work)")
        }
    }

    @Test("a request waits in the last lane of its commands")
    func mixed() {
        let release = Command.Body.release(
            ReleaseHold(hold: .none, operation: .none, reason: .merchantVoid))
        let place = CommandKinds.samples.first { CommandKinds.word($0) == "place" }!
        let fact = CommandKinds.samples.first { CommandKinds.word($0) == "fact" }!
        #expect(request(release, place).lane == .checkout)
        #expect(request(fact, release, place).lane == .sync)
        #expect(request(fact, release, place).cost == 3)
    }
}
