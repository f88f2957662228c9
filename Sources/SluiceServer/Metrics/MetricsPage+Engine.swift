import SluiceCore
import SluiceEngine

/// What the engine does, and what stands beside its work.
extension MetricsPage {
    /// What the start had to do, and what goes on beside the work.
    mutating func add(care engine: EngineStatus.Snapshot) {
        let (recovery, snapshots) = (engine.recovery, engine.snapshots)
        add(
            "sluice_recovery_snapshot_row", "gauge", "Row of the snapshot the start began with",
            Int(recovery.snapshotRow))
        add(
            "sluice_recovery_events", "gauge", "Events the start replayed", Int(recovery.events))
        add(
            "sluice_recovery_nanoseconds", "gauge", "Time the start took for both",
            Int(recovery.spentNs))
        add(
            "sluice_archive_keys_known", "gauge",
            "1 if keys that were archived before the start are known without a look-up",
            engine.keys.isComplete ? 1 : 0)
        add(
            "sluice_archive_keys", "gauge", "Keys of the archive gathered since the start",
            engine.keys.keys)
        add(
            "sluice_archive_keys_nanoseconds", "gauge", "Time they were gathered",
            Int(engine.keys.spentNs))
        add(
            "sluice_snapshot_row", "gauge", "Row of the newest snapshot made", Int(snapshots.row))
        add(
            "sluice_snapshot_bytes", "gauge", "Bytes of the newest snapshot made",
            snapshots.bytes)
        add(
            "sluice_snapshot_nanoseconds", "gauge", "Time the newest snapshot was written",
            Int(snapshots.spentNs))
        add(
            "sluice_snapshots_total", "counter", "Snapshots made", snapshots.written)
        add(
            "sluice_snapshot_failures_total", "counter", "Snapshots that could not be written",
            snapshots.failures)
        add(filing: engine.rowFiling)
        let scrubs = engine.scrubs.sorted { $0.key < $1.key }
        add(
            "sluice_scrub_bytes_total", "counter", "Bytes read again", by: "store",
            scrubs.map { ($0.key, $0.value.bytes) })
        add(
            "sluice_scrub_pass_bytes", "gauge", "Bytes read of the pass under way", by: "store",
            scrubs.map { ($0.key, $0.value.passBytes) })
        add(
            "sluice_scrub_passes_total", "counter", "Passes that came to the end", by: "store",
            scrubs.map { ($0.key, $0.value.passes) })
        add(
            "sluice_scrub_passed_seconds", "gauge",
            "When the newest pass ended, in seconds since 1970", by: "store",
            scrubs.map { ($0.key, Int(($0.value.passedAt?.ns ?? 0) / Span.secondNs)) })
        add(
            "sluice_scrub_damage", "gauge", "Places found damaged", by: "store",
            scrubs.map { ($0.key, $0.value.damages.count) })
    }

    /// What is in memory, beside what the engine was sized for.
    mutating func add(capacity: Capacity, used: EngineStatus.Snapshot) {
        add(
            "sluice_capacity", "gauge", "What the engine was sized for", by: "kind",
            CapacityKind.allCases.map { ($0.rawValue, capacity[$0]) })
        add(
            "sluice_capacity_used", "gauge", "How much of it is used", by: "kind",
            CapacityKind.allCases.map { ($0.rawValue, used[$0]) })
    }

    /// What waits in memory for the archive, beside its bound.
    mutating func add(archive lag: ArchiveLag) {
        add(
            "sluice_archive_waiting_bytes", "gauge",
            "Bytes of rows, as estimated, that wait in memory for the archive", lag.bytes)
        add(
            "sluice_archive_waiting_bytes_max", "gauge",
            "Beyond it checkouts are refused, beyond half of it the background", lag.bytesMax)
        add(
            "sluice_archive_refuses", "gauge", "Who is refused until the archive has caught up",
            by: "who",
            ArchiveLag.Refused.allCases.dropFirst().map {
                ($0.rawValue, lag.refused >= $0 ? 1 : 0)
            })
    }

    /// What moved from the journal's database into files.
    mutating func add(filing: RowFilingFigures) {
        add(
            "sluice_journal_filed_row", "gauge", "Newest row moved into a file since the start",
            Int(filing.row))
        add(
            "sluice_journal_filed_rows_total", "counter", "Rows moved into files",
            Int(filing.rows))
        add("sluice_journal_files_total", "counter", "Files of rows made", filing.files)
        add(
            "sluice_journal_filed_bytes_total", "counter", "Bytes of files of rows made",
            filing.bytes)
        add(
            "sluice_journal_filing_failures_total", "counter",
            "Times rows could not be moved into a file", filing.failures)
        add(
            "sluice_journal_forget_max_nanoseconds", "gauge",
            "Longest deletion of filed rows between two batches", Int(filing.forgetMaxNs))
    }

    /// What waits before the sequencer, lane by lane.
    mutating func add(lanes: PerLane<LaneFigures>) {
        func byLane(_ value: (LaneFigures) -> Int) -> [(String, Int)] {
            Lane.allCases.map { ($0.code, value(lanes[$0])) }
        }
        add("sluice_lane_depth", "gauge", "Commands that wait", by: "lane", byLane(\.depth))
        add(
            "sluice_lane_oldest_wait_nanoseconds", "gauge",
            "How long the request that came first waits", by: "lane",
            byLane { Int($0.oldestNs) })
        add(
            "sluice_lane_served_total", "counter", "Commands taken to be applied", by: "lane",
            byLane(\.served))
        add(
            "sluice_lane_refused_total", "counter", "Commands refused for load", by: "lane",
            byLane(\.refused))
    }
}

extension Capacity {
    fileprivate subscript(kind: CapacityKind) -> Int {
        switch kind {
        case .accounts: accountsMax
        case .liveHolds: liveHoldsMax
        case .orders: ordersMax
        }
    }
}

extension EngineStatus.Snapshot {
    fileprivate subscript(kind: CapacityKind) -> Int {
        switch kind {
        case .accounts: accounts
        case .liveHolds: liveHolds
        case .orders: orders
        }
    }
}
