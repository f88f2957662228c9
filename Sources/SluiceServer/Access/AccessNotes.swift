import SluiceAPI
import Synchronization

/// What a handler knows of its request that the access trail should have.
final class AccessNotes: Sendable {
    private struct State {
        var overreach: (problem: Problem, principal: Principal)?
        var seen: [AccessRecord.Concerned] = []
        var event: AccessRecord.Event?
    }

    private let state = Mutex(State())

    /// The first part of the request that named what is another's, where the rest of it was answered.
    var overreach: (problem: Problem, principal: Principal)? { state.withLock { $0.overreach } }
    /// What was shown and stands neither in the path nor in the query.
    var seen: [AccessRecord.Concerned] { state.withLock { $0.seen } }
    /// What it came to, where the route alone does not tell.
    var event: AccessRecord.Event? { state.withLock { $0.event } }

    func refused(_ problem: Problem, to principal: Principal) {
        guard problem.anothers != nil else { return }
        state.withLock { $0.overreach = $0.overreach ?? (problem, principal) }
    }

    func saw(_ kind: String, _ name: String) {
        state.withLock { $0.seen.append(AccessRecord.Concerned(kind, name)) }
    }

    func came(to event: AccessRecord.Event) { state.withLock { $0.event = event } }
}
