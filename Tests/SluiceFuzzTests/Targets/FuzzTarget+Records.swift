@testable import SluiceCore

extension FuzzTarget {
    /// What is decoded is encoded to bytes that decode to the same, with names and without.
    func checkJournal(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let records = try? BatchCodec.decode(bytes) else { return false }
        try FuzzFinding.unless(
            (try? BatchCodec.decode(BatchCodec.encode(records))) == records,
            "records are read as they are written")
        var nameless = records
        for index in nameless.indices { nameless[index].names = [] }
        try FuzzFinding.unless(
            (try? BatchCodec.decode(bytes, isNaming: false)) == nameless,
            "without names the rest is the same")
        return true
    }

    /// A record of a snapshot has an image that is read to the same image.
    func checkState(_ bytes: [UInt8]) throws(FuzzFinding) -> Bool {
        guard let state = try? StateRecords(bytes, from: 0) else { return false }
        let images = state.records.map(\.image)
        let written = Self.bytes(of: images)
        guard let again = try? StateRecords(written, from: 0) else {
            throw FuzzFinding(promise: "records are read as they are written")
        }
        try FuzzFinding.unless(
            Self.bytes(of: again.records.map(\.image)) == written, "a record has one image")
        return true
    }

    /// Records as a snapshot has them: kind, length, image.
    private static func bytes(of images: [(StateKey.Kind, [UInt8])]) -> [UInt8] {
        var writer = ByteWriter()
        for (kind, image) in images {
            writer.varint(UInt64(kind.rawValue))
            writer.varint(UInt64(image.count))
            writer.append(image)
        }
        return writer.bytes
    }
}

extension StateRecords.Record {
    fileprivate var image: (StateKey.Kind, [UInt8]) {
        switch self {
        case .account(let record): (.account, RecordCodec.encode(record))
        case .accountOperation(let record): (.accountOperation, RecordCodec.encode(record))
        case .hold(let record): (.hold, RecordCodec.encode(record))
        case .order(let record): (.order, RecordCodec.encode(record))
        case .merchant(let record): (.merchant, RecordCodec.encode(record))
        case .source(let record): (.source, RecordCodec.encode(record))
        case .policy(let record): (.policy, RecordCodec.encode(record))
        case .alias(let record): (.alias, RecordCodec.encode(record))
        case .proposal(let record): (.proposal, RecordCodec.encode(record))
        case .subject(let record): (.subject, RecordCodec.encode(record))
        case .dayBook(let record): (.dayBook, RecordCodec.encode(record))
        }
    }
}
