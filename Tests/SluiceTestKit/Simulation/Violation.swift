/// Something the engine promises and did not keep.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is promised; the words are those of docs/internals/testing.md.
    public enum Property: String, Sendable, CaseIterable {
        /// Each request is answered once, and refused only for a reason there is.
        case answered
        /// What was acknowledged is in the journal for ever, with that outcome.
        case acknowledged
        /// What was not acknowledged is there wholly or not at all, and nothing that nobody sent.
        case wholly
        /// Outcomes and events are those of a ledger that forgets nothing.
        case residency
        /// Outcomes and records are those of the reference ledger: an id takes effect once.
        case rules
        /// Every event balances, and every sum is kept.
        case conservation
        /// What is open has a next step ahead, at the time its own record says.
        case orphans
        /// What can end has ended by its deadline, and nothing waits for ever.
        case liveness
        /// Nothing passes the hard stop of a review without a recorded decision.
        case hardStop
        /// Ledger time passes as the monotonic clock does at least, and jumps only when that is accepted.
        case time
        /// A start goes on where the journal ends.
        case recovery
        /// Damage is refused by name, not taken.
        case refusal
        /// A follower is given every row once, in order.
        case feed
    }

    public var property: Property
    public var detail: String

    init(_ property: Property, _ detail: String) {
        self.property = property
        self.detail = detail
    }

    public var description: String { "\(property.rawValue): \(detail)" }
}
