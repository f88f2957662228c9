import SluiceCore
import Synchronization

extension Inbox.Request {
    /// The request in pieces of at most so many commands, to be served in this order with others between
    /// them; work that is no commands stays whole. Who asked is answered once, when the last of them is: a refusal
    /// of one is one of all.
    func pieces(costMax: Int) -> [Inbox.Request] {
        switch work {
        case .commands(let submissions):
            return pieces(submissions.pieces(countMax: costMax).map { .commands($0) })
        case .outcomes(let submissions):
            return pieces(submissions.pieces(countMax: costMax).map { .outcomes($0) })
        case .read, .images, .advance, .due: return [self]
        }
    }

    private func pieces(_ works: [Work]) -> [Inbox.Request] {
        let whole = PiecedRequest(cost: cost, count: works.count, reply)
        return works.enumerated().map { place, work in
            Inbox.Request(work, of: self, Piece(whole: whole, place: place)) {
                whole.note($0, at: place)
            }
        }
    }
}

extension ArraySlice<Submission> {
    fileprivate func pieces(countMax: Int) -> [ArraySlice<Submission>] {
        stride(from: startIndex, to: endIndex, by: countMax).map { first in
            self[first..<Swift.min(endIndex, first + countMax)]
        }
    }
}

/// Which piece of a request one is.
struct Piece: Sendable {
    let whole: PiecedRequest
    let place: Int
}

/// What the pieces of a request have in common. Safe to use from any thread.
final class PiecedRequest: Sendable {
    typealias Reply = Result<Inbox.Reply, EngineRefusal>

    private struct State {
        var replies: [Reply?]
        var missing: Int
        var refusal: EngineRefusal?
    }

    let cost: Int
    private let reply: @Sendable (Reply) -> Void
    private let state: Mutex<State>

    fileprivate init(cost: Int, count: Int, _ reply: @escaping @Sendable (Reply) -> Void) {
        self.cost = cost
        self.reply = reply
        state = Mutex(State(replies: Array(repeating: nil, count: count), missing: count))
    }

    /// Why a piece was refused: those after it are not begun, so that what took effect are the first commands
    /// and no others.
    var refusal: EngineRefusal? { state.withLock(\.refusal) }

    func refuse(_ refusal: EngineRefusal) {
        state.withLock { $0.refusal = $0.refusal ?? refusal }
    }

    fileprivate func note(_ result: Reply, at place: Int) {
        let all = state.withLock { state in
            state.replies[place] = result
            state.missing -= 1
            return state.missing == 0 ? state.replies.compactMap(\.self) : nil
        }
        if let all { reply(Self.joined(all)) }
    }

    private static func joined(_ replies: [Reply]) -> Reply {
        var answers: [Answer] = []
        var outcomes: [Result<Outcome, EngineRefusal>] = []
        for reply in replies {
            switch reply {
            case .success(.answers(let some)): answers += some
            case .success(.outcomes(let some)): outcomes += some
            case .success(.images), .failure: return reply
            }
        }
        return .success(outcomes.isEmpty ? .answers(answers) : .outcomes(outcomes))
    }
}
