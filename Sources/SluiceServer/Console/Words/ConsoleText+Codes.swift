import SluiceAPI
import SluiceCore

/// Words for what the JSON interface tells by a code.
extension ConsoleText {
    init(_ cause: UnlockCause) {
        self =
            switch cause {
            case .word: .causeWord
            case .doubt: .causeDoubt
            case .end: .causeEnd
            case .silence: .causeSilence
            case .refund: .causeRefund
            case .lender: .causeLender
            }
    }

    init(_ tier: RiskTier) {
        self =
            switch tier {
            case .low: .tierLow
            case .medium: .tierMedium
            case .high: .tierHigh
            }
    }

    init(_ owner: DetectorRow.Owner) {
        self =
            switch owner {
            case .merchant: .ownerMerchant
            case .operator: .ownerOperator
            case .support: .ownerSupport
            case .reviewer: .ownerReviewer
            case .lender: .ownerLender
            }
    }

    init(_ status: HoldStatus) {
        self =
            switch status {
            case .active: .statusActive
            case .partCaptured: .statusPartCaptured
            case .captured: .statusCaptured
            case .closed: .statusClosed
            case .expired: .statusExpired
            case .released: .statusReleased
            case .declined: .statusDeclined
            case .pending: .statusPending
            case .split: .statusSplit
            }
    }

    init(_ overlay: OverlayKind) {
        self =
            switch overlay {
            case .placementReview: .overlayPlacementReview
            case .unlockReview: .overlayUnlockReview
            case .releaseQueued: .overlayReleaseQueued
            case .dispute: .overlayDispute
            case .legalFreeze: .overlayLegalFreeze
            case .resultUnknown: .overlayResultUnknown
            case .silence: .overlaySilence
            }
    }

    init(_ stage: ReturnStage) {
        self =
            switch stage {
            case .goods: .stageGoods
            case .inspection: .stageInspection
            case .staff: .stageStaff
            case .closed: .stageClosed
            }
    }
}
