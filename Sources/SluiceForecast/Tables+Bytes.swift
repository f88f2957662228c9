import SluiceCore

// How each table of a forecaster is written, in the order of its places.

extension WeekClock {
    func write(to writer: inout ByteWriter) {
        writer.doubles(counts)
        writer.instant(at)
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        let counts = try reader.doubles()
        guard counts.count == 7 else {
            throw DecodeError(.invalidValue, offset: reader.offset)
        }
        self.init(counts: counts, at: try reader.instant())
    }
}

extension SegmentTable {
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(hand))
        writer.varint(UInt64(entries.count))
        for entry in entries {
            writer.fixed16(entry.name.course)
            writer.byte(entry.name.level.rawValue)
            writer.key(entry.name.key)
            writer.double(entry.weight)
            writer.double(entry.mean)
            writer.instant(entry.at)
            writer.flag(entry.isUsed)
        }
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        let hand = Int(clamping: try reader.varint())
        var entries: [Entry] = []
        for _ in 0..<(try reader.count()) {
            let course = try reader.fixed16()
            guard let level = SegmentLevel(rawValue: try reader.byte()) else {
                throw DecodeError(.unknownTag, offset: reader.offset)
            }
            entries.append(
                Entry(
                    name: Name(course: course, level: level, key: try reader.key()),
                    weight: try reader.double(), mean: try reader.double(),
                    at: try reader.instant(), isUsed: try reader.flag()))
        }
        guard hand <= entries.count, entries.count <= SegmentTable.segmentsMax else {
            throw DecodeError(.invalidValue, offset: reader.offset)
        }
        self.init(entries: entries, hand: hand)
    }
}

extension ResidualWindow {
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(next))
        writer.varint(UInt64(unsettled))
        writer.varint(UInt64(ring.count))
        for residual in ring {
            writer.instant(residual.at)
            writer.double(residual.value)
        }
        writer.doubles(open.map(\.value))
        writer.doubles(open.map(\.weight))
        writer.doubles(values)
        writer.doubles(weights)
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        let (next, unsettled) = (Int(clamping: try reader.varint()), try reader.varint())
        var ring: [Residual] = []
        for _ in 0..<(try reader.count()) {
            ring.append(Residual(at: try reader.instant(), value: try reader.double()))
        }
        let (places, chances) = (try reader.doubles(), try reader.doubles())
        let (values, weights) = (try reader.doubles(), try reader.doubles())
        guard places.count == chances.count, values.count == weights.count,
            ring.count <= ForecastLimits.residualsMax, next <= max(0, ring.count - 1)
        else { throw DecodeError(.invalidValue, offset: reader.offset) }
        self.init(
            open: zip(places, chances).map { Open(value: $0, weight: $1) }, ring: ring, next: next,
            unsettled: Int(clamping: unsettled), values: values, weights: weights)
    }
}

extension Course {
    func write(to writer: inout ByteWriter) {
        writer.doubles(line.products)
        writer.doubles(line.answers)
        writer.instant(at)
        writer.double(weight)
        residuals.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        let (products, answers) = (try reader.doubles(), try reader.doubles())
        guard products.count == line.products.count, answers.count == line.answers.count else {
            throw DecodeError(.invalidValue, offset: reader.offset)
        }
        line.products = products
        line.answers = answers
        line.solve()
        at = try reader.instant()
        weight = try reader.double()
        residuals = try ResidualWindow(from: &reader)
    }
}

extension OpenHolds {
    /// Free places are written too: where the next hold goes is part of what happens next.
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(slots.count))
        for slot in slots {
            writer.flag(slot != nil)
            slot?.write(to: &writer)
        }
        writer.varint(UInt64(free.count))
        for place in free { writer.varint(UInt64(place)) }
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        var slots: [Tracked?] = []
        for _ in 0..<(try reader.count()) {
            slots.append(try reader.flag() ? try Tracked(from: &reader) : nil)
        }
        var free: [Int] = []
        for _ in 0..<(try reader.count()) { free.append(Int(clamping: try reader.varint())) }
        guard slots.count <= ForecastLimits.openHoldsMax,
            free.count == slots.count(where: { $0 == nil }),
            free.allSatisfy({ $0 < slots.count && slots[$0] == nil }),
            slots.allSatisfy({ $0.map { $0.nextOfOrder < slots.count } ?? true })
        else { throw DecodeError(.invalidValue, offset: reader.offset) }
        self.init(slots: slots, free: free)
    }
}

extension Tracked {
    func write(to writer: inout ByteWriter) {
        writer.key(subject.hold)
        writer.key(subject.order)
        writer.text(subject.scenario.text)
        writer.byte(subject.captureOn.rawValue)
        writer.instant(subject.placedAt)
        writer.instant(subject.endsAt)
        for level in SegmentLevel.allCases { writer.key(subject.segments[level]) }
        writer.byte(family)
        for time in began { writer.instant(time) }
        writer.signed(Int64(nextOfOrder))
        writer.flag(isDrawn)
        writer.flag(told != nil)
        if let told {
            for time in [told.p50, told.p80, told.p90, told.latest] { writer.instant(time) }
        }
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        let (hold, order): (HoldKey, OrderKey) = (try reader.key(), try reader.key())
        guard let scenario = Code(try reader.text()),
            let captureOn = CaptureOn(rawValue: try reader.byte())
        else { throw DecodeError(.invalidValue, offset: reader.offset) }
        let subject = HoldSubject(
            hold: hold, order: order, scenario: scenario, captureOn: captureOn,
            placedAt: try reader.instant(), endsAt: try reader.instant(),
            segments: Segments(
                region: try reader.key(), route: try reader.key(), merchant: try reader.key()))
        self.init(subject, family: try reader.byte(), stage: .placed)
        for index in began.indices { began[index] = try reader.instant() }
        nextOfOrder = Int(clamping: try reader.signed())
        isDrawn = try reader.flag()
        guard try reader.flag() else { return }
        told = Forecast(
            p50: try reader.instant(), p80: try reader.instant(), p90: try reader.instant(),
            latest: try reader.instant(), billedBasisPoints: nil, basis: .stage)
    }
}
