import Synchronization

/// Something a world does at a time.
struct WorldStep: Sendable {
    enum Action: Sendable {
        case place(order: Int)
        case repay(order: Int)
        case ask(order: Int)
        /// The verdict on a release in doubt, under an id.
        case judge(order: Int, id: String)
        case say(WorldMessage)
    }

    var dueNs: Int64
    var action: Action
}

/// What one lane of a world has to do, first things first; things may be added while it runs.
final class WorldAgenda: Sendable {
    private struct State {
        /// Those planned, the next last.
        var planned: [WorldStep]
        var added: [WorldStep] = []
        var isBusy = false
    }

    private let state: Mutex<State>

    init(_ steps: [WorldStep]) {
        state = Mutex(State(planned: steps.sorted { $0.dueNs > $1.dueNs }))
    }

    func add(_ steps: [WorldStep]) { state.withLock { $0.added += steps } }

    /// Takes what is due by a time; until the next call it counts as being done.
    func take(until nowNs: Int64, max count: Int) -> [WorldStep] {
        state.withLock { state in
            var due = state.added.filter { $0.dueNs <= nowNs }
            state.added.removeAll { $0.dueNs <= nowNs }
            while due.count < count, let next = state.planned.last, next.dueNs <= nowNs {
                due.append(next)
                state.planned.removeLast()
            }
            state.isBusy = !due.isEmpty
            return due
        }
    }

    /// When the next thing planned is due; nil if nothing is planned.
    var nextNs: Int64? { state.withLock { $0.planned.last?.dueNs } }

    /// Whether nothing is left, and nothing being done.
    var isDone: Bool {
        state.withLock { $0.planned.isEmpty && $0.added.isEmpty && !$0.isBusy }
    }
}
