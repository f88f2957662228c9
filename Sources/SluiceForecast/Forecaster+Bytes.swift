import SluiceCore

/// What a forecaster remembers as bytes, for a file that may be thrown away.
///
/// Equal forecasters give equal bytes. Tables are written in the order of their places.
extension Forecaster {
    /// Another version cannot be read, and is learned again.
    private static let version: UInt8 = 1

    public func write(to writer: inout ByteWriter) {
        writer.byte(Forecaster.version)
        writer.varint(UInt64(families.count))
        for family in families {
            writer.text(family.scenario?.text ?? "")
            writer.byte(family.captureOn?.rawValue ?? 0)
        }
        clock.write(to: &writer)
        segments.write(to: &writer)
        for course in courses {
            writer.flag(course != nil)
            course?.write(to: &writer)
        }
        open.write(to: &writer)
        look.write(to: &writer)
        scores.write(to: &writer)
        sampling.write(to: &writer)
    }

    /// - Throws: `DecodeError`: the bytes are no forecaster of this version.
    public init(from reader: inout ByteReader) throws(DecodeError) {
        self.init()
        guard try reader.byte() == Forecaster.version else {
            throw DecodeError(.invalidValue, offset: 0)
        }
        for _ in 0..<(try reader.count()) {
            let scenario = Code(try reader.text())
            let captureOn = CaptureOn(rawValue: try reader.byte())
            _ = place(of: Family(scenario: scenario, captureOn: captureOn))
        }
        clock = try WeekClock(from: &reader)
        segments = try SegmentTable(from: &reader)
        for index in courses.indices where try reader.flag() {
            courses[index] = try Course(from: &reader)
        }
        open = try OpenHolds(from: &reader)
        look = try OpenLook(from: &reader)
        scores = try ForecastScores(from: &reader)
        sampling = try Sampling(from: &reader)
    }
}

extension ByteWriter {
    mutating func double(_ value: Double) { fixed64(value.bitPattern) }

    mutating func doubles(_ values: [Double]) {
        varint(UInt64(values.count))
        for value in values { double(value) }
    }
}

extension ByteReader {
    mutating func double() throws(DecodeError) -> Double { Double(bitPattern: try fixed64()) }

    mutating func doubles() throws(DecodeError) -> [Double] {
        var values: [Double] = []
        for _ in 0..<(try count()) { values.append(try double()) }
        return values
    }
}
