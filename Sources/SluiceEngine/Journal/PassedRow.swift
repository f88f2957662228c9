/// The newest row that everybody has passed: followers, and the older of two snapshots.
///
/// A start looks at the row each of them stands at, so the newest is the one before.
struct PassedRow: Sendable {
    let archived: @Sendable () -> UInt64
    let status: EngineStatus
    let snapshots: SnapshotFolder?

    var row: UInt64 {
        let followers = status.snapshot.consumers.values.min() ?? 0
        var lowest = min(archived(), followers)
        if let snapshots {
            let kept = snapshots.rows().prefix(SnapshotFolder.kept)
            guard kept.count == SnapshotFolder.kept, let older = kept.last else { return 0 }
            lowest = min(lowest, older)
        }
        return max(1, lowest) - 1
    }
}
