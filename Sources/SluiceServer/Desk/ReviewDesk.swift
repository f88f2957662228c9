import SluiceCore
import SluiceEngine
import SluiceRisk
import Synchronization

/// The desk of a running server: which review is whose turn.
///
/// What is open comes from the views each time a case is asked for; the turns are kept in memory, and
/// begin anew after a start. Safe to use from any thread.
public final class ReviewDesk: Sendable {
    /// How long a case is with the person who took it.
    static let claimNs = 10 * Span.minuteNs
    /// Open reviews that are looked at, those whose deadline is next.
    static let casesMax = 1_000

    let rules: DeskRules
    private let queue: Mutex<DeskQueue<Case>>

    private struct Case: Hashable {
        var hold: HoldKey
        var review: OperationKey
    }

    public init(_ rules: DeskRules) {
        self.rules = rules
        queue = Mutex(DeskQueue(rules))
    }

    /// Takes the case whose turn it is.
    /// - Parameter open: the cases that are open now.
    /// - Returns: its hold; nil where none waits.
    func next(among open: [DeskCaseView], at now: Instant) -> HoldKey? {
        let cases = open.map { (key: Case(hold: $0.hold, review: $0.review), view: $0) }
        return queue.withLock { queue in
            let keys = Set(cases.map(\.key))
            queue.keep { keys.contains($0) }
            for (key, view) in cases {
                queue.add(key, view.tier, of: view.merchant, by: view.until, at: now)
            }
            return queue.next(until: now.adding(spanNs: Self.claimNs))?.hold
        }
    }
}
