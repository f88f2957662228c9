import Foundation
import SluiceCore

/// What waits for the sequencer, between many who put and one who takes.
///
/// Who may wait and who comes next is decided by `Lanes`. The condition guards all state, which
/// makes it Sendable.
final class Inbox: @unchecked Sendable {
    private enum State {
        case open
        /// Only followers are served.
        case stopping
        case closed
    }

    private let condition = NSCondition()
    private let lag: ArchiveLag
    private var lanes: Lanes
    private var state = State.open
    private var obstacle: AppendResult.Obstacle?
    private var isWoken = false

    init(_ options: LaneOptions, lag: ArchiveLag) {
        lanes = Lanes(options)
        self.lag = lag
    }

    /// Commands that wait now.
    var depth: Int {
        condition.lock()
        defer { condition.unlock() }
        return lanes.depth
    }

    var figures: PerLane<LaneFigures> {
        condition.lock()
        defer { condition.unlock() }
        return lanes.figures(at: SystemClock.monotonicNs())
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
        var refusal = refusal(of: request)
        if refusal == nil {
            let now = SystemClock.monotonicNs()
            let overload =
                request.waitsForArchive && lag.refuses(request.lane)
                ? lanes.refuse(request.lane, cost: request.cost, at: now)
                : lanes.put(request, at: now)
            refusal = overload.map { .overloaded($0) }
            condition.signal()
        }
        condition.unlock()
        // The reply runs outside the lock: it may do anything.
        if let refusal { request.reply(.failure(refusal)) }
    }

    private func refusal(of request: Request) -> EngineRefusal? {
        if state == .closed { return .stopped }
        if request.isOwn { return nil }
        if state == .stopping { return .stopped }
        return obstacle.map { .journalStalled($0) }
    }

    /// Why work of a lane that is done elsewhere is not to be begun now; nil if it may.
    func refusal(of lane: Lane) -> EngineRefusal? {
        condition.lock()
        defer { condition.unlock() }
        let now = SystemClock.monotonicNs()
        let overload =
            lag.refuses(lane) ? lanes.refuse(lane, cost: 1, at: now) : lanes.admit(lane, at: now)
        return overload.map { .overloaded($0) }
    }

    /// Takes what waits in its order until a cost is reached, at least one request; waits for the
    /// first until `deadline`, or until it is woken.
    /// - Returns: nil once closed and empty.
    func take(costMax: Int, until deadline: Date) -> [Request]? {
        condition.lock()
        defer { condition.unlock() }
        lanes.cameBack(at: SystemClock.monotonicNs())
        while lanes.isEmpty {
            if state == .closed { return nil }
            if isWoken {
                isWoken = false
                return []
            }
            if !condition.wait(until: deadline) { return [] }
        }
        isWoken = false
        return lanes.take(costMax: costMax, at: SystemClock.monotonicNs())
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
        let refused = lanes.removeOthers()
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
