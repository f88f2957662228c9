/// What an event is called outside. A name stands for one meaning for ever; a new meaning has a new name.
public enum EventType: String, Sendable, CaseIterable {
    case journalCreated = "journal.created"
    case journalWentLive = "journal.went_live"
    case clockAccepted = "clock.accepted"
    case policyAdopted = "policy.adopted"
    case merchantFeedLost = "merchant.feed_lost"
    case merchantFeedBack = "merchant.feed_back"
    case merchantSwept = "merchant.swept"
    case merchantSeen = "merchant.seen"
    case sourceSeen = "source.seen"
    case accountOpened = "account.opened"
    case accountLimitSet = "account.limit_set"
    case accountLimitEnded = "account.limit_ended"
    case accountRestricted = "account.restricted"
    case accountRestrictionLifted = "account.restriction_lifted"
    case accountPaidOut = "account.paid_out"
    case accountPayoutOverdue = "account.payout_overdue"
    case accountPayoutBrought = "account.payout_brought"
    case accountRepaid = "account.repaid"
    case accountRepaymentReversed = "account.repayment_reversed"
    case orderSeen = "order.seen"
    case orderKnown = "order.known"
    case holdPlaced = "hold.placed"
    case holdDeclined = "hold.declined"
    case holdCaptured = "hold.captured"
    case holdReleased = "hold.released"
    case holdExpired = "hold.expired"
    case holdIncremented = "hold.incremented"
    case holdRefunded = "hold.refunded"
    case holdSplit = "hold.split"
    case holdCorrected = "hold.corrected"
    case holdApproved = "hold.approved"
    case holdExtended = "hold.extended"
    case holdReviewOpened = "hold.review_opened"
    case holdReviewMoved = "hold.review_moved"
    case holdReviewClosed = "hold.review_closed"
    case holdReleaseQueued = "hold.release_queued"
    case holdReleaseJudged = "hold.release_judged"
    case holdDecisionMade = "hold.decision_made"
    case holdDecisionUndone = "hold.decision_undone"
    case holdOverlaySet = "hold.overlay_set"
    case holdOverlayLifted = "hold.overlay_lifted"
    case holdNoticed = "hold.noticed"
    case holdHeard = "hold.heard"
    case holdDeclineCovered = "hold.decline_covered"
    case holdDeclineAvoidable = "hold.decline_avoidable"
    case holdSilenced = "hold.silenced"
    case holdPaused = "hold.paused"
    case holdLateCaptured = "hold.late_captured"
    case proposalMade = "proposal.made"
    case proposalDecided = "proposal.decided"
    case holdQuoted = "hold.quoted"
    case holdAliased = "hold.aliased"
    case holdOperationRefused = "hold.operation_refused"
    case orderFactRecorded = "order.fact_recorded"
    case orderPulled = "order.pulled"
    case orderReturnChanged = "order.return_changed"
    case orderBreakFound = "order.break_found"
    case repairMade = "repair.made"
    case dayClosed = "day.closed"
}

extension Event {
    public var name: String { type.rawValue }

    public var type: EventType {
        switch self {
        case .journalCreated: .journalCreated
        case .wentLive: .journalWentLive
        case .clockAccepted: .clockAccepted
        case .policyAdopted: .policyAdopted
        case .merchantChanged(let event): event.isLost ? .merchantFeedLost : .merchantFeedBack
        case .merchantSwept: .merchantSwept
        case .merchantSeen: .merchantSeen
        case .sourceSeen: .sourceSeen
        case .accountOpened: .accountOpened
        case .accountOperated(let event): event.kind.eventType
        case .orderSeen: .orderSeen
        case .orderKnown: .orderKnown
        case .holdPlaced(let event): event.decision == .approved ? .holdPlaced : .holdDeclined
        case .holdMoved(let event): event.kind.eventType
        case .holdChanged(let event): event.kind.eventType
        case .declineCovered(let event):
            event.isAvoidable ? .holdDeclineAvoidable : .holdDeclineCovered
        case .proposalMade: .proposalMade
        case .proposalDecided: .proposalDecided
        case .holdQuoted: .holdQuoted
        case .holdAliased: .holdAliased
        case .operationRefused: .holdOperationRefused
        case .factRecorded: .orderFactRecorded
        case .orderPulled: .orderPulled
        case .returnChanged: .orderReturnChanged
        case .breakFound: .orderBreakFound
        case .holdsRepaired: .repairMade
        case .dayClosed: .dayClosed
        }
    }
}

extension AccountOperationKind {
    fileprivate var eventType: EventType {
        switch self {
        case .limit, .temporaryLimit: .accountLimitSet
        case .limitEnd: .accountLimitEnded
        case .repayment: .accountRepaid
        case .reversal: .accountRepaymentReversed
        case .restriction: .accountRestricted
        case .lift: .accountRestrictionLifted
        case .payout: .accountPaidOut
        case .payoutOverdue: .accountPayoutOverdue
        case .payoutBrought: .accountPayoutBrought
        }
    }
}

extension HoldOperationKind {
    /// Of an event that moved money; the codec lets no other kind through.
    fileprivate var eventType: EventType {
        switch self {
        case .capture: .holdCaptured
        case .release: .holdReleased
        case .expiry: .holdExpired
        case .increment: .holdIncremented
        case .refund: .holdRefunded
        case .decline: .holdDeclined
        case .split: .holdSplit
        case .correction: .holdCorrected
        case .`extension`, .releaseRequest, .decision, .overlay, .lift, .verdict, .undo:
            preconditionFailure("\(self) moves no money")
        }
    }
}

extension HoldChangeKind {
    fileprivate var eventType: EventType {
        switch self {
        case .approved: .holdApproved
        case .extended: .holdExtended
        case .reviewOpened: .holdReviewOpened
        case .reviewMoved: .holdReviewMoved
        case .reviewClosed: .holdReviewClosed
        case .overlaySet: .holdOverlaySet
        case .overlayLifted: .holdOverlayLifted
        case .lateCaptured: .holdLateCaptured
        case .noticed: .holdNoticed
        case .heard: .holdHeard
        case .silenced: .holdSilenced
        case .paused: .holdPaused
        case .releaseQueued: .holdReleaseQueued
        case .releaseJudged: .holdReleaseJudged
        case .decisionMade: .holdDecisionMade
        case .decisionUndone: .holdDecisionUndone
        }
    }
}
