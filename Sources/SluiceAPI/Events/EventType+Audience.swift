import SluiceCore

extension EventType {
    /// Whether somebody of this audience may know that it happened: what happens to accounts is not
    /// for merchants, and how the lender works for neither.
    public func isFor(_ audience: Audience) -> Bool {
        switch self {
        case .journalCreated, .journalWentLive, .clockAccepted, .policyAdopted, .merchantFeedLost,
            .merchantFeedBack, .merchantSwept, .merchantSeen, .sourceSeen, .holdDeclineCovered,
            .holdDeclineAvoidable, .proposalMade, .proposalDecided, .repairMade, .dayClosed:
            audience == .staff
        // What remains of the line, and when it would come back, is the consumer's.
        case .accountOpened, .accountLimitSet, .accountLimitEnded, .accountRestricted,
            .accountRestrictionLifted, .accountPaidOut, .accountPayoutOverdue,
            .accountPayoutBrought, .accountRepaid, .accountRepaymentReversed, .holdQuoted:
            audience != .merchant
        case .orderBreakFound, .orderPulled: audience != .consumer
        // A new type is named here or above before anybody is told of it.
        case .orderSeen, .orderKnown, .orderFactRecorded, .orderReturnChanged, .holdPlaced,
            .holdDeclined, .holdCaptured, .holdReleased, .holdExpired, .holdIncremented,
            .holdRefunded, .holdSplit, .holdCorrected, .holdApproved, .holdExtended,
            .holdReviewOpened, .holdReviewMoved, .holdReviewClosed, .holdReleaseQueued,
            .holdReleaseJudged, .holdDecisionMade, .holdDecisionUndone, .holdOverlaySet,
            .holdOverlayLifted, .holdNoticed, .holdHeard, .holdSilenced, .holdPaused,
            .holdLateCaptured, .holdAliased, .holdOperationRefused:
            true
        }
    }

    /// What it is called towards an audience.
    public func name(for audience: Audience) -> String {
        audience == .merchant && isHiddenFromMerchants ? EventEntry.changed.name : rawValue
    }

    /// What stands over a hold, and what is looked at, has no name of its own towards merchants.
    private var isHiddenFromMerchants: Bool {
        switch self {
        case .holdReviewOpened, .holdReviewMoved, .holdReviewClosed, .holdOverlaySet,
            .holdOverlayLifted, .holdReleaseQueued, .holdReleaseJudged, .holdDecisionMade,
            .holdDecisionUndone:
            true
        default: false
        }
    }

    /// The audiences that read this name.
    var audiences: [Audience] {
        Audience.allCases.filter { isFor($0) && name(for: $0) == rawValue }
    }
}
