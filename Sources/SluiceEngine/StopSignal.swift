import Foundation
import SluiceCore

/// Tells threads that pause to end. The condition guards all state, which makes it Sendable.
final class StopSignal: @unchecked Sendable {
    private let condition = NSCondition()
    private var isOver = false

    var isSet: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isOver
    }

    func set() {
        condition.lock()
        isOver = true
        condition.broadcast()
        condition.unlock()
    }

    /// Waits for so long, not at all if that is negative.
    /// - Returns: whether it was set.
    func wait(ns: Int64) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: Double(ns) / Double(Span.secondNs))
        while !isOver, ns > 0 {
            if !condition.wait(until: end) { break }
        }
        return isOver
    }
}
