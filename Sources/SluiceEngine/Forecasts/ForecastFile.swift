import Crypto
import Foundation
import SluiceCore
import SluiceForecast

/// The file a forecaster is kept in: bytes, and the SHA-256 of them. It is written whole and renamed; one
/// that is damaged or of another version is as if it were not there.
struct ForecastFile: Sendable {
    let path: String

    func read() -> ForecastFollower.Learned? {
        guard let data = FileManager.default.contents(atPath: path), data.count > 32,
            Data(SHA256.hash(data: data.dropLast(32))) == data.suffix(32)
        else { return nil }
        var reader = ByteReader([UInt8](data.dropLast(32)))
        do {
            let learned = try ForecastFollower.Learned(from: &reader)
            return reader.isAtEnd ? learned : nil
        } catch {
            return nil
        }
    }

    /// - Returns: the size of the file.
    /// - Throws: what the file system said; the old file is still there then.
    func write(_ learned: ForecastFollower.Learned) throws -> Int {
        var writer = ByteWriter(capacity: 1 << 20)
        learned.write(to: &writer)
        var data = Data(writer.bytes)
        data.append(contentsOf: SHA256.hash(data: data))
        try data.write(to: URL(filePath: path), options: .atomic)
        return data.count
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

extension ForecastFollower.Learned {
    func write(to writer: inout ByteWriter) {
        writer.fixed64(row)
        writer.append(hash.bytes)
        writer.signed(returnSpanNs)
        forecaster.write(to: &writer)
    }

    init(from reader: inout ByteReader) throws(DecodeError) {
        row = try reader.fixed64()
        hash = RowHash(bytes: try reader.bytes(32))
        returnSpanNs = try reader.signed()
        forecaster = try Forecaster(from: &reader)
    }
}
