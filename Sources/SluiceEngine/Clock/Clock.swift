import CTimex
import Foundation
import SluiceCore

/// Reads the clocks of the machine; handed in, so that tests and imports have their own.
public struct WallClock: Sendable {
    /// The time of day, which may be set.
    public var now: @Sendable () -> Instant
    /// Nanoseconds of processors that this process has spent.
    public static var spentNs: Int64 { SystemClock.ns(CLOCK_PROCESS_CPUTIME_ID) }

    /// Nanoseconds that only rise, by as much as passes while the machine runs; nil where `now` tells
    /// that too, and one look at it is both.
    private let monotonicNs: (@Sendable () -> Int64)?
    /// Whether the machine says that a time server keeps its time of day.
    public var isSynchronised: @Sendable () -> Bool
    /// How many seconds it shows in one.
    let rate: Int64

    public init(
        now: @escaping @Sendable () -> Instant, monotonicNs: @escaping @Sendable () -> Int64,
        isSynchronised: @escaping @Sendable () -> Bool
    ) {
        self.now = now
        self.monotonicNs = monotonicNs
        self.isSynchronised = isSynchronised
        rate = 1
    }

    /// A clock that nobody sets: what passes is what it says.
    ///
    /// - Parameter rate: how many seconds it shows in one of the machine.
    public init(rate: Int64 = 1, now: @escaping @Sendable () -> Instant) {
        self.now = now
        self.rate = rate
        monotonicNs = nil
        isSynchronised = { true }
    }

    /// A clock that starts at the time of day and runs faster, for `sluice world`.
    public static func running(at rate: Int64) -> WallClock {
        let (start, startNs) = (system.now(), SystemClock.monotonicNs())
        return WallClock(rate: rate) {
            start.adding(spanNs: (SystemClock.monotonicNs() - startNs) * rate)
        }
    }

    /// The machine's own.
    public static let system = WallClock(
        now: { Instant(ns: SystemClock.ns(CLOCK_REALTIME)) },
        monotonicNs: SystemClock.monotonicNs, isSynchronised: SystemClock.isSynchronised)

    /// Nanoseconds that only rise, for spans that no setting of the clock may lengthen.
    public var risingNs: Int64 { monotonicNs?() ?? now().ns }

    var reading: ClockReading {
        let wall = now()
        return ClockReading(wall: wall, monotonicNs: monotonicNs?() ?? wall.ns)
    }
}

/// What the kernel says of time.
enum SystemClock {
    static func ns(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * Span.secondNs + Int64(time.tv_nsec)
    }

    @Sendable static func monotonicNs() -> Int64 { ns(CLOCK_MONOTONIC) }

    /// Whether the kernel does not report its clock as unsynchronised; false where it cannot be
    /// asked.
    @Sendable static func isSynchronised() -> Bool {
        var query = timex()
        let state = ntp_adjtime(&query)
        return state >= 0 && state != TIME_ERROR && query.status & STA_UNSYNC == 0
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
        return BusinessDate(
            day: Int32(floorDivide(seconds + Int64(offsetSeconds(at: time)), 86_400)))
    }

    /// How far east of UTC the zone is at a time.
    public func offsetSeconds(at time: Instant) -> Int {
        let seconds = floorDivide(time.ns, Span.secondNs)
        return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
