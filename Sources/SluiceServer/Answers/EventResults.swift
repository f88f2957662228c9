import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// An event of a request, as far as it could be read.
enum ReadEvent: Sendable {
    case event(OrderEventRequest)
    case ignored(id: String?)
    case refused(id: String?, Problem)
}

/// What one event of a request came to.
struct EventResult: Sendable {
    var id: String?
    /// `applied`, `duplicate`, `parked`, `ignored` or `refused`.
    var word: String
    var refusal: Problem?
    var isReplay = false

    static let words = ["applied", "duplicate", "parked", "ignored", "refused"]

    static func refused(_ id: String?, _ problem: Problem) -> EventResult {
        EventResult(id: id, word: "refused", refusal: problem)
    }

    init(id: String?, word: String, refusal: Problem? = nil) {
        self.id = id
        self.word = word
        self.refusal = refusal
    }

    /// - Parameter refusal: makes a problem of what the ledger refused.
    init(id: String, _ outcome: Outcome, refusal: (Outcome) -> Problem) {
        self.id = id
        if !outcome.code.isSuccess {
            word = "refused"
            self.refusal = refusal(outcome)
        } else if outcome.isReplay {
            word = "duplicate"
            isReplay = true
        } else {
            word = outcome.code == .parked ? "parked" : "applied"
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            if let id { writer.member("id", id) }
            writer.member("result", word)
            guard let refusal else { return }
            writer.name("error")
            writer.object { writer in
                writer.member("code", refusal.kind.code)
                writer.member("status", Int64(refusal.kind.status))
                writer.member("retryable", refusal.kind.retryable)
                if let field = refusal.field { writer.member("field", field) }
                writer.member("detail", refusal.detail)
            }
        }
    }
}

/// What the events of a request came to, in the order sent.
struct EventResults: Sendable {
    var results: [EventResult]
    /// The newest event of the journal they made; nil if they made none.
    var sequence: UInt64?

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.name("results")
            writer.array { writer in
                for result in results { result.write(to: &writer) }
            }
        }
    }
}

extension Door {
    /// Records events; each stands for itself: one that is refused keeps no other from being
    /// recorded.
    /// - Parameter spelling: fields of a fact in the words of who sent them.
    func record(
        _ events: [ReadEvent], spelling: [Field: String?], for call: Call
    ) async throws -> EventResults {
        let events = try await pace(events)
        var results: [EventResult] = []
        var commands: [(body: Command.Body, names: Names)] = []
        var places: [Int] = []
        for event in events {
            switch event {
            case .event(let event):
                let (command, names) = fact(event, merchant: merchant(event.merchant))
                commands.append((.recordFact(command), names))
                places.append(results.count)
                results.append(EventResult(id: event.id, word: ""))
            case .ignored(let id): results.append(EventResult(id: id, word: "ignored"))
            case .refused(let id, let problem): results.append(.refused(id, problem))
            }
        }
        var newest: UInt64 = 0
        if !commands.isEmpty {
            let answers = try await submit(commands, for: call)
            for (place, answer) in zip(places, answers) {
                newest = max(newest, answer.outcome.sequence)
                results[place] = EventResult(
                    id: results[place].id ?? "", answer.outcome
                ) { $0.code.refusal(field: $0.field(spelling)) }
            }
        }
        metrics.countEvents(results)
        return EventResults(results: results, sequence: newest > 0 ? newest : nil)
    }
}
