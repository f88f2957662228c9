/// How much may gather in one record: a change writes the whole record, so the work of a record
/// that grows for ever would grow with the square of its length.
public enum LedgerLimits {
    /// Operations on one hold, recorded refusals too, beyond which none may be asked for; expiry
    /// and facts still end the hold.
    public static let operationsPerHoldMax = 1_000
    public static let factsPerOrderMax = 1_000
    /// Lines named by all facts of an order together.
    public static let factLinesPerOrderMax = 4_000
    /// Facts that one pull may bring, and lines that they name together: what they do is one command.
    public static let factsPerPullMax = 100
    public static let factLinesPerPullMax = 1_000
    /// Holds placed for one order, declined ones too.
    public static let holdsPerOrderMax = 200
    /// Declined purchases an account remembers: a late word may show that they were avoidable.
    public static let declinesPerAccountMax = 64
    /// What a verdict gives as its reasons.
    public static let verdictReasonsMax = 4
    /// Holds of one repair: some milliseconds, in one batch.
    public static let repairHoldsMax = 1_000
}
