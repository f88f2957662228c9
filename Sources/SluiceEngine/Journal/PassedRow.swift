/// The newest row that everybody has passed: followers, and the older of two snapshots.
struct PassedRow: Sendable {
    let archived: @Sendable () -> UInt64
    let status: EngineStatus
    let snapshots: SnapshotFolder?

    var row: UInt64 {
        let followers = status.snapshot.consumers.values.min() ?? 0
        guard let snapshots else { return min(archived(), followers) }
        let kept = snapshots.rows().prefix(SnapshotFolder.kept)
        guard kept.count == SnapshotFolder.kept, let older = kept.last else { return 0 }
        return min(archived(), followers, older)
    }
}
