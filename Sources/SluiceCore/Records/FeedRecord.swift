/// How a merchant's feed of facts is: how often it speaks, of when, and whether it is lost.
///
/// A lost feed tells nothing, and an order nobody speaks of looks the same; so before silence means
/// anything the feed has to be known alive.
public struct FeedRecord: Hashable, Sendable {
    /// Facts of each of the last days by when they happened, that of `day` first; days since 1970
    /// in UTC. What is beyond the end is zero.
    public internal(set) var counts: [UInt32] = []
    public internal(set) var day: Int32 = 0
    /// When the newest facts were recorded, ascending.
    public internal(set) var pulse: [Instant] = []
    /// The latest times that facts gave for what happened, ascending; none that was still to come.
    public internal(set) var words: [Instant] = []
    /// Since when the feed is lost; `.never` while it is not.
    public internal(set) var lostSince = Instant.never
    /// Why it is held to be lost.
    public internal(set) var lostReason = Reason.none
    /// When the hour began in which silent orders are counted, and how many gave back their credit.
    public internal(set) var hourSince = Instant.epoch
    public internal(set) var silentInHour: UInt32 = 0

    public var isLost: Bool { lostSince != .never }

    /// The days whose facts say what is usual.
    static let usualDays: Int32 = 28
    /// Facts that a window holds on average: the shortest such window is looked at.
    static let windowFacts: Int64 = 30
    /// Fewer of them than this, three tenths, and the feed is lost.
    static let pulseMin = 9
    /// Of a merchant that says less than `windowFacts` in these days nothing can be told.
    static let ruleDays: Int32 = 7
    /// No window is shorter.
    static let windowMinNs = Span.minuteNs
    /// How many of the latest words are kept; what proof may ask for.
    public static let wordsMax = 32
    /// Silent orders in an hour that are nothing unusual, and the share of the merchant's holds under
    /// the rule, in hundredths, beyond which more are.
    static let silentMin = 20
    static let silentPercentMax = 2

    /// Takes a fact into account.
    mutating func hear(_ occurredAt: Instant, at now: Instant) {
        count(min(occurredAt, now))
        pulse.append(now)
        if pulse.count > FeedRecord.pulseMin { pulse.removeFirst() }
        guard occurredAt <= now else { return }
        if words.count == FeedRecord.wordsMax {
            guard occurredAt > words[0] else { return }
            words.removeFirst()
        }
        words.insert(occurredAt, at: words.lastIndex { $0 <= occurredAt }.map { $0 + 1 } ?? 0)
    }

    private mutating func count(_ at: Instant) {
        let today = FeedRecord.day(of: at)
        if counts.isEmpty { day = today }
        if today > day {
            let gap = Int(min(today - day, FeedRecord.usualDays))
            counts.insert(contentsOf: repeatElement(0, count: gap), at: 0)
            day = today
        }
        let age = Int(day - today)
        guard age < FeedRecord.usualDays else { return }
        while counts.count <= age { counts.append(0) }
        counts[age] += 1
        if counts.count > FeedRecord.usualDays {
            counts.removeLast(counts.count - Int(FeedRecord.usualDays))
        }
    }

    static func day(of at: Instant) -> Int32 {
        Int32(clamping: at.ns.quotientRoundedDown(by: Span.dayNs))
    }

    /// Whether `count` facts happened after an instant.
    func hasWords(_ count: Int, after: Instant) -> Bool {
        words.count >= count && (count == 0 || words[words.count - count] > after)
    }

    /// The shortest window in which there are usually `windowFacts` facts; nil where too little is said
    /// to tell. What is usual is told by the days up to the newest fact.
    public var windowNs: Int64? {
        func facts(in days: Int32) -> Int64 {
            counts.prefix(Int(days)).reduce(0) { $0 + Int64($1) }
        }
        guard facts(in: FeedRecord.ruleDays) >= FeedRecord.windowFacts else { return nil }
        let spanNs = Int64(FeedRecord.usualDays) * Span.dayNs
        return max(
            FeedRecord.windowMinNs,
            FeedRecord.windowFacts * spanNs / facts(in: FeedRecord.usualDays))
    }

    /// When the feed is lost if nothing more is said; nil where nothing can be told.
    public var lostAt: Instant? {
        guard let windowNs, pulse.count == FeedRecord.pulseMin else { return nil }
        return pulse[0].adding(spanNs: windowNs)
    }

    /// Counts an order whose silence gave back its credit.
    mutating func countSilent(at now: Instant) {
        if now >= hourSince.adding(spanNs: Span.hourNs) {
            hourSince = now
            silentInHour = 0
        }
        silentInHour += 1
    }

    /// Whether one more silent order within the hour would be unusual.
    func isBurst(at now: Instant, holds: Int) -> Bool {
        guard now < hourSince.adding(spanNs: Span.hourNs) else { return false }
        let most = max(FeedRecord.silentMin, holds * FeedRecord.silentPercentMax / 100)
        return Int(silentInHour) >= most
    }
}

extension Int64 {
    fileprivate func quotientRoundedDown(by divisor: Int64) -> Int64 {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
