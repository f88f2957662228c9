import SluiceCore
import Testing

@testable import SluiceEngine

/// Ledger time from a clock that is set and one that is not. Times are in seconds.
@Suite("Clock guard")
struct ClockGuardTests {
    private static let second = Span.secondNs
    private static let newest: Int64 = 1_000_000

    private static func reading(_ wall: Int64, _ monotonic: Int64) -> ClockReading {
        ClockReading(wall: Instant(ns: wall * second), monotonicNs: monotonic * second)
    }

    /// What a reading comes to.
    struct Step: Sendable {
        /// Seconds after the newest record, by the time of day.
        var wall: Int64
        /// Seconds since the start, by the monotonic clock.
        var monotonic: Int64
        var isAccepted = false
        var time: Int64
        var doubt: ClockDoubt?

        init(
            _ wall: Int64, _ monotonic: Int64, time: Int64, _ doubt: ClockDoubt? = nil,
            accepting isAccepted: Bool = false
        ) {
            self.wall = wall
            self.monotonic = monotonic
            self.time = time
            self.doubt = doubt
            self.isAccepted = isAccepted
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Seconds between the newest record and the start.
        var gap: Int64 = 10
        var isSynchronised = true
        var steps: [Step]

        init(
            _ name: String, gap: Int64 = 10, synchronised isSynchronised: Bool = true,
            _ steps: Step...
        ) {
            testDescription = name
            self.gap = gap
            self.isSynchronised = isSynchronised
            self.steps = steps
        }
    }

    private static let day: Int64 = 86_400

    static let rows = [
        Row("time passes", Step(10, 0, time: 10), Step(15, 5, time: 15), Step(95, 85, time: 95)),
        Row(
            "a day ahead: time goes on by the monotonic clock until it is accepted",
            Step(10, 0, time: 10), Step(day + 11, 1, time: 11, .jumpedAhead),
            Step(day + 20, 10, time: 20, .jumpedAhead),
            Step(day + 21, 11, time: day + 21, accepting: true),
            Step(day + 22, 12, time: day + 22)),
        Row(
            "a jump that is taken back leaves nothing", Step(10, 0, time: 10),
            Step(day + 11, 1, time: 11, .jumpedAhead), Step(12, 2, time: 12),
            Step(13, 3, time: 13)),
        Row(
            "two seconds ahead are a step of a time server, three are not",
            Step(10, 0, time: 10), Step(13, 1, time: 13), Step(17, 2, time: 14, .jumpedAhead)),
        Row(
            "an hour back: time goes on by the monotonic clock, and what is due is done",
            Step(10, 0, time: 10), Step(11 - 3_600, 1, time: 11),
            Step(60 - 3_600, 50, time: 60), Step(61, 51, time: 61)),
        Row(
            "ahead, then back behind where it was", Step(10, 0, time: 10),
            Step(day, 1, time: 11, .jumpedAhead), Step(-day, 2, time: 12), Step(-day, 2, time: 12)),
        Row(
            "a day ahead, accepted, and a day back: time does not go back",
            Step(10, 0, time: 10), Step(day + 10, 0, time: day + 10, accepting: true),
            Step(11, 1, time: day + 11), Step(12, 2, time: day + 12)),
        Row(
            "a restart after a week, by a clock that is kept", gap: 7 * day,
            Step(7 * day, 0, time: 7 * day), Step(7 * day + 1, 1, time: 7 * day + 1)),
        Row(
            "a restart after a week, by a clock that is not", gap: 7 * day, synchronised: false,
            Step(7 * day, 0, time: 7 * day, .longGap),
            Step(7 * day + 9, 9, time: 7 * day + 9, .longGap),
            Step(7 * day + 10, 10, time: 7 * day + 10, accepting: true),
            Step(7 * day + 11, 11, time: 7 * day + 11)),
        Row(
            "a restart within the hour needs nobody's word", gap: 3_600, synchronised: false,
            Step(3_600, 0, time: 3_600)),
        Row(
            "a second more does", gap: 3_601, synchronised: false,
            Step(3_601, 0, time: 3_601, .longGap)),
        Row(
            "a jump on top of a gap: accepting it accepts both", gap: 7_200, synchronised: false,
            Step(7_200, 0, time: 7_200, .longGap), Step(day, 1, time: 7_201, .jumpedAhead),
            Step(7_202, 2, time: 7_202, .longGap),
            Step(7_203, 3, time: 7_203, accepting: true)),
        Row(
            "a restart behind the newest record, kept or not", gap: -3_600,
            Step(-3_600, 0, time: 0, .behindJournal), Step(-3_590, 10, time: 10, .behindJournal),
            Step(-3_580, 20, time: 20, accepting: true), Step(-3_570, 30, time: 30)),
        Row("a restart two seconds behind", gap: -2, Step(-2, 0, time: 0), Step(1, 3, time: 3)),
        Row("a second more", gap: -3, Step(-3, 0, time: 0, .behindJournal)),
        Row(
            "behind, then put right: that is a jump as well", gap: -3_600,
            Step(-3_600, 0, time: 0, .behindJournal), Step(100, 10, time: 10, .jumpedAhead),
            Step(101, 11, time: 101, accepting: true)),
    ]

    @Test("steps forward and backward, and across restarts", arguments: rows)
    func table(_ row: Row) {
        var clock = ClockGuard(
            starting: Self.reading(Self.newest + row.gap, 0),
            after: Instant(ns: Self.newest * Self.second), isSynchronised: row.isSynchronised)
        var last = Instant(ns: Self.newest * Self.second)
        for step in row.steps {
            let reading = Self.reading(Self.newest + step.wall, step.monotonic)
            if step.isAccepted { clock.accept(reading) }
            let time = clock.time(at: reading)
            #expect(time.ns == (Self.newest + step.time) * Self.second, "\(step)")
            #expect(clock.doubt == step.doubt, "\(step)")
            #expect(time >= last, "\(step)")
            last = time
        }
    }

    @Test("a journal that begins or goes live takes the clock as it is")
    func accepting() {
        var early = ClockGuard(accepting: Self.reading(50, 0), after: Instant(ns: 90 * Self.second))
        #expect(early.time(at: Self.reading(51, 1)).ns == 91 * Self.second && early.doubt == nil)
        var late = ClockGuard(accepting: Self.reading(5_000_000, 0), after: .epoch)
        #expect(late.time(at: Self.reading(5_000_001, 1)).ns == 5_000_001 * Self.second)
        #expect(late.doubt == nil)
    }

    @Test("a clock that runs a million times as fast is one look, and never in doubt")
    func faster() {
        let (clock, rate) = (WallClock.running(at: 1_000_000), Int64(1_000_000))
        let beginNs = SystemClock.monotonicNs()
        let begin = clock.reading
        var clockGuard = ClockGuard(accepting: begin, after: Instant(ns: 1))
        var last = begin
        for _ in 0..<10_000 {
            last = clock.reading
            #expect(clockGuard.time(at: last) == last.wall)
            #expect(clockGuard.doubt == nil)
        }
        let passedNs = (SystemClock.monotonicNs() - beginNs) * rate
        let shownNs = last.wall.ns - begin.wall.ns
        #expect(shownNs > 0 && shownNs <= passedNs)
    }
}
