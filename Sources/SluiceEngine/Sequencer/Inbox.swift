import Foundation
import SluiceCore

/// What waits for the sequencer: bounded, handed over in order of arrival.
///
/// Any thread puts, one takes. The condition guards all state, which makes it Sendable.
final class Inbox: @unchecked Sendable {
    struct Request {
        enum Work {
            case commands([Submission])
            /// The same for one who wants no more than what each came to.
            case outcomes([Submission])
            case read(ReadQuery)
            /// The ended records that batches changed, for the archive.
            case images([CommittedBatch])
            /// In a historical journal: what is due up to a time.
            case advance(Instant)
        }

        var work: Work
        var reply: @Sendable (Result<Reply, EngineRefusal>) -> Void

        var cost: Int {
            switch work {
            case .commands(let submissions), .outcomes(let submissions): submissions.count
            case .read, .images, .advance: 1
            }
        }

        /// Whether it is a follower's, who is served until the very end.
        fileprivate var isFollowers: Bool {
            if case .images = work { return true }
            return false
        }
    }

    enum Reply: Sendable {
        case answers([Answer])
        case outcomes([Outcome])
        case images([RecordImage])
    }

    private enum State {
        case open
        /// Only followers are served.
        case stopping
        case closed
    }

    private let condition = NSCondition()
    private var waiting: [Request] = []
    private var waitingCost = 0
    private var state = State.open
    private var obstacle: AppendResult.Obstacle?
    private var isWoken = false
    private let costMax: Int

    init(costMax: Int) { self.costMax = costMax }

    /// Commands that wait now.
    var depth: Int {
        condition.lock()
        defer { condition.unlock() }
        return waitingCost
    }

    /// Whether nothing more comes in but from followers.
    var isStopping: Bool {
        condition.lock()
        defer { condition.unlock() }
        return state != .open
    }

    /// Adds a request, or refuses it at once.
    func put(_ request: Request) {
        condition.lock()
        let refusal = refusal(of: request)
        if refusal == nil {
            waiting.append(request)
            waitingCost += request.cost
            condition.signal()
        }
        condition.unlock()
        // The reply runs outside the lock: it may do anything.
        if let refusal { request.reply(.failure(refusal)) }
    }

    private func refusal(of request: Request) -> EngineRefusal? {
        if state == .closed { return .stopped }
        if request.isFollowers { return nil }
        if state == .stopping { return .stopped }
        if let obstacle { return .journalStalled(obstacle) }
        return waitingCost + request.cost > costMax ? .overloaded : nil
    }

    /// Takes what waits up to a cost, at least one request; waits for the first until `deadline`, or
    /// until it is woken.
    /// - Returns: nil once closed and empty.
    func take(costMax: Int, until deadline: Date) -> [Request]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if state == .closed { return nil }
            if isWoken {
                isWoken = false
                return []
            }
            if !condition.wait(until: deadline) { return [] }
        }
        isWoken = false
        var cost = 0
        var count = 0
        while count < waiting.count, count == 0 || cost + waiting[count].cost <= costMax {
            cost += waiting[count].cost
            count += 1
        }
        let taken = Array(waiting[..<count])
        waiting.removeFirst(count)
        waitingCost -= cost
        return taken
    }

    /// Lets who takes look at other things.
    func wake() {
        condition.lock()
        isWoken = true
        condition.signal()
        condition.unlock()
    }

    /// Refuses those who wait and those who come, until `resume`.
    func stall(_ obstacle: AppendResult.Obstacle) {
        condition.lock()
        self.obstacle = obstacle
        let refused = waiting.filter { !$0.isFollowers }
        waiting.removeAll { !$0.isFollowers }
        waitingCost = waiting.reduce(0) { $0 + $1.cost }
        condition.unlock()
        for request in refused { request.reply(.failure(.journalStalled(obstacle))) }
    }

    func resume() {
        condition.lock()
        obstacle = nil
        condition.unlock()
    }

    /// Refuses what comes from now on, but from followers; what waits is still served.
    func stop() {
        condition.lock()
        if state == .open { state = .stopping }
        isWoken = true
        condition.broadcast()
        condition.unlock()
    }

    /// Refuses whoever comes; what waits is still served.
    func close() {
        condition.lock()
        state = .closed
        condition.broadcast()
        condition.unlock()
    }
}
