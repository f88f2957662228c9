import SluiceAPI
import SluiceCore

/// The market of a demonstration: spans of minutes, so that a lock is seen from its beginning to its end.
enum DemoShape {
    static let merchants = 6
    static let shoppers = 120
    /// Times of a purchase in the usual course, and at the peak of a sale.
    static let pauseMs = 300
    static let peakPauseMs = 15
    /// Every so manieth purchase is of the consumer whose link is printed.
    static let ownEvery = 30
    /// Enough for what is locked and not repaid at a time; more is declined at the peak.
    static let limitMinor: Int64 = 600_000
    /// Silence: locks last twice as long, three times at most.
    static let silentAfterNs = 90 * Span.secondNs
    static let outageOf = 2
    static let silenceOf = 4

    static func world(seed: UInt64) -> WorldShape {
        WorldShape(
            seed: seed, merchants: merchants, shoppers: shoppers,
            faults: [
                WorldFaults(), WorldFaults(late: 5, doubled: 5), WorldFaults(reordered: 5),
                WorldFaults(lost: 3, flapping: 20), WorldFaults(),
                WorldFaults(contradictory: 3, flapping: 10),
            ], silentAfterNs: silentAfterNs)
    }

    /// Two persons, day and night.
    static let desk = """
        case: 20s
        shifts:
          - days: [mon, tue, wed, thu, fri, sat, sun]
            from: "00:00"
            to: "24:00"
            persons: 2
        tiers:
          low: {weight: 3, burst: 20, sustained_per_hour: 180}
          medium: {weight: 1, burst: 10, sustained_per_hour: 60}
          high: {weight: 1, burst: 10, sustained_per_hour: 60}

        """
}
