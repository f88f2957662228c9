import Foundation
import SluiceCore

/// What recovery makes of a journal.
struct RecoveredState {
    var ledger = Ledger()
    var residency: Residency
    var names: NameDirectory
    let lag: ArchiveLag
    var carried = CarriedKeys()
    var figures = RecoveryFigures()

    /// - Throws: what the archive throws that cannot tell its checkpoint.
    init(archive: any Archive, options: EngineOptions, hasEvicted: Bool = false) throws {
        // What has ended leaves room for what is live.
        let endedMax = min(options.residentEndedMax, options.capacity.ordersMax / 4)
        residency = Residency(archive: archive, endedMax: endedMax, hasEvicted: hasEvicted)
        names = NameDirectory(archive: archive)
        lag = ArchiveLag(
            archived: try archive.checkpoint(), bytesMax: options.archiveLagBytesMax)
    }

    /// Keeps in memory what the archive lacks of a row.
    func keep(_ records: [CommandRecord], row: UInt64) {
        guard row > lag.row else { return }
        names.add(records, row: row)
        lag.add(row: row, bytes: records.reduce(0) { $0 + $1.bytesEstimate })
    }
}

/// What a start had to do.
public struct RecoveryFigures: Hashable, Sendable {
    /// The row of the snapshot it began with; 0 for none.
    public var snapshotRow: UInt64 = 0
    /// The newest row, 0 for a journal that was empty.
    public var row: UInt64 = 0
    /// Events replayed.
    public var events: UInt64 = 0
    public var spentNs: Int64 = 0
}

extension Engine {
    /// Makes the state after the newest row: of the newest sound snapshot and the rows after it, or
    /// of all rows.
    static func recover(
        _ journal: any Journal, _ parts: Parts, _ head: JournalHead
    ) throws -> RecoveredState {
        let began = ContinuousClock.now
        for consumer in parts.consumers + [parts.archive] {
            let checkpoint = try consumer.checkpoint()
            guard checkpoint <= head.sequence else {
                throw JournalError(
                    .damaged,
                    "the journal ends at row \(head.sequence), but \(consumer.name) has followed "
                        + "it to row \(checkpoint): its tail is lost")
            }
        }
        let replay = Replay(journal: journal, parts: parts, head: head)
        var state = try fromSnapshot(replay) ?? replay.run()
        state.figures.row = head.sequence
        state.figures.spentNs = Int64((ContinuousClock.now - began) / .nanoseconds(1))
        for note in state.carried.notes { parts.onNote(note) }
        return state
    }

    /// The state by the newest snapshot that serves; nil where none does.
    private static func fromSnapshot(_ replay: Replay) throws -> RecoveredState? {
        guard let folder = replay.parts.snapshots else { return nil }
        for row in folder.rows() {
            do {
                let header = try Snapshot.header(path: folder.file(row))
                if let refusal = try replay.refusal(of: header) {
                    // An archive made again comes to that row too, and is not the one it rests on.
                    folder.remove(row)
                    replay.parts.onWarning(.snapshotPassedOver(row: row, detail: refusal))
                    continue
                }
                return try replay.run(from: folder.file(row))
            } catch let error as JournalError {
                // Where it is the journal that is damaged, the replay of all of it says so.
                replay.parts.onWarning(.snapshotPassedOver(row: row, detail: error.detail))
            }
        }
        return nil
    }
}
