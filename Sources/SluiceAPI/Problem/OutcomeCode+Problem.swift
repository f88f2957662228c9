import SluiceCore

extension OutcomeCode {
    /// The problem a refusal by the ledger is told as; nil for a success.
    public var problem: ProblemKind? {
        switch self {
        case .applied, .approved, .parked, .pending, .proposed: nil
        case .insufficientLimit: kind(402, "The available limit does not suffice")
        case .orderTerminal: kind(402, "The order has already ended")
        case .amountMismatch: kind(409, "More was asked for than is locked")
        case .lateCaptureRejected: kind(409, "The hold had ended")
        case .invalidRequest: kind(400, "A field is not as it should be")
        case .accountNotFound: kind(404, "There is no such account")
        case .holdNotFound: kind(404, "There is no such hold")
        case .repaymentNotFound: kind(404, "There is no such repayment")
        case .idConflict: kind(409, "The id was used with other content")
        case .duplicateHold: kind(409, "The order has a hold with other content")
        case .currencyMismatch: kind(422, "The currency is not that of the account")
        case .scenarioUnknown: kind(422, "The policy has no such scenario")
        case .retryNotAllowed: kind(409, "The hold named cannot be followed by a retry")
        case .holdEnded: kind(409, "The hold has ended")
        case .amountExceedsOpen: kind(409, "More was asked for than is open")
        case .amountExceedsCaptured: kind(409, "More was asked for than was captured")
        case .lineUnknown: kind(422, "The hold has no such line")
        case .linesDoNotSum: kind(422, "The lines do not add up")
        case .balanceOutOfRange: kind(422, "A balance would leave its range")
        case .guaranteed: kind(409, "The hold is promised to the merchant")
        case .alreadyReversed: kind(409, "The repayment was taken back before")
        case .parkingFull: kind(429, retryable: true, "Too many facts wait for their order")
        case .policyInvalid: kind(422, "The policy cannot be adopted")
        case .journalMode: kind(409, "The journal is in another mode")
        case .holdDeclined: kind(409, "The hold was declined")
        case .orderFull: kind(409, "The order has as much as one can have")
        case .accountRestricted: kind(402, "The account is suspended")
        case .delinquent: kind(402, "A repayment is overdue")
        case .accountFull: kind(409, "The account has as many as one can have")
        case .roleNotAllowed: kind(403, "The role may not say this")
        case .limitNotFound: kind(404, "There is no such temporary limit")
        case .restrictionNotFound: kind(404, "There is no such restriction")
        case .payoutNotFound: kind(404, "There is no such payout")
        case .holdPending: kind(409, "The hold is not approved yet")
        case .holdFrozen: kind(409, "The hold is frozen by law")
        case .holdLive: kind(409, "The hold has not ended, or has lines")
        case .resultUnknown: kind(409, "The result of another system is not known")
        case .extendedToday: kind(409, "The hold was extended today")
        case .beyondMaximumAge: kind(409, "The hold would grow too old")
        case .reviewOpen: kind(409, "A review is open")
        case .reviewNotOpen: kind(409, "No such review is open")
        case .overlayExists: kind(409, "There is such an overlay already")
        case .overlayNotFound: kind(404, "There is no such overlay")
        case .approvalNeeded: kind(403, "The command takes two persons")
        case .personNeeded: kind(403, "The key is of no person")
        case .samePerson: kind(403, "The proposer may not approve")
        case .beneficiary: kind(403, "A person it concerns may not decide it")
        case .proposalNotFound: kind(404, "There is no such proposal")
        case .proposalClosed: kind(409, "The proposal was approved by another person")
        case .proposalExpired: kind(409, "The proposal has expired")
        case .dayClosed: kind(409, "The business date is closed")
        case .holdFull: kind(409, "The hold has as many operations as one can have")
        }
    }

    private func kind(_ status: Int, retryable: Bool = false, _ title: String) -> ProblemKind {
        ProblemKind(code: code, status: status, retryable: retryable, title: title)
    }
}
