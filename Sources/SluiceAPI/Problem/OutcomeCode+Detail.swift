import SluiceCore

extension OutcomeCode {
    /// One sentence for the caller of a refused command; the catalogue's advice where the caller is
    /// not told the ledger's own code.
    public func detail(field: String?, to audience: Audience) -> String {
        Catalogue.said(self, to: audience).advice ?? detail(field: field)
    }

    private func detail(field: String?) -> String {
        let named = field.map { "`\($0)`" } ?? "The content"
        switch self {
        case .applied, .approved, .parked, .pending, .proposed: return "It took effect."
        case .insufficientLimit: return "The account has less available than was asked for."
        case .orderTerminal: return "The order was cancelled or completed; it wants no lock."
        case .amountMismatch: return "The capture is refused and recorded; nothing was moved."
        case .lateCaptureRejected:
            return "The hold had ended; the capture is refused and recorded."
        case .invalidRequest: return "\(named) is not as it should be."
        case .accountNotFound: return "No account has this id."
        case .holdNotFound: return "No hold of this merchant has this id."
        case .repaymentNotFound: return "The account has no repayment with this id."
        case .idConflict: return "\(named) differs from the first request with this id."
        case .duplicateHold:
            return "\(named) differs from the hold that this account, order and purpose have."
        case .currencyMismatch: return "An account has one currency."
        case .scenarioUnknown: return "The scenarios are those of the policy in force."
        case .retryNotAllowed:
            return "`retry_of` names the newest hold of the order, ended with nothing captured."
        case .holdEnded: return "Nothing of the hold is open any more."
        case .amountExceedsOpen: return "At most what is open can be released."
        case .amountExceedsCaptured: return "At most what is captured can be refunded."
        case .lineUnknown: return "The lines are those of the placement."
        case .linesDoNotSum: return "The amounts of the lines add up to the amount."
        case .balanceOutOfRange: return "Balances go up to 2^53 - 1 minor units."
        case .guaranteed:
            return "Before `guaranteed_until` this reason needs the merchant's own word."
        case .alreadyReversed: return "A repayment is taken back once."
        case .parkingFull: return "The facts that wait must find their orders first."
        case .policyInvalid: return "A rule of the policy contradicts another."
        case .journalMode: return "A journal goes live once."
        case .holdDeclined: return "A declined hold holds nothing."
        case .accountRestricted, .delinquent:
            return "Placements and increments are blocked; all else works as before."
        case .accountFull: return "An account has at most 20 temporary limits and 20 restrictions."
        case .roleNotAllowed: return "\(named) is for the role migration."
        case .limitNotFound: return "No temporary limit in force has this id."
        case .restrictionNotFound: return "No restriction in force has this id."
        case .payoutNotFound: return "No payout is due under this id."
        case .holdPending: return "The review of the purchase comes first."
        case .holdFrozen: return "Nothing is released until the freeze is lifted."
        case .holdLive: return "A correction is of a hold that has ended and has no lines."
        case .resultUnknown:
            return "Ask the outside system, then lift the overlay `result_unknown`."
        case .extendedToday: return "A hold is extended once on a business date."
        case .beyondMaximumAge:
            return "The scenario's maximum age runs from the placement."
        case .reviewOpen: return "One release is looked at at a time."
        case .reviewNotOpen: return "The first decision stands, or the time was over."
        case .overlayExists: return "A hold has one overlay of each kind."
        case .overlayNotFound: return "No overlay on the hold has this id."
        case .approvalNeeded:
            return "Propose it at /v1/proposals; another person approves it."
        case .personNeeded: return "Use a key that was made for a person."
        case .samePerson: return "Another person than the proposer approves."
        case .beneficiary:
            return "Nobody gives, proposes or approves credit to an account of their own."
        case .proposalNotFound: return "No proposal has this id."
        case .proposalClosed: return "A proposal is approved once."
        case .proposalExpired: return "A proposal may be approved for 24 hours."
        case .dayClosed: return "Its totals are frozen."
        case .notConcerned: return "The detector does not find the hold now."
        case .repairsOff: return "`repairs.enabled` of the policy in force is off."
        case .feedLost: return "Silence means nothing while the merchant is not heard."
        case .repairCapped: return "The caps of the day are reached; two persons may go beyond."
        case .orderFull:
            return "An order has at most \(LedgerLimits.factsPerOrderMax) facts, naming "
                + "\(LedgerLimits.factLinesPerOrderMax) lines together, and "
                + "\(LedgerLimits.holdsPerOrderMax) holds."
        case .holdFull:
            return "A hold has at most \(LedgerLimits.operationsPerHoldMax) operations; it still "
                + "ends by the facts of its order and by expiry."
        }
    }
}
