import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// An archive that keeps nothing, for measuring the journal alone: the engine forgets nothing, unless it is told to.
struct NoArchive: Archive {
    let name = "archive"
    /// The row it says it has followed to.
    var row: UInt64 = 0
    var needsImages: Bool { false }

    /// An engine on the journal of a directory that only a bench uses.
    /// - Parameters:
    ///   - endedMax: how much of what has ended stays in memory; what is forgotten is nowhere.
    ///   - wrapping: what the journal is wrapped in.
    static func engine(
        _ path: String, birth: Birth = .bench, options: EngineOptions, archiveRow: UInt64 = 0,
        snapshots: SnapshotFolder? = nil, consumers: [any FeedConsumer] = [],
        clock: WallClock = .system, endedMax: Int = .max,
        wrapping: (any Journal) -> any Journal = { $0 }
    ) throws -> Engine {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        var options = options
        options.residentEndedMax = endedMax
        options.archiveLagBytesMax = .max
        return try Engine(
            Engine.Parts(
                journal: wrapping(SQLiteJournal(directory: path, version: sluiceVersion)),
                archive: NoArchive(row: archiveRow), consumers: consumers, clock: clock,
                snapshots: snapshots, options: options,
                onFatal: { detail in
                    Terminal.error("fatal: \(detail)")
                    exit(70)
                }),
            birth: birth)
    }

    func checkpoint() throws -> UInt64 { row }
    func consume(_: [CommittedBatch]) throws {}
    func image(of: RecordKey) throws -> RecordImage? { nil }
    func name(of: NamedKey) throws -> String? { nil }
    func keys(after _: ArchivedKey?, countMax: Int) throws -> [ArchivedKey] { [] }
    func forEachImage(_: (RecordImage) throws -> Void) throws {}
    func forEachFact(_: (FactKey, OrderKey) throws -> Void) throws {}
}

extension Birth {
    /// A live journal by the standard policy.
    static let bench = Birth(
        journal: CreateJournal(mode: .live, lender: "lender", zone: "Asia/Shanghai"),
        policy: .standard)
}
