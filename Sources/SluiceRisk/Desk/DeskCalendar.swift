import SluiceCore

/// When a desk is staffed: shifts of a week, in a zone of a fixed distance from UTC.
public struct DeskCalendar: Hashable, Sendable {
    /// Some persons on some days from one time of day to another.
    public struct Shift: Hashable, Sendable {
        /// 0 is Monday.
        public var days: Set<Int>
        public var fromMinute: Int
        /// Later than `fromMinute`, at most 1,440: midnight.
        public var toMinute: Int
        public var persons: Int

        public init(days: Set<Int>, fromMinute: Int, toMinute: Int, persons: Int) {
            self.days = days
            self.fromMinute = fromMinute
            self.toMinute = toMinute
            self.persons = persons
        }
    }

    public var shifts: [Shift]
    public var utcOffsetMinutes: Int

    public init(shifts: [Shift], utcOffsetMinutes: Int) {
        self.shifts = shifts
        self.utcOffsetMinutes = utcOffsetMinutes
    }

    /// Persons at a time.
    public func persons(at time: Instant) -> Int {
        persons(atMinuteOfWeek: minuteOfWeek(time))
    }

    /// The fewest persons while there are any; nil if there never are.
    public var fewest: Int? {
        edges.map { persons(atMinuteOfWeek: $0) }.filter { $0 > 0 }.min()
    }

    /// When the desk has been staffed for so long; nil if it never is.
    public func after(staffedNs: Int64, from start: Instant) -> Instant? {
        guard fewest != nil else { return nil }
        var (time, rest) = (start, staffedNs)
        while true {
            let next = nextEdge(after: time)
            let spanNs = next.ns - time.ns
            if persons(at: time) > 0 {
                if rest <= spanNs { return time.adding(spanNs: rest) }
                rest -= spanNs
            }
            if next.ns > Int64.max - 8 * Span.dayNs { return nil }
            time = next
        }
    }

    private static let dayMinutes = 24 * 60
    private static let weekMinutes = 7 * 24 * 60

    /// 1970 began on a Thursday.
    private func minuteOfWeek(_ time: Instant) -> Int {
        let minute = Int(time.ns / Span.minuteNs) + utcOffsetMinutes + 3 * Self.dayMinutes
        return ((minute % Self.weekMinutes) + Self.weekMinutes) % Self.weekMinutes
    }

    /// The minutes of the week at which somebody comes or goes, and Monday's first.
    private var edges: [Int] {
        var edges: Set<Int> = [0]
        for shift in shifts where shift.persons > 0 {
            for day in shift.days {
                edges.insert(day * Self.dayMinutes + shift.fromMinute)
                edges.insert((day * Self.dayMinutes + shift.toMinute) % Self.weekMinutes)
            }
        }
        return edges.sorted()
    }

    private func persons(atMinuteOfWeek minute: Int) -> Int {
        let (day, ofDay) = (minute / Self.dayMinutes, minute % Self.dayMinutes)
        return shifts.reduce(0) { sum, shift in
            shift.days.contains(day) && (shift.fromMinute..<shift.toMinute).contains(ofDay)
                ? sum + shift.persons : sum
        }
    }

    private func nextEdge(after time: Instant) -> Instant {
        let minute = minuteOfWeek(time)
        let next = edges.first { $0 > minute } ?? edges[0] + Self.weekMinutes
        let startNs = time.ns - time.ns % Span.minuteNs
        return Instant(ns: startNs + Int64(next - minute) * Span.minuteNs)
    }
}
