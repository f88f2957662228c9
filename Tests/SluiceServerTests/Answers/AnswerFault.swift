/// What a world did to an order that a question may be about.
enum AnswerFault: String, CaseIterable, Sendable {
    case lost, late, doubled, reordered, contradictory, silent, flapping, flood, dead
    /// Repaid, while the limit was lowered.
    case lowered
    /// The goods are sent back, and the shop has not refunded yet.
    case inspection
    /// Somebody looks at a release that the shopper asked for.
    case review
}
