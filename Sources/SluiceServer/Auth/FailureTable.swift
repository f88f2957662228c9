import SluiceCore

/// How often each of many failed within a minute from its first failure on.
///
/// Bounded: when it is full, one whose minute is over makes room, else one of the oldest. Every call
/// takes the same few steps.
struct FailureTable<Who: Hashable & Sendable>: Sendable {
    private struct Entry {
        var beganAt: Instant
        var count: Int
    }

    private let sizeMax: Int
    private var entries: [Who: Entry] = [:]
    /// A ring: whom to look at first when room is needed.
    private var order: [Who] = []
    private var next = 0

    /// How many are looked at for one whose minute is over.
    private static var looksMax: Int { 8 }

    init(sizeMax: Int) { self.sizeMax = sizeMax }

    /// How many failed.
    var size: Int { entries.count }

    /// How often somebody failed in the minute that runs, and when it ends.
    func failures(of who: Who, at now: Instant) -> (count: Int, until: Instant)? {
        guard let entry = entries[who], Self.runs(entry, at: now) else { return nil }
        return (entry.count, entry.beganAt.adding(spanNs: Span.minuteNs))
    }

    /// Notes a failure.
    /// - Returns: how many there are in the minute that runs.
    mutating func note(_ who: Who, at now: Instant) -> Int {
        if var entry = entries[who] {
            entry = Self.runs(entry, at: now) ? entry : Entry(beganAt: now, count: 0)
            entry.count += 1
            entries[who] = entry
            return entry.count
        }
        if order.count < sizeMax {
            order.append(who)
        } else {
            makeRoom(at: now)
            order[next] = who
            next = (next + 1) % sizeMax
        }
        entries[who] = Entry(beganAt: now, count: 1)
        return 1
    }

    /// Leaves the place at `next` to another.
    private mutating func makeRoom(at now: Instant) {
        for _ in 0..<Self.looksMax {
            guard let entry = entries[order[next]], Self.runs(entry, at: now) else { break }
            next = (next + 1) % sizeMax
        }
        entries[order[next]] = nil
    }

    /// A clock that was set back ends a minute too.
    private static func runs(_ entry: Entry, at now: Instant) -> Bool {
        (0..<Span.minuteNs).contains(now.ns - entry.beganAt.ns)
    }
}
