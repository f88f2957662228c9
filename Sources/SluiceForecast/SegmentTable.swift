import SluiceCore

/// What segments say beyond their parents: a mean each, the old counting less, pulled to zero by
/// what little is known.
///
/// Limits: `segmentsMax`; beyond it the first that nobody learned from since the hand last came by
/// makes room. Complexity: O(1).
struct SegmentTable: Hashable, Sendable {
    static let segmentsMax = 65_536

    /// A segment of one course.
    struct Name: Hashable, Sendable {
        var course: UInt16
        var level: SegmentLevel
        var key: AnyKey
    }

    struct Entry: Hashable, Sendable {
        var name: Name
        var weight: Double
        var mean: Double
        var at: Instant
        var isUsed: Bool
    }

    private(set) var entries: [Entry] = []
    private(set) var hand = 0
    private var places: [Name: Int] = [:]

    init() {}

    init(entries: [Entry], hand: Int) {
        self.entries = entries
        self.hand = hand
        for (place, entry) in entries.enumerated() { places[entry.name] = place }
    }

    /// What a segment adds, and what it weighs; both 0 of one that is not known.
    func effect(of name: Name, at now: Instant) -> (mean: Double, weight: Double) {
        guard let place = places[name] else { return (0, 0) }
        let entry = entries[place]
        let weight = entry.weight * SegmentTable.left(entry, now)
        return (entry.mean * weight / (weight + ForecastLimits.shrinkage(name.level)), weight)
    }

    mutating func learn(_ name: Name, _ value: Double, at now: Instant) {
        guard let place = places[name] else {
            insert(Entry(name: name, weight: 1, mean: value, at: now, isUsed: false))
            return
        }
        var entry = entries[place]
        let weight = entry.weight * SegmentTable.left(entry, now) + 1
        entry.mean += (value - entry.mean) / weight
        entry.weight = weight
        entry.at = now
        entry.isUsed = true
        entries[place] = entry
    }

    private static func left(_ entry: Entry, _ now: Instant) -> Double {
        ForecastLimits.left(
            of: entry.at, at: now, halfLifeDays: ForecastLimits.segmentHalfLifeDays)
    }

    private mutating func insert(_ entry: Entry) {
        if entries.count < SegmentTable.segmentsMax {
            places[entry.name] = entries.count
            entries.append(entry)
            return
        }
        while entries[hand].isUsed {
            entries[hand].isUsed = false
            hand = (hand + 1) % SegmentTable.segmentsMax
        }
        places[entries[hand].name] = nil
        places[entry.name] = hand
        entries[hand] = entry
        hand = (hand + 1) % SegmentTable.segmentsMax
    }
}
