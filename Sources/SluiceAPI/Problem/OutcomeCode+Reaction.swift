import SluiceCore

extension OutcomeCode {
    /// What is done about a refusal.
    var reaction: ProblemReaction {
        switch self {
        case .applied, .approved, .parked, .pending, .proposed, .invalidRequest,
            .currencyMismatch, .lineUnknown, .linesDoNotSum, .balanceOutOfRange,
            .amountExceedsOpen, .amountExceedsCaptured, .amountMismatch:
            .mendRequest
        case .insufficientLimit, .orderTerminal, .accountRestricted, .delinquent: .otherPayment
        case .accountNotFound, .holdNotFound, .repaymentNotFound, .limitNotFound,
            .restrictionNotFound, .payoutNotFound, .overlayNotFound, .proposalNotFound:
            .lookUp
        case .idConflict, .duplicateHold: .compareContent
        case .roleNotAllowed: .needRight
        case .approvalNeeded, .personNeeded, .samePerson, .beneficiary: .secondPerson
        case .holdPending, .holdFrozen, .resultUnknown, .reviewOpen: .awaitPerson
        case .orderFull, .holdFull, .accountFull: .atLimit
        case .parkingFull: .comeBack
        case .scenarioUnknown, .policyInvalid, .journalMode, .repairsOff: .setUp
        case .guaranteed, .extendedToday, .beyondMaximumAge, .dayClosed, .feedLost, .repairCapped:
            .keepPromise
        case .lateCaptureRejected, .retryNotAllowed, .holdEnded, .alreadyReversed, .holdDeclined,
            .holdLive, .reviewNotOpen, .overlayExists, .proposalClosed, .proposalExpired,
            .notConcerned:
            .readAgain
        }
    }

    /// The field of the request that a refusal names.
    var problemFields: ProblemFields {
        switch self {
        case .invalidRequest, .idConflict, .duplicateHold, .roleNotAllowed: .atFault
        case .accountNotFound, .accountFull: .named(["account"])
        case .currencyMismatch: .named(["currency"])
        case .scenarioUnknown: .named(["scenario"])
        case .retryNotAllowed: .named(["retry_of"])
        case .amountMismatch, .amountExceedsOpen, .amountExceedsCaptured: .named(["amount"])
        case .lineUnknown, .linesDoNotSum: .named(["lines"])
        case .balanceOutOfRange: .named(["amount", "limit", "principal", "repayment"])
        case .guaranteed: .named(["decision", "reason"])
        case .alreadyReversed, .repaymentNotFound: .named(["repayment"])
        case .orderFull: .named(["children", "order"])
        case .parkingFull: .named(["order"])
        case .policyInvalid: .named(["policy"])
        case .journalMode: .named(["mode"])
        case .limitNotFound: .named(["limit"])
        case .restrictionNotFound: .named(["restriction"])
        case .payoutNotFound: .named(["payout"])
        case .overlayNotFound: .named(["overlay"])
        case .holdFrozen: .named(["final"])
        case .beyondMaximumAge: .named(["until"])
        case .reviewNotOpen: .named(["decision", "overlay"])
        case .approvalNeeded: .named(["force", "from", "holds", "limit", "policy"])
        case .dayClosed: .named(["date"])
        default: .none
        }
    }
}

extension SharedCode {
    /// What is done about a refusal that is told so.
    var reaction: ProblemReaction {
        switch self {
        case .declined, .accountPaused, .repaymentOpen, .checkNotPassed, .checkNotFinished:
            .otherPayment
        case .waitsForLender, .paused: .awaitPerson
        default: .readAgain
        }
    }
}
