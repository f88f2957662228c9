/// What is made of the silence of a merchant's feed.
public struct FeedPolicy: Hashable, Sendable {
    /// Whether ends wait while the feed of their merchant is lost.
    public var outages: Bool
    /// How long an end that comes while the feed is lost is put off, again and again, up to the maximum
    /// age.
    public var outagePauseNs: Int64
    /// Facts of the merchant that prove its feed alive, at most
    /// `FeedRecord.wordsMax`.
    public var proofFacts: UInt8
    /// How long before the end of the promise they may have happened; 0: after it alone. At most
    /// every `silentAfterNs`: then what happened after the last word.
    public var proofLeadNs: Int64

    public init(outages: Bool, outagePauseNs: Int64, proofFacts: UInt8, proofLeadNs: Int64) {
        self.outages = outages
        self.outagePauseNs = outagePauseNs
        self.proofFacts = proofFacts
        self.proofLeadNs = proofLeadNs
    }

    /// What policies had before there were such rules: no outage, one later fact as proof.
    public static let none = FeedPolicy(
        outages: false, outagePauseNs: 10 * Span.minuteNs, proofFacts: 1, proofLeadNs: 0)
}

/// What the engine gives back by itself where an order is silent.
public struct RepairPolicy: Hashable, Sendable {
    /// The switch that stops it all.
    public var isOn: Bool
    /// Minor units of each currency on a business date, of one merchant; nil: any sum.
    public var merchantDailyMax: Money?
    /// The same over all merchants.
    public var dailyMax: Money?

    public init(isOn: Bool, merchantDailyMax: Money?, dailyMax: Money?) {
        self.isOn = isOn
        self.merchantDailyMax = merchantDailyMax
        self.dailyMax = dailyMax
    }

    public static let none = RepairPolicy(isOn: true, merchantDailyMax: nil, dailyMax: nil)
}
