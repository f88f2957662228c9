import Foundation
import SluiceCore

/// What waits for the sequencer: bounded, handed over in order of arrival.
///
/// Any thread puts, one takes. The condition guards all state, which makes it Sendable.
final class Inbox: @unchecked Sendable {
    struct Request {
        enum Work {
            case commands([Submission])
            case read(ReadQuery)
            /// Journal rows after a sequence, for a consumer that fell behind the ring.
            case page(after: UInt64)
            /// The same for one that wants the events only, in a small page.
            case events(after: UInt64)
            /// In a historical journal: what is due up to a time.
            case advance(Instant)
        }

        var work: Work
        var reply: @Sendable (Result<Reply, EngineRefusal>) -> Void

        var cost: Int {
            if case .commands(let submissions) = work { return submissions.count }
            return 1
        }
    }

    enum Reply: Sendable {
        case answers([Answer])
        case batches([CommittedBatch])
    }

    private let condition = NSCondition()
    private var waiting: [Request] = []
    private var waitingCost = 0
    private var isStopped = false
    private let costMax: Int

    init(costMax: Int) { self.costMax = costMax }

    /// Commands that wait now.
    var depth: Int {
        condition.lock()
        defer { condition.unlock() }
        return waitingCost
    }

    /// Whether nothing more comes in.
    var isStopping: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isStopped
    }

    /// Adds a request, or refuses it at once.
    func put(_ request: Request) {
        condition.lock()
        let refusal: EngineRefusal? =
            isStopped ? .stopped : waitingCost + request.cost > costMax ? .overloaded : nil
        if refusal == nil {
            waiting.append(request)
            waitingCost += request.cost
            condition.signal()
        }
        condition.unlock()
        // The reply runs outside the lock: it may do anything.
        if let refusal { request.reply(.failure(refusal)) }
    }

    /// Takes what waits up to a cost, at least one request; waits for the first until `deadline`.
    /// - Returns: nil once stopped and empty.
    func take(costMax: Int, until deadline: Date) -> [Request]? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isStopped { return nil }
            if !condition.wait(until: deadline) { return [] }
        }
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

    /// Refuses what comes from now on; what waits is still served.
    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }
}
