/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Limits: any Int64; wire and import accept the years 1970 to 2261.
public struct Instant: Hashable, Comparable, Sendable {
    public var ns: Int64

    @inlinable
    public init(ns: Int64) { self.ns = ns }

    /// An instant after every other: the due time of what is never due.
    public static let never = Instant(ns: .max)
    public static let epoch = Instant(ns: 0)

    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool { left.ns < right.ns }

    /// The instant `spanNs` later, `never` on overflow.
    @inlinable
    public func adding(spanNs: Int64) -> Instant {
        let (sum, overflow) = ns.addingReportingOverflow(spanNs)
        return overflow ? .never : Instant(ns: sum)
    }
}

/// Spans of time in nanoseconds.
public enum Span {
    public static let microsecondNs: Int64 = 1_000
    public static let millisecondNs: Int64 = 1_000_000
    public static let secondNs: Int64 = 1_000_000_000
    public static let minuteNs: Int64 = 60 * secondNs
    public static let hourNs: Int64 = 60 * minuteNs
    /// Twenty-four hours, whatever the calendar says.
    public static let dayNs: Int64 = 24 * hourNs
}

/// The lender's calendar day a command is booked on: days since 1970-01-01 in the lender's zone.
public struct BusinessDate: Hashable, Comparable, Sendable {
    public var day: Int32

    @inlinable
    public init(day: Int32) { self.day = day }

    @inlinable
    public static func < (left: BusinessDate, right: BusinessDate) -> Bool { left.day < right.day }
}
