/// What can be wrong with the outcome.
enum WorldFailure: String, CaseIterable, Sendable {
    /// Given back though its goods had shipped, or would ship and the merchant was not silent.
    case wrongRelease = "wrong_release"
    /// Ended by its time, shipped afterwards, and the merchant had not been told that the end comes.
    case shipAfterEndWithoutNotice = "ship_after_end_without_notice"
    /// Billed or refunded more than truly shipped or came back, or moved twice.
    case doubleMove = "double_move"
    /// Open after its deadline, ended late, or answered as locked and not there.
    case orphan
    /// Given back by its end though the merchant had said long before that it cancelled.
    case unheardWord = "unheard_word"
    /// Declined for want of limit while credit whose cancellation the engine knew of covered it.
    case avoidableDecline = "avoidable_decline"
    /// The books of an account are not what its holds and payments make.
    case books
    /// Looked at by a person later than the desk had stated, or never.
    case lateReview = "late_review"
    /// Waited at the desk while another tier had more than its share.
    case unfairDesk = "unfair_desk"
    /// A word, a placement or a decision was refused for good.
    case refused
}

/// Something found, with what it is about.
struct WorldFinding: Equatable, Sendable {
    var failure: WorldFailure
    var amountMinor: Int64
    /// `H-17 at 3.2 d: …`.
    var text: String
}
