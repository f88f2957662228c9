import Foundation
import SluiceCore

/// Reads the time of day; handed in, so that tests and imports have their own.
public struct WallClock: Sendable {
    public var now: @Sendable () -> Instant

    public init(now: @escaping @Sendable () -> Instant) { self.now = now }

    /// The machine's real-time clock.
    public static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(ns: Int64(time.tv_sec) * Span.secondNs + Int64(time.tv_nsec))
    }
}

/// Readings of the machine's other clocks.
enum SystemClock {
    /// Nanoseconds that only rise, by as much as time passes while the machine runs.
    static func monotonicNs() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * Span.secondNs + Int64(time.tv_nsec)
    }
}

/// Tells business dates in the lender's zone.
public struct BusinessCalendar: Sendable {
    private let zone: TimeZone

    /// - Parameter zone: an IANA name; nil if the machine does not know it.
    public init?(zone: String) {
        guard let zone = TimeZone(identifier: zone) else { return nil }
        self.zone = zone
    }

    public func date(of time: Instant) -> BusinessDate {
        let seconds = floorDivide(time.ns, Span.secondNs)
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
        return BusinessDate(day: Int32(floorDivide(seconds + Int64(offset), 86_400)))
    }

    private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
