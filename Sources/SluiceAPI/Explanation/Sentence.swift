/// What an explanation can say. Wire text is the raw value; never renamed.
public enum Sentence: String, Sendable, CaseIterable {
    // What.
    case reserved = "RESERVED"
    case locked = "LOCKED"
    case billed = "BILLED"
    case unlocked = "UNLOCKED"
    case returned = "RETURNED"
    case refunded = "REFUNDED"
    case declined = "DECLINED"
    case split = "SPLIT"
    // Why, and since when.
    case why = "WHY"
    case heldUp = "HELD_UP"
    case began = "BEGAN"
    case ended = "ENDED"
    // Facts.
    case fact = "FACT"
    case pulledFact = "PULLED_FACT"
    case reservedAt = "RESERVED_AT"
    case lockedAt = "LOCKED_AT"
    case declinedAt = "DECLINED_AT"
    case billedAt = "BILLED_AT"
    case returnedAt = "RETURNED_AT"
    case addedAt = "ADDED_AT"
    case refundedAt = "REFUNDED_AT"
    case splitAt = "SPLIT_AT"
    case correctedAt = "CORRECTED_AT"
    case billedLateAt = "BILLED_LATE_AT"
    case changedAt = "CHANGED_AT"
    case movedAt = "MOVED_AT"
    case toldAt = "TOLD_AT"
    case keptTold = "KEPT_TOLD"
    case missedTold = "MISSED_TOLD"
    case availableRose = "AVAILABLE_ROSE"
    case lineCut = "LINE_CUT"
    case lineUsed = "LINE_USED"
    // What is awaited, and what happens then.
    case awaited = "AWAITED"
    case nothingAwaited = "NOTHING_AWAITED"
    case likely = "LIKELY"
    case queued = "QUEUED"
    case thenDeclined = "THEN_DECLINED"
    case thenChecked = "THEN_CHECKED"
    case thenReturned = "THEN_RETURNED"
    // How it ends.
    case endsBilled = "ENDS_BILLED"
    case endsReturned = "ENDS_RETURNED"
    // What the reader can do.
    case askShop = "ASK_SHOP"
    case askRelease = "ASK_RELEASE"
    case confirmInApp = "CONFIRM_IN_APP"
    case askPerson = "ASK_PERSON"
    case payOtherwise = "PAY_OTHERWISE"
    case returnGoods = "RETURN_GOODS"
    case shipBy = "SHIP_BY"
    case extend = "EXTEND"
    case giveUp = "GIVE_UP"
    case doNotShip = "DO_NOT_SHIP"
    case decideReview = "DECIDE_REVIEW"
    case liftFreeze = "LIFT_FREEZE"
    case askMerchant = "ASK_MERCHANT"
    case releaseAfter = "RELEASE_AFTER"

    /// What question it answers.
    public var topic: Topic {
        switch self {
        case .reserved, .locked, .billed, .unlocked, .returned, .refunded, .declined, .split: .what
        case .why, .heldUp: .why
        case .began, .ended: .since
        case .fact, .pulledFact, .reservedAt, .lockedAt, .declinedAt, .billedAt, .returnedAt,
            .addedAt, .refundedAt, .splitAt, .correctedAt, .billedLateAt, .changedAt, .movedAt,
            .toldAt, .keptTold, .missedTold, .availableRose, .lineCut, .lineUsed:
            .facts
        case .awaited, .nothingAwaited, .likely, .queued: .awaited
        case .thenDeclined, .thenChecked, .thenReturned: .then
        case .endsBilled, .endsReturned: .ends
        case .askShop, .askRelease, .confirmInApp, .askPerson, .payOtherwise, .returnGoods, .shipBy,
            .extend, .giveUp, .doNotShip, .decideReview, .liftFreeze, .askMerchant, .releaseAfter:
            .can
        }
    }
}

/// The questions an explanation answers, in its order.
public enum Topic: String, Sendable, CaseIterable {
    case what
    case why
    case since
    case facts
    case awaited
    case then
    case ends
    case can
}

/// Who takes a step, or did.
public enum Party: String, Sendable, CaseIterable {
    case consumer
    case merchant
    case lender
    case authority
    case engine
}

/// What somebody is to do next; raw values are those of `next.action`.
public enum NextAction: String, Sendable, CaseIterable {
    case ship
    case deliver
    case complete
    case review
    case decide
    case resolve
    case liftFreeze = "lift_freeze"
    case judge
}
