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
    private let queue: Mutex<DeskQueue<HoldKey>>

    public init(_ rules: DeskRules) {
        self.rules = rules
        queue = Mutex(DeskQueue(rules))
    }

    /// Takes the case whose turn it is.
    /// - Parameter open: the reviews that are open now.
    func next(among open: [ReviewView], at now: Instant) -> ReviewView? {
        let cases = open.filter(\.isForPersons)
        let taken = queue.withLock { queue in
            let keys = Set(cases.map(\.hold.hold.key))
            queue.keep { keys.contains($0) }
            for review in cases {
                queue.add(
                    review.hold.hold.key, review.tier, of: review.hold.merchant.key,
                    by: review.review.overlay.until, at: now)
            }
            return queue.next(until: now.adding(spanNs: Self.claimNs))
        }
        return cases.first { $0.hold.hold.key == taken }
    }

    /// How it stands with a tier.
    struct Standing: Sendable {
        var waiting: Int
        var oldest: Instant?
    }

    func standing(of tier: RiskTier, among open: [ReviewView]) -> Standing {
        let cases = open.filter { $0.isForPersons && $0.tier == tier }
        return Standing(
            waiting: cases.count, oldest: cases.map(\.review.overlay.since).min())
    }
}

extension ReviewView {
    /// Whether a person is to look at it: a machine does not, and nobody has decided.
    var isForPersons: Bool {
        review.overlay.kind == .unlockReview && review.overlay.decided == nil
            && review.overlay.judgement?.isAutomatic != true
    }

    /// What nobody judged stands in the middle.
    var tier: RiskTier { review.overlay.judgement?.tier ?? .medium }
}
