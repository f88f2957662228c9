import SluiceCore

/// Why what is due by the clock waits for somebody to accept the clock.
public enum ClockDoubt: String, Sendable, CaseIterable {
    /// The time of day is more than two seconds ahead of what has passed by the monotonic clock.
    case jumpedAhead = "jumped_ahead"
    /// At the start, much time has passed since the newest record, by a clock nobody keeps.
    case longGap = "long_gap"
    /// At the start, the time of day is more than two seconds before the newest record.
    case behindJournal = "behind_journal"
}

/// Makes ledger time from two clocks: the time of day, which may be set, and a monotonic one, which
/// may not.
///
/// ```
///              wall ≤ expected + 2 s: time = max(wall, expected)
///            ┌──────────┐   wall > expected + 2 s    ┌──────────────┐ time = expected:
///  start ──► │ trusted  │ ─────────────────────────► │ jumpedAhead  │ it goes on by the
///    │       └──────────┘ ◄───────────────────────── └──────────────┘ monotonic clock
///    │            ▲   accept: time = wall; or the jump is taken back
///    │            │ accept
///    └──► longGap (time = wall), behindJournal (time = expected)
/// ```
///
/// `expected` is the newest time and what has passed since by the monotonic clock. So after a step
/// backward time goes on by the monotonic clock, and a jump ahead moves nothing until it is
/// accepted: one that was a mistake leaves no trace. While there is a doubt nothing that is due is
/// done. A pure value: it reads no clock.
struct ClockGuard: Sendable {
    /// How far the time of day may be from what is expected: steps of a time server are smaller, and
    /// no promise is.
    static let stepNsMax = 2 * Span.secondNs
    /// The longest gap at a start that needs no time server's word: longer than an upgrade takes.
    static let gapNsMax = Span.hourNs

    /// The newest ledger time, and the monotonic clock then.
    private(set) var time: Instant
    private var monotonicNs: Int64
    private var isAhead = false
    /// What was in doubt at the start.
    private var startDoubt: ClockDoubt?

    /// A clock that is believed as it is: a journal begins, or goes live.
    init(accepting reading: ClockReading, after newest: Instant) {
        time = max(newest, reading.wall)
        monotonicNs = reading.monotonicNs
    }

    /// A start on a live journal, whose newest record has a time.
    init(starting reading: ClockReading, after newest: Instant, isSynchronised: Bool) {
        self.init(accepting: reading, after: newest)
        if reading.wall.adding(spanNs: Self.stepNsMax) < newest {
            startDoubt = .behindJournal
        } else if !isSynchronised, reading.wall > newest.adding(spanNs: Self.gapNsMax) {
            startDoubt = .longGap
        }
    }

    var doubt: ClockDoubt? { isAhead ? .jumpedAhead : startDoubt }

    /// Ledger time at a reading; never below one before.
    mutating func time(at reading: ClockReading) -> Instant {
        let expected = expected(at: reading)
        isAhead = reading.wall > expected.adding(spanNs: Self.stepNsMax)
        return move(to: isAhead ? expected : max(expected, reading.wall), at: reading)
    }

    /// Believes the time of day from now on. What it was behind, it stays behind: time does not go
    /// back.
    mutating func accept(_ reading: ClockReading) {
        isAhead = false
        startDoubt = nil
        _ = move(to: max(expected(at: reading), reading.wall), at: reading)
    }

    private func expected(at reading: ClockReading) -> Instant {
        time.adding(spanNs: max(0, reading.monotonicNs - monotonicNs))
    }

    private mutating func move(to time: Instant, at reading: ClockReading) -> Instant {
        self.time = time
        monotonicNs = max(monotonicNs, reading.monotonicNs)
        return time
    }
}

/// The two clocks, read one after the other.
struct ClockReading: Sendable {
    /// The time of day, read first: what passes until the other is read then counts as passed.
    var wall: Instant
    var monotonicNs: Int64
}
