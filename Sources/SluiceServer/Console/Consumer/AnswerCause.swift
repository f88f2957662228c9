/// What an answer to one of the ten questions rests on.
///
/// It stands beside the words of the answer (`data-cause`), so that what was answered can be counted, and
/// held to the truth, in no language. Raw values are stable; never renamed.
enum AnswerCause: String, CaseIterable, Sendable {
    // Whatever is asked.
    /// The purchase was declined: nothing is locked.
    case notLocked = "NOT_LOCKED"
    /// The lock became locks of other orders.
    case split = "SPLIT"

    // I cancelled.
    /// The shop told us of no cancellation; the lock goes on.
    case cancelUnheard = "CANCEL_UNHEARD"
    /// It told us of none, and was billed.
    case cancelUnheardBilled = "CANCEL_UNHEARD_BILLED"
    /// It told us of none; the credit is back all the same.
    case cancelUnheardReturned = "CANCEL_UNHEARD_RETURNED"
    /// It told us, and the credit is back.
    case cancelReturned = "CANCEL_RETURNED"
    /// It told us of a part of the order.
    case cancelPart = "CANCEL_PART"
    /// It told us when it had been billed.
    case cancelLate = "CANCEL_LATE"
    /// It told us, and the release is looked at.
    case cancelChecked = "CANCEL_CHECKED"
    /// It told us, and the credit is not back yet.
    case cancelHeld = "CANCEL_HELD"

    // I sent it back.
    /// The shop told us of no return.
    case returnUnheard = "RETURN_UNHEARD"
    /// It told us of one, of which nothing is to be refunded yet.
    case returnTold = "RETURN_TOLD"
    /// The goods are to be sent.
    case returnGoods = "RETURN_GOODS"
    /// The shop is to inspect them and to refund.
    case returnInspection = "RETURN_INSPECTION"
    /// The shop did not in time: the lender decides.
    case returnStaff = "RETURN_STAFF"
    /// It was refunded, in whole or in part.
    case returnRefunded = "RETURN_REFUNDED"
    /// It is over without a refund.
    case returnLapsed = "RETURN_LAPSED"
    /// The goods are back, and nothing was refunded yet.
    case returnReceived = "RETURN_RECEIVED"
    /// The goods are back before they were billed, and the release is looked at.
    case returnChecked = "RETURN_CHECKED"
    /// Nothing was billed: the credit is back.
    case returnNothingBilled = "RETURN_NOTHING_BILLED"

    // I repaid.
    /// No repayment reached us since it was locked.
    case repaidUnheard = "REPAID_UNHEARD"
    /// It reached us, and there is credit to spend.
    case repaidCounted = "REPAID_COUNTED"
    /// It bounced.
    case repaidBounced = "REPAID_BOUNCED"
    /// It reached us, and the limit was changed below what is locked and used.
    case repaidLimitMoved = "REPAID_LIMIT_MOVED"
    /// It reached us, and what is locked and used takes all of the limit.
    case repaidLimitFull = "REPAID_LIMIT_FULL"

    // My limit did not change.
    /// Nothing came back yet.
    case stillLocked = "STILL_LOCKED"
    /// It was billed.
    case billedNotBack = "BILLED_NOT_BACK"
    /// Credit came back, and there is credit to spend.
    case cameBack = "CAME_BACK"
    /// Credit came back, and the limit was changed below what is locked and used.
    case limitMoved = "LIMIT_MOVED"
    /// Credit came back, and what is locked and used takes all of the limit.
    case limitFull = "LIMIT_FULL"

    // Who can help.
    case whoShop = "WHO_SHOP"
    case whoLender = "WHO_LENDER"
    case whoYou = "WHO_YOU"
    /// Nobody is awaited: it has ended.
    case whoNobody = "WHO_NOBODY"

    // Why so long: what holds it up, or what it was spent on most.
    /// The shop has neither shipped nor cancelled.
    case longOrder = "LONG_ORDER"
    /// Nothing is heard of the order, or of the shop.
    case longSilence = "LONG_SILENCE"
    /// A release is looked at, or waits for its turn.
    case longCheck = "LONG_CHECK"
    /// The purchase is looked at, or the payer was waited for.
    case longPurchase = "LONG_PURCHASE"
    /// We are late.
    case longOurselves = "LONG_OURSELVES"
    /// What is told no consumer.
    case longOther = "LONG_OTHER"

    // When does it end.
    /// With the shipment, or by its time.
    case whenOrder = "WHEN_ORDER"
    /// With the answer to the purchase.
    case whenPurchase = "WHEN_PURCHASE"
    /// With the answer to a release.
    case whenCheck = "WHEN_CHECK"
    /// It ended; a return goes on.
    case whenReturn = "WHEN_RETURN"
    /// It ended, billed in whole or in part.
    case whenBilled = "WHEN_BILLED"
    /// It ended, and nothing was billed.
    case whenReturned = "WHEN_RETURNED"

    // Will it be billed.
    /// Only when it ships, arrives or is complete.
    case billedIfShipped = "BILLED_IF_SHIPPED"
    /// Not if the release is granted that is looked at.
    case billedIfKept = "BILLED_IF_KEPT"
    /// A part was.
    case billedPart = "BILLED_PART"
    case billedAll = "BILLED_ALL"
    /// It was, and was refunded, in whole or in part.
    case billedRefunded = "BILLED_REFUNDED"
    case billedNever = "BILLED_NEVER"

    // The shop has not shipped.
    /// It told us of no shipment.
    case shipUnheard = "SHIP_UNHEARD"
    /// It told us that it shipped, or billed it.
    case shipHeard = "SHIP_HEARD"
    /// It told us that it shipped a part.
    case shipPart = "SHIP_PART"
    /// It told us when the lock had ended.
    case shipAfterEnd = "SHIP_AFTER_END"
    /// It told us of none, and the credit is back.
    case shipNever = "SHIP_NEVER"

    // Ask for release.
    case releaseOpen = "RELEASE_OPEN"
    /// The purchase is still looked at.
    case releasePending = "RELEASE_PENDING"
    /// A release is looked at already.
    case releaseChecked = "RELEASE_CHECKED"
    /// It was looked at, and the credit stays locked.
    case releaseKept = "RELEASE_KEPT"
    /// It was billed: there is no lock left.
    case releaseBilled = "RELEASE_BILLED"
    /// It has ended, and the credit is back.
    case releaseEnded = "RELEASE_ENDED"
}
