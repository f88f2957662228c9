import SluiceCore
import SluiceEngine

/// What the locks that ended in this hour and the 23 before were spent on.
///
/// Kept up as they end: what was summed once is not read again. A lock that was opened again after its
/// end counts with each of its ends.
struct LockTimeWindow: Sendable {
    private var hours: [Int64: LockTimeFigures] = [:]
    /// The newest event that was looked at; nil before any.
    private var newest: UInt64?
    private var isBehind = true

    static let hoursMax: Int64 = 24
    /// Pages that are read at a time; what is further behind catches up the next times.
    static let pagesMax = 5

    func isNewer(than other: LockTimeWindow) -> Bool { (newest ?? 0) > (other.newest ?? 0) }

    /// What is known at a time.
    func figures(at now: Instant) -> LockTimeFigures {
        var all = LockTimeFigures()
        let first = LockTimeWindow.firstHour(at: now)
        for (hour, figures) in hours where hour >= first { all.add(figures) }
        all.isCut = isBehind
        return all
    }

    /// Reads on.
    mutating func advance(at now: Instant, in views: any Views) throws {
        let first = LockTimeWindow.firstHour(at: now)
        hours = hours.filter { $0.key >= first }
        let filter = LockTimeFilter(from: Instant(ns: first * Span.hourNs), to: .never)
        for _ in 0..<LockTimeWindow.pagesMax {
            let page = try views.lockTime(filter, after: newest ?? 0)
            for item in page.value.items {
                hours[item.hour, default: LockTimeFigures()].add(item.lockTime)
            }
            isBehind = page.value.next != nil
            newest = page.value.next ?? max(newest ?? 0, page.sequence)
            guard isBehind else { return }
        }
    }

    private static func firstHour(at now: Instant) -> Int64 {
        UnlockTally.hour(of: now) - (hoursMax - 1)
    }
}
