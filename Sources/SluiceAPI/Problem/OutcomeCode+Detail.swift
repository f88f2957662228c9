import SluiceCore

extension OutcomeCode {
    /// One sentence for the caller of a refused command.
    public func detail(field: String?) -> String {
        let named = field.map { "`\($0)`" } ?? "The content"
        switch self {
        case .applied, .approved, .parked: return "It took effect."
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
