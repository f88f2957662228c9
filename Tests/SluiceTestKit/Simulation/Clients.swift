import SluiceCore
import SluiceEngine
import Synchronization

/// Those who send commands and reads, and what they were told.
final class Clients: Sendable {
    struct Answered {
        var time: Instant
        var command: Command
        var outcome: Outcome
    }

    struct Seen {
        var query: ReadQuery
        var answer: Answer
    }

    fileprivate enum Request {
        case commands([Command])
        case read(ReadQuery)
    }

    typealias Reply = Result<[Answer], EngineRefusal>

    fileprivate struct State {
        var next = 0
        var inFlight: [Int: Request] = [:]
        var replies: [(number: Int, reply: Reply)] = []
        /// Answers that nobody has looked at.
        var answered: [Answered] = []
        var seen: [Seen] = []
        /// Commands sent to this process of which nobody knows what became.
        var unsure: [Command] = []
    }

    private let state = Mutex(State())

    var isWaiting: Bool { state.withLock { !$0.inFlight.isEmpty } }
    var waiting: Int { state.withLock { $0.inFlight.count } }
    /// Commands that may be sent again, for no answer came.
    var unsure: [Command] { state.withLock { $0.unsure } }

    /// Notes a request.
    /// - Returns: what takes its reply.
    func send(_ commands: [Command]) -> @Sendable (Reply) -> Void { send(.commands(commands)) }
    func send(_ query: ReadQuery) -> @Sendable (Reply) -> Void { send(.read(query)) }

    private func send(_ request: Request) -> @Sendable (Reply) -> Void {
        let number = state.withLock { state in
            state.next += 1
            state.inFlight[state.next] = request
            return state.next
        }
        return { reply in self.state.withLock { $0.replies.append((number, reply)) } }
    }

    /// Hears the replies that came.
    func hear() throws(Violation) {
        let violation = state.withLock { state in
            var violation: Violation?
            for (number, reply) in state.replies {
                violation = violation ?? state.hear(number, reply)
            }
            state.replies.removeAll(keepingCapacity: true)
            return violation
        }
        if let violation { throw violation }
    }

    /// What was answered since it was last asked.
    func take() -> (answered: [Answered], seen: [Seen]) {
        state.withLock { state in
            defer {
                state.answered.removeAll(keepingCapacity: true)
                state.seen.removeAll(keepingCapacity: true)
            }
            return (state.answered, state.seen)
        }
    }

    /// The process is gone: nobody is answered any more.
    func lose() {
        state.withLock { state in
            state.replies.removeAll()
            for number in state.inFlight.keys.sorted() {
                if case .commands(let commands) = state.inFlight[number] {
                    state.unsure += commands
                }
            }
            state.inFlight.removeAll()
        }
    }

    /// What became of everything is known by now.
    func forget() { state.withLock { $0.unsure.removeAll() } }
}

extension Clients.State {
    fileprivate mutating func hear(_ number: Int, _ reply: Clients.Reply) -> Violation? {
        guard let request = inFlight.removeValue(forKey: number) else {
            return Violation(.answered, "a request was answered twice")
        }
        switch (request, reply) {
        case (.commands(let commands), .success(let answers)):
            guard answers.count == commands.count else {
                return Violation(
                    .answered, "\(answers.count) answers to \(commands.count) commands")
            }
            for (command, answer) in zip(commands, answers) {
                let isNothing = command.body == .acceptClock && answer.outcome.isReplay
                if isNothing { continue }
                answered.append(
                    Clients.Answered(
                        time: answer.time, command: command, outcome: answer.outcome))
            }
        case (.read(let query), .success(let answers)):
            guard answers.count == 1 else { return Violation(.answered, "no answer to a read") }
            seen.append(Clients.Seen(query: query, answer: answers[0]))
        case (.commands(let commands), .failure(let refusal)):
            if let violation = check(refusal, commands) { return violation }
            unsure += commands
        case (.read, .failure(let refusal)): return check(refusal, [])
        }
        return nil
    }

    /// Whether there can be such a refusal: nobody stops the engine, and what ends a lock is never
    /// refused for want of room.
    private func check(_ refusal: EngineRefusal, _ commands: [Command]) -> Violation? {
        switch refusal {
        case .overloaded, .journalStalled, .archiveUnreadable: return nil
        case .capacity:
            let adds = commands.contains {
                switch $0.body {
                case .place, .openAccount: true
                default: false
                }
            }
            return adds ? nil : Violation(.answered, "no room for what needs none")
        case .stopped, .policyMoved, .journalUnreadable:
            return Violation(.answered, "refused: \(refusal)")
        }
    }
}
