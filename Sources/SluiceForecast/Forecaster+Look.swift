import SluiceCore

/// A look at those that are open, some at a time: one a day at most, so that no observation takes long.
struct OpenLook: Sendable {
    /// The day of the last one that ended; days since 1970, UTC.
    var day = 0
    /// The place to go on at; 0: none is going on.
    var cursor = 0
    /// What was found so far, by course.
    var found: [[ResidualWindow.Open]] = []

    /// Places looked at for each hold that ends.
    static let placesMax = 16
}

extension Forecaster {
    /// How long those that are open have been, so that what ends soon is not taken for all.
    mutating func lookOn(_ now: Instant) {
        let day = WeekClock.day(of: now).day
        if look.cursor == 0 {
            guard day != look.day else { return }
            look.found = Array(repeating: [], count: courses.count)
        }
        let end = min(open.slots.count, look.cursor + OpenLook.placesMax)
        for place in min(look.cursor, end)..<end {
            guard let tracked = open.slots[place], tracked.isDrawn else { continue }
            note(tracked, now)
        }
        look.cursor = end
        guard end == open.slots.count else { return }
        for (place, found) in look.found.enumerated() { courses[place]?.residuals.look(at: found) }
        look = OpenLook(day: day)
    }

    private mutating func note(_ tracked: Tracked, _ now: Instant) {
        let spread = spread(of: tracked, at: now)
        for (index, stage) in Stage.allCases.enumerated() where tracked.began[index] < now {
            for kind in EndKind.allCases {
                let place = Forecaster.course(tracked.family, stage, kind)
                // A family that came since the look began is looked at the next time.
                guard place < look.found.count, spread.ways[kind.index] != nil,
                    let course = courses[place]
                else { continue }
                let began = tracked.began[index]
                let mean =
                    course.line.value(Sample(startedAt: began).x)
                    + effects(tracked.subject.segments, place, now).sum
                let value = Course.measure(clock.spent(from: began, to: now)) - mean
                look.found[place].append(
                    ResidualWindow.Open(value: value, weight: spread.chances[kind.index]))
            }
        }
    }
}

extension OpenLook {
    func write(to writer: inout ByteWriter) {
        writer.signed(Int64(day))
        writer.varint(UInt64(cursor))
        writer.varint(UInt64(found.count))
        for open in found {
            writer.doubles(open.map(\.value))
            writer.doubles(open.map(\.weight))
        }
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        day = Int(try reader.signed())
        cursor = Int(clamping: try reader.varint())
        for _ in 0..<(try reader.count()) {
            let (values, weights) = (try reader.doubles(), try reader.doubles())
            found.append(zip(values, weights).map { ResidualWindow.Open(value: $0, weight: $1) })
        }
    }
}
