import SluiceCore

/// Every limit of a simulated world, each with its reason.
enum WorldLimits {
    /// A million seconds in one: beyond it an answer takes longer than any promise.
    static let rateMax: Int64 = 1_000_000
    static let ordersMax = 10_000_000
    /// 1,000 merchants: each has a task and a connection.
    static let merchantsMax = 1_000
    static let shoppersMax = 1_000_000
    /// 300 events a request: as `IngestLimits.eventsPerRequestMax`, and webhooks are smaller.
    static let eventsPerRequestMax = 300
    /// 32 shoppers at once at the door.
    static let shoppersAtOnce = 32
    /// 40 persons at a desk: at its height their rush leaves 800 cases, and a desk looks at 1,000.
    static let reviewersMax = 40
    /// 1,800 seconds in one where there are persons: one of their cases is then 100 ms of the machine.
    static let reviewersRateMax: Int64 = 1_800
    /// 100 times the same is sent: longer than an engine takes to start.
    static let triesMax = 100
    /// 20 ms at most between two looks at what is due: words may be added meanwhile.
    static let lookMs: Int64 = 20
    /// 5 examples of each failure in a report.
    static let examplesMax = 5
    /// What the way over HTTP may take before it counts as late.
    static let slackNs = 2 * Span.secondNs
    /// A minute at least: a world at the speed of the clock.
    static let slackNsMin = Span.minuteNs
}
