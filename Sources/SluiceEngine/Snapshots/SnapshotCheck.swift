import SluiceCore

/// Compares snapshots with the state a replay of every row comes to at theirs.
public struct SnapshotCheck {
    private let folder: SnapshotFolder
    private var rows: [UInt64]

    public init(_ folder: SnapshotFolder) {
        self.folder = folder
        rows = folder.rows()
    }

    /// To be told every row in order, with the ledger after it.
    /// - Returns: what is wrong with a snapshot of the row.
    public mutating func follow(_ row: JournalRow, _ ledger: Ledger) -> [String] {
        guard rows.last == row.sequence else { return [] }
        rows.removeLast()
        do {
            let snapshot = try Snapshot(path: folder.file(row.sequence))
            guard snapshot.header.hash == row.hash else {
                return ["snapshot \(row.sequence) is of another journal"]
            }
            return differences(snapshot, ledger).map { "snapshot \(row.sequence) \($0)" }
        } catch {
            return ["snapshot \(row.sequence) cannot be read: \(error)"]
        }
    }

    /// Every record of the snapshot is as it was, and only ended ones are left out.
    private func differences(_ snapshot: Snapshot, _ ledger: Ledger) -> [String] {
        var faults: [String] = []
        if snapshot.ledger.head != ledger.head { faults.append("differs in its head") }
        var images: [StateKey: [UInt8]] = [:]
        ledger.forEachImage { images[$0] = $1 }
        snapshot.ledger.forEachImage { key, bytes in
            if images.removeValue(forKey: key) != bytes {
                faults.append("differs in \(key.kind) \(key.key)")
            }
        }
        for key in images.keys.sorted() {
            guard let record = RecordKey(key), ledger.isEnded(record) else {
                faults.append("lacks \(key.kind) \(key.key)")
                continue
            }
        }
        return faults
    }
}
