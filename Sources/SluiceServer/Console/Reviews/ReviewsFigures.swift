import SluiceCore
import SluiceEngine

/// Everything the review desk is made of.
struct ReviewsFigures: Sendable {
    /// Those that wait for a decision, the one whose deadline is next first.
    var open: [ReviewView]
    /// Where the following page begins; nil at the end.
    var next: DuePosition?
    /// How many wait after these, and whether there are more than were counted.
    var more: Int
    var hasMoreThanCounted: Bool
    var yields: [ReviewYield]
    var position: EventPosition
}

extension Door {
    /// - Throws: `EngineRefusal.overloaded` while lists are shed.
    func reviewsFigures(after place: DuePosition?) async throws -> ReviewsFigures {
        let position = viewsPosition
        let hour = UnlockTally.hour(of: boardTime)
        return try await browse { views in
            let page = try views.reviews(
                ReviewFilter(), after: place, limit: ConsoleLimits.reviewsMax
            ).value
            let rest = try page.next.map {
                try views.reviews(ReviewFilter(), after: $0, limit: ConsoleLimits.reviewsCountedMax)
                    .value
            }
            return ReviewsFigures(
                open: page.items.filter(\.waits), next: page.next,
                more: rest?.items.count(where: \.waits) ?? 0,
                hasMoreThanCounted: rest?.next != nil,
                yields: try views.unlocks(UnlockFilter(hour: hour)).value.reviews,
                position: position)
        }
    }
}

extension ReviewView {
    /// What was decided and can still be undone waits for nobody.
    fileprivate var waits: Bool { review.overlay.decided == nil }
}
