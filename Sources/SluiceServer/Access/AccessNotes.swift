import SluiceAPI
import Synchronization

/// What a handler knows of its request that the access trail should have.
final class AccessNotes: Sendable {
    private struct State {
        var overreach: (problem: Problem, principal: Principal)?
        var seen: [AccessRecord.Concerned] = []
    }

    private let state = Mutex(State())

    /// The first part of the request that named what is another's, where the rest of it was answered.
    var overreach: (problem: Problem, principal: Principal)? { state.withLock { $0.overreach } }
    /// What was shown and stands neither in the path nor in the query.
    var seen: [AccessRecord.Concerned] { state.withLock { $0.seen } }

    func refused(_ problem: Problem, to principal: Principal) {
        guard problem.anothers != nil else { return }
        state.withLock { $0.overreach = $0.overreach ?? (problem, principal) }
    }

    func saw(_ kind: String, _ name: String) {
        state.withLock { $0.seen.append(AccessRecord.Concerned(kind, name)) }
    }
}
