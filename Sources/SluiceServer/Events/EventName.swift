import SluiceAPI

/// The names of events as each audience reads them.
enum EventName {
    /// What stands over a hold, and what is looked at, has no name of its own towards merchants.
    private static let hiddenFromMerchants: Set<String> = [
        "hold.review_opened", "hold.review_moved", "hold.review_closed", "hold.overlay_set",
        "hold.overlay_lifted", "hold.release_queued", "hold.release_judged",
        "hold.decision_made", "hold.decision_undone",
    ]

    static func shown(_ name: String, to audience: Audience) -> String {
        audience == .merchant && hiddenFromMerchants.contains(name) ? "hold.changed" : name
    }
}
