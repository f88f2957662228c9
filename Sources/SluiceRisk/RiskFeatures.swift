import SluiceCore

/// What is known of a release when it is judged.
public struct RiskFeatures: Hashable, Sendable {
    /// Why the release is in doubt.
    public enum Cause: Hashable, Sendable {
        case shipped
        case returned
        case asked
        case adjusted
    }

    public var cause: Cause
    /// What would be released.
    public var amount: Money
    public var accountAgeNs: Int64
    /// The mean of earlier holds; nil while there are fewer than three.
    public var usualAmount: Money?
    /// Holds placed within the last day.
    public var holdsToday: Int
    /// Holds that ended.
    public var ended: Int
    /// Those of them that were given back after they were billed.
    public var refunded: Int
    /// Those of them that were given back and billed nothing.
    public var cancelled: Int
    public var hasDispute: Bool
    public var isMerchantLost: Bool
    /// The points of the scenario.
    public var scenarioPoints: Int

    public init(
        cause: Cause, amount: Money, accountAgeNs: Int64, usualAmount: Money? = nil,
        holdsToday: Int = 0, ended: Int = 0, refunded: Int = 0, cancelled: Int = 0,
        hasDispute: Bool = false, isMerchantLost: Bool = false, scenarioPoints: Int = 0
    ) {
        self.cause = cause
        self.amount = amount
        self.accountAgeNs = accountAgeNs
        self.usualAmount = usualAmount
        self.holdsToday = holdsToday
        self.ended = ended
        self.refunded = refunded
        self.cancelled = cancelled
        self.hasDispute = hasDispute
        self.isMerchantLost = isMerchantLost
        self.scenarioPoints = scenarioPoints
    }
}
