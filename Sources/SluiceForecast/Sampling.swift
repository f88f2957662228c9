import SluiceCore

/// Which holds are learned from: all while there are few, else those whose keys end in so many zeros
/// that some thousands a day are left. Keys are hashes, so that is a fair draw, and the same for ever.
struct Sampling: Hashable, Sendable {
    /// The bits of a key that must be zero.
    private(set) var mask: UInt64 = 0
    private(set) var day = 0
    /// Drawn and followed on this day, UTC.
    private(set) var drawn = 0

    /// Draws a day above which it draws half as many: a forecast is no better for more of them.
    static let dailyMax = 8_192

    mutating func draws(_ hold: HoldKey, at now: Instant) -> Bool {
        let today = WeekClock.day(of: now).day
        if today > day {
            if drawn < Sampling.dailyMax / 4 { mask >>= 1 }
            (day, drawn) = (today, 0)
        }
        return hold.low & mask == 0
    }

    /// Counts one that was drawn and found a place.
    mutating func count() {
        drawn += 1
        if drawn % Sampling.dailyMax == 0 { mask = mask << 1 | 1 }
    }

    func write(to writer: inout ByteWriter) {
        writer.fixed64(mask)
        writer.signed(Int64(day))
        writer.varint(UInt64(drawn))
    }

    init() {}

    init(from reader: inout ByteReader) throws(DecodeError) {
        mask = try reader.fixed64()
        day = Int(try reader.signed())
        drawn = Int(clamping: try reader.varint())
    }
}
