/// The newest row that everybody has passed: archive and other followers, and the
/// older of two snapshots.
///
/// A start looks at the row each of them stands at, so the newest is the one before.
struct PassedRow: Sendable {
    let status: EngineStatus
    let snapshots: SnapshotFolder?

    var row: UInt64 {
        var lowest = status.snapshot.consumers.values.min() ?? 0
        if let snapshots {
            let kept = snapshots.rows().prefix(SnapshotFolder.kept)
            guard kept.count == SnapshotFolder.kept, let older = kept.last else { return 0 }
            lowest = min(lowest, older)
        }
        return max(1, lowest) - 1
    }
}
