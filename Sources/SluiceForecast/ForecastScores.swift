import SluiceCore

/// How good what was told at placement was, by what it was told of and by the week of the end.
///
/// Limits: the newest `weeksMax` weeks.
public struct ForecastScores: Sendable {
    /// Half a year.
    public static let weeksMax = 26

    public struct Row: Hashable, Sendable {
        /// Weeks since Monday, 1969-12-29, UTC.
        public var week: Int
        var family: UInt8
        public var ended: Int64 = 0
        /// Sums, in days: of the error of the median, and of the pinball loss at 50, 80 and 90 %.
        public var errorDays = 0.0
        public var pinballDays = 0.0
        /// Those that ended by the time told for 80 % and 90 % of them, and by the latest.
        public var by80: Int64 = 0
        public var by90: Int64 = 0
        public var keptLatest: Int64 = 0
    }

    /// In the order of weeks, and within one of the first end.
    private(set) var rows: [Row] = []

    init() {}

    mutating func add(_ told: Forecast, endedAt: Instant, family: UInt8) {
        let week = (WeekClock.day(of: endedAt).day + 3) / 7
        let place: Int
        if let known = rows.lastIndex(where: { $0.week == week && $0.family == family }) {
            place = known
        } else {
            rows.removeAll { $0.week <= week - ForecastScores.weeksMax }
            place = rows.firstIndex { $0.week > week } ?? rows.count
            rows.insert(Row(week: week, family: family), at: place)
        }
        let losses = [(told.p50, 0.5), (told.p80, 0.8), (told.p90, 0.9)].map { time, share in
            let late = Time.days(from: time, to: endedAt)
            return late > 0 ? share * late : (share - 1) * late
        }
        rows[place].ended += 1
        rows[place].errorDays += 2 * losses[0]
        rows[place].pinballDays += (losses[0] + losses[1] + losses[2]) / 3
        rows[place].by80 += endedAt <= told.p80 ? 1 : 0
        rows[place].by90 += endedAt <= told.p90 ? 1 : 0
        rows[place].keptLatest += endedAt <= told.latest ? 1 : 0
    }

    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(rows.count))
        for row in rows {
            writer.signed(Int64(row.week))
            writer.byte(row.family)
            for count in [row.ended, row.by80, row.by90, row.keptLatest] { writer.signed(count) }
            writer.double(row.errorDays)
            writer.double(row.pinballDays)
        }
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        for _ in 0..<(try reader.count()) {
            var row = Row(week: Int(try reader.signed()), family: try reader.byte())
            row.ended = try reader.signed()
            row.by80 = try reader.signed()
            row.by90 = try reader.signed()
            row.keptLatest = try reader.signed()
            row.errorDays = try reader.double()
            row.pinballDays = try reader.double()
            rows.append(row)
        }
    }
}
