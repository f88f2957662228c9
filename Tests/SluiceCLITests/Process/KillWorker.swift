import Foundation
import SluiceTestKit

/// One who places holds and moves them over one connection, and remembers each answer.
///
/// Used by one thread at a time: its own while there is load, the test's between.
final class KillWorker: @unchecked Sendable {
    /// The last one declines most of what is asked for.
    static let accounts: [(name: String, limit: Int64)] = [
        ("A-1", 1_000_000_000), ("A-2", 1_000_000_000), ("A-3", 20_000),
    ]

    private static let liveMax = 60

    struct Hold {
        var account: String
        var order: String
        var amounts: KillAmounts
    }

    struct Acknowledged {
        var command: KillCommand
        var status: Int
        /// What is the same in every answer to one command.
        var outcome: String
    }

    private(set) var holds: [String: Hold] = [:]
    private(set) var acknowledged: [Acknowledged] = []
    /// What did not agree; told by the test, for a thread of its own belongs to no test.
    private(set) var faults: [String] = []
    /// Of the commands that were cut off, those that had taken effect and those that had not.
    private(set) var foundWhole = 0
    private(set) var foundAbsent = 0

    private let number: Int
    private var random: RandomSource
    private var live: [String] = []
    private var inFlight: KillCommand?
    private var commands = 0
    private var repeated = 0

    init(number: Int, seed: UInt64) {
        self.number = number
        random = RandomSource(seed: seed)
    }

    /// Sends commands one after the other until the connection ends.
    func load(_ connection: HTTPConnection, onAnswer: () -> Void) {
        while faults.isEmpty {
            let command = nextCommand()
            inFlight = command
            guard let answer = try? send(command, on: connection) else { return }
            if answer.isReplay { faults.append("\(command) was answered as a replay") }
            acknowledge(command, answer)
            inFlight = nil
            onAnswer()
        }
    }

    /// Finds out what became of the command that was cut off, and gives it again.
    func resolve(on connection: HTTPConnection) throws {
        guard let command = inFlight else { return }
        let found = try amounts(of: command.hold, on: connection)
        let known = holds[command.hold]?.amounts
        let isThere = found != known
        if isThere, command.kind != .place, found != known.map(command.effect) {
            faults.append("\(command) is there in part: \(String(describing: found))")
        }
        let answer = try send(command, on: connection)
        if answer.isReplay != isThere {
            faults.append("\(command) was there: \(isThere), replayed: \(answer.isReplay)")
        }
        if isThere { foundWhole += 1 } else { foundAbsent += 1 }
        acknowledge(command, answer)
        inFlight = nil
    }

    /// Gives again what was acknowledged since the last call, and some of what came before.
    func repeatNewest(on connection: HTTPConnection) throws {
        for index in repeated..<acknowledged.count { try repeatOne(index, on: connection) }
        if repeated > 0 {
            for _ in 0..<3 { try repeatOne(random.below(repeated), on: connection) }
        }
        repeated = acknowledged.count
    }

    func repeatAll(on connection: HTTPConnection) throws {
        for index in acknowledged.indices { try repeatOne(index, on: connection) }
    }

    /// Compares every hold with what the answers added up to.
    func compareHolds(on connection: HTTPConnection) throws {
        for (id, hold) in holds.sorted(by: { $0.key < $1.key }) {
            let found = try amounts(of: id, on: connection)
            if found != hold.amounts {
                faults.append("\(id) is \(String(describing: found)), not \(hold.amounts)")
            }
        }
    }

    private func repeatOne(_ index: Int, on connection: HTTPConnection) throws {
        let first = acknowledged[index]
        let answer = try send(first.command, on: connection)
        let outcome = first.command.outcome(of: answer)
        guard answer.isReplay, answer.status == first.status, outcome == first.outcome else {
            faults.append(
                "\(first.command) was \(first.status) \(first.outcome), is \(answer.status) "
                    + "\(outcome ?? "nothing"), replayed: \(answer.isReplay)")
            return
        }
    }

    private func send(
        _ command: KillCommand, on connection: HTTPConnection
    ) throws -> HTTPConnection.Answer {
        try connection.send("POST", command.path, command.body, type: command.mediaType)
    }

    private func amounts(
        of hold: String, on connection: HTTPConnection
    ) throws -> KillAmounts? {
        let answer = try connection.send("GET", "/v1/holds/\(hold)?merchant=M")
        return answer.status == 404 ? nil : try answer.json(KillAmounts.self)
    }

    /// Takes an answer into what is known.
    private func acknowledge(_ command: KillCommand, _ answer: HTTPConnection.Answer) {
        let mayDecline = command.kind == .place
        guard answer.status < 300 || (mayDecline && answer.status == 402),
            let outcome = command.outcome(of: answer)
        else {
            let text = String(decoding: answer.body, as: UTF8.self)
            faults.append("\(command) was answered \(answer.status) \(text)")
            return
        }
        acknowledged.append(
            Acknowledged(command: command, status: answer.status, outcome: outcome))
        let told = command.amounts(in: answer)
        if command.kind == .place {
            guard let told else { return faults.append("\(command) shows no hold") }
            holds[command.hold] = Hold(
                account: command.account, order: command.order, amounts: told)
            if told.open > 0 { live.append(command.hold) }
            return
        }
        guard var hold = holds[command.hold] else { return }
        hold.amounts = command.effect(on: hold.amounts)
        if let told, told != hold.amounts {
            faults.append("\(command) left \(told), not \(hold.amounts)")
        }
        holds[command.hold] = hold
        if hold.amounts.open == 0, hold.amounts.captured == hold.amounts.refunded {
            live.removeAll { $0 == command.hold }
        }
    }

    /// A command that succeeds whenever it takes effect at all; only placing may be declined.
    private func nextCommand() -> KillCommand {
        commands += 1
        let id = "w\(number)-\(commands)"
        // Not too many at a time: the server they are placed on is a small one.
        guard !live.isEmpty, live.count > Self.liveMax || random.chance(60) else {
            return place(id)
        }
        let name = random.pick(live)
        let hold = holds[name]!
        let open = hold.amounts.open
        var command = KillCommand(
            kind: .capture, id: id, hold: name, account: hold.account, order: hold.order)
        if open == 0 {
            command.kind = .refund
            command.amount = random.within(
                1...(hold.amounts.captured - hold.amounts.refunded))
            return command
        }
        command.amount = random.within(1...open)
        let untouched = hold.amounts.captured == 0
        switch random.index(weights: [40, 20, 20, untouched ? 20 : 0]) {
        case 0: command.kind = .capture
        case 1: command.kind = .release
        case 2: command.kind = .shipped
        default: command.kind = .cancelled
        }
        return command
    }

    private func place(_ id: String) -> KillCommand {
        KillCommand(
            kind: .place, id: id, hold: "H-\(id)", account: random.pick(Self.accounts).name,
            order: "O-\(id)", amount: random.within(1...5_000))
    }
}
