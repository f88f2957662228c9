import SluiceCore

extension OutcomeCode {
    /// The problem a refusal by the ledger is told as, in the words of the catalogue; nil for a
    /// success.
    public func problem(to addressee: Addressee) -> ProblemKind? {
        guard let status else { return nil }
        let said = Catalogue.said(self, to: addressee.audience)
        // A full stop ends a sentence, and a title is none.
        let title = said.text(in: addressee.language).filter { $0 != "." && $0 != "。" }
        return ProblemKind(
            code: said.code, status: status, retryable: self == .parkingFull, title: title)
    }

    /// The problem as staff read it in English.
    public var problem: ProblemKind? { problem(to: Addressee(.staff, .english)) }

    /// The HTTP status of a refusal, nil for a success. Codes that share one towards an audience
    /// share their status.
    private var status: Int? {
        switch self {
        case .applied, .approved, .parked, .pending, .proposed:
            nil
        case .invalidRequest:
            400
        case .insufficientLimit, .orderTerminal, .accountRestricted, .delinquent:
            402
        case .roleNotAllowed, .approvalNeeded, .personNeeded, .samePerson, .beneficiary:
            403
        case .accountNotFound, .holdNotFound, .repaymentNotFound, .limitNotFound,
            .restrictionNotFound, .payoutNotFound, .overlayNotFound, .proposalNotFound:
            404
        case .amountMismatch, .lateCaptureRejected, .idConflict, .duplicateHold, .retryNotAllowed,
            .holdEnded, .amountExceedsOpen, .amountExceedsCaptured, .guaranteed, .alreadyReversed,
            .journalMode, .holdDeclined, .orderFull, .accountFull, .holdPending, .holdFrozen,
            .holdLive, .resultUnknown, .extendedToday, .beyondMaximumAge, .reviewOpen,
            .reviewNotOpen, .overlayExists, .proposalClosed, .proposalExpired, .dayClosed,
            .holdFull, .notConcerned, .repairsOff, .feedLost, .repairCapped:
            409
        case .currencyMismatch, .scenarioUnknown, .lineUnknown, .linesDoNotSum,
            .balanceOutOfRange, .policyInvalid:
            422
        case .parkingFull:
            429
        }
    }
}
