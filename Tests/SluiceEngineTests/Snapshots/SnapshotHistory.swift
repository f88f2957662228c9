import Foundation
import SluiceCore
import SluiceTestKit
import Synchronization

@testable import SluiceEngine

/// A random history run twice: by a ledger that keeps everything, and as the engine does it – rows,
/// an archive that lags behind, eviction, snapshots – with restarts in between.
struct SnapshotHistory {
    private var generator: Generator
    private var random: RandomSource
    private var reference = ReferenceLedger()
    private(set) var whole = Ledger()

    private(set) var ledger = Ledger()
    private var residency: Residency
    /// Has all keys, or none are needed, where it is nil.
    private var gatherer: KeyGatherer?
    private(set) var archive = MemoryArchive()
    private let disk = MemoryJournal.Disk()
    private let folder: SnapshotFolder
    private let options: EngineOptions
    private var head = JournalHead(epoch: 1, sequence: 0, hash: .zero)
    private var batch: [CommandRecord] = []
    private var carried = CarriedKeys()

    /// What happened, so that a test can tell that it tested something.
    private(set) var evictions = 0
    private(set) var snapshots = 0
    private(set) var restarts = 0
    private(set) var fromSnapshots = 0
    /// Starts after which all keys of the archive were gathered.
    private(set) var gathered = 0
    /// Records that a replay brought back from the archive.
    private(set) var supplied = 0
    /// Of them those that had already what was replayed.
    private(set) var ahead = 0

    init(seed: UInt64, directory: String) {
        generator = Generator(seed: seed)
        random = RandomSource(seed: ~seed)
        folder = SnapshotFolder(directory: directory)
        var options = EngineOptions()
        options.residentEndedMax = random.pick([0, 3, 20])
        self.options = options
        residency = Residency(archive: archive, endedMax: options.residentEndedMax)
    }

    /// Applies a command to both.
    /// - Returns: what differs.
    mutating func step() throws -> [String] {
        let (command, now) = generator.next(seeing: reference)
        _ = reference.apply(command, at: now)
        let wanted = whole.apply(command, at: now)
        ledger.row = head.sequence + 1
        try residency.supply(command, to: &ledger, row: ledger.row)
        let outcome = ledger.apply(command, at: now)
        var found: [String] = []
        if outcome != wanted { found.append("\(command.body): \(outcome), wanted \(wanted)") }
        if ledger.emitted != whole.emitted { found.append("\(command.body): other events") }
        if ledger.sequence != whole.sequence { found.append("another sequence") }
        if !ledger.emitted.isEmpty {
            batch.append(
                CommandRecord(
                    time: now, policyVersion: 0, command: command, outcome: outcome.code, names: [],
                    events: ledger.emitted))
        }
        if random.chance(40) {
            try seal()
            if random.chance(30) { try archiveSome() }
            if gatherer?.turn() == .complete {
                gatherer = nil
                gathered += 1
            }
            evict()
            if random.chance(8) { try freeze() }
        }
        return found
    }

    /// Ends the process and starts another, now and then with something lost or damaged.
    /// - Returns: what is not as it was.
    mutating func restart() throws -> [String] {
        batch.removeAll()
        guard head.sequence > 0 else { return [] }
        // What was applied and not sealed is lost to both.
        guard ledger.sequence == (disk.rows.last.map { $0.firstEvent + UInt64($0.count) - 1 })
        else {
            return ["a batch was left open"]
        }
        try damage()
        let lent = CountingArchive(archive)
        let state = try Engine.recover(
            MemoryJournal(disk),
            Engine.Parts(
                journal: MemoryJournal(disk), archive: lent, snapshots: folder, options: options,
                onFatal: { preconditionFailure($0) }), head)
        restarts += 1
        if state.figures.snapshotRow > 0 { fromSnapshots += 1 }
        // Brought back for its first event after the snapshot: with any of them it is ahead.
        let began = state.ledger.sequence - state.figures.events
        supplied += lent.given.count
        ahead += lent.given.count { $0 > began }
        ledger = state.ledger
        carried = state.carried
        residency = state.residency
        gatherer = residency.gathered.map {
            KeyGatherer(
                archive: archive, gathered: $0, status: EngineStatus(), onWarning: { _ in })
        }
        gatherer?.pageKeysMax = Int(random.within(2...200))
        return try differences()
    }

    /// Ends the batch that is open.
    mutating func seal() throws {
        guard !batch.isEmpty else { return }
        var row = JournalRow(
            shard: .only, sequence: head.sequence + 1, epoch: 1, time: batch[batch.count - 1].time,
            firstEvent: ledger.sequence + 1 - UInt64(batch.reduce(0) { $0 + $1.events.count }),
            count: UInt32(batch.reduce(0) { $0 + $1.events.count }), hash: .zero,
            bytes: BatchCodec.encode(batch))
        row.hash = row.chained(after: head.hash)
        disk.rows.append(row)
        head.sequence = row.sequence
        head.hash = row.hash
        carried.add(batch)
        batch.removeAll()
    }

    /// What the state with its archive is not as that of the ledger that keeps everything.
    func differences() throws -> [String] {
        var joined = ledger
        try archive.forEachImage { image in
            if !joined.isResident(image.key) { try joined.install(image) }
        }
        var found = joined.audit().map(\.description)
        found += differences(joined)
        if ledger.liveHoldCount != whole.liveHoldCount { found.append("other live holds") }
        var (own, other) = (ledger, whole)
        if own.nextDue() != other.nextDue() { found.append("another next due time") }
        return found
    }

    /// The records that differ, each with where it is.
    private func differences(_ joined: Ledger) -> [String] {
        guard StateDigest.of(joined) != StateDigest.of(whole) else { return [] }
        var images: [StateKey: [UInt8]] = [:]
        whole.forEachImage { images[$0] = $1 }
        var found: [String] = []
        joined.forEachImage { key, bytes in
            guard images.removeValue(forKey: key) != bytes else { return }
            let place = RecordKey(key).map { ledger.isResident($0) ? "memory" : "archive" }
            found.append("\(key.kind) \(key.key) differs in \(place ?? "memory")")
        }
        return found + images.keys.map { "\($0.kind) \($0.key) is missing" }.sorted()
    }

    /// Lets the archive follow, to the newest row or to one before it.
    mutating func archiveSome() throws {
        let first = try archive.checkpoint()
        let last = random.chance(50) ? head.sequence : first + UInt64(random.within(0...5))
        for row in disk.rows where row.sequence > first && row.sequence <= last {
            let records = try Recovery.decode(row)
            try archive.consume([
                CommittedBatch(
                    row: row.sequence, hash: row.hash, firstEvent: row.firstEvent,
                    records: records, ended: ledger.endedImages(changedBy: records))
            ])
        }
    }

    private mutating func evict() {
        let before = ledger.endedCount
        residency.trim(&ledger, archived: (try? archive.checkpoint()) ?? 0)
        evictions += before - ledger.endedCount
    }

    private mutating func freeze() throws {
        let frozen = FrozenState(
            ledger: ledger, row: head.sequence, archivedRow: try archive.checkpoint(),
            carried: carried)
        if head.sequence > 0, try folder.write(frozen, hash: head.hash, isWanted: { true }) != nil {
            snapshots += 1
        }
    }

    private mutating func damage() throws {
        guard let newest = folder.rows().first else { return }
        let path = folder.file(newest)
        switch random.below(8) {
        case 0:
            var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            bytes[random.below(bytes.count)] ^= 0x40
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        case 1:
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            try bytes.prefix(random.below(bytes.count)).write(to: URL(fileURLWithPath: path))
        case 2:
            // The archive is gone: no snapshot that needs it serves.
            archive = MemoryArchive()
        default: break
        }
    }
}

/// An archive that remembers the sequences of the records it has given.
private final class CountingArchive: Archive {
    private let archive: MemoryArchive
    private let sequences = Mutex<[UInt64]>([])

    init(_ archive: MemoryArchive) { self.archive = archive }

    var given: [UInt64] { sequences.withLock { $0 } }
    var name: String { archive.name }
    func checkpoint() throws -> UInt64 { try archive.checkpoint() }
    func consume(_ batches: [CommittedBatch]) throws { try archive.consume(batches) }
    func name(of key: NamedKey) throws -> String? { try archive.name(of: key) }
    func keys(after last: ArchivedKey?, countMax: Int) throws -> [ArchivedKey] {
        try archive.keys(after: last, countMax: countMax)
    }
    func forEachImage(_ body: (RecordImage) throws -> Void) throws {
        try archive.forEachImage(body)
    }
    func forEachFact(_ body: (FactKey, OrderKey) throws -> Void) throws {
        try archive.forEachFact(body)
    }

    func image(of key: RecordKey) throws -> RecordImage? {
        let image = try archive.image(of: key)
        if let image { sequences.withLock { $0.append(image.sequence) } }
        return image
    }
}
