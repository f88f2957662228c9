import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/metrics` in the text format of Prometheus.
struct MetricsController {
    let door: Door

    var routes: [Route] { [Route(.get, "/metrics", .readMetrics, handle: show)] }

    @Sendable private func show(_ call: Call) async throws -> Response {
        .text(text(await peopleCounts()), type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// nil while the store cannot be read: the figures are left out then.
    private func peopleCounts() async -> PeopleCounts? {
        try? await door.people { try $0.counts() }
    }

    private func text(_ people: PeopleCounts?) -> String {
        let engine = door.engine.status.snapshot
        let server = door.metrics.snapshot
        var page = MetricsPage()
        page.add("sluice_commands_total", "counter", "Commands recorded", engine.commands)
        page.add("sluice_replays_total", "counter", "Commands seen before", engine.replays)
        page.add(
            "sluice_outcomes_total", "counter", "Answers of the ledger by code",
            by: "code", OutcomeCode.allCases.map { ($0.code, engine.outcomes[$0] ?? 0) })
        page.add("sluice_batches_total", "counter", "Rows appended", engine.batches)
        page.add("sluice_events_total", "counter", "Events journalled", engine.events)
        page.add(
            "sluice_journal_bytes_total", "counter", "Bytes of rows appended",
            engine.journalBytes)
        page.add("sluice_journal_row", "gauge", "Newest durable row", Int(engine.row))
        page.add(
            "sluice_journal_stalled", "gauge", "Whether the journal takes no rows",
            engine.stalled == nil ? 0 : 1)
        page.add(
            "sluice_clock_in_doubt", "gauge",
            "Whether nothing that is due is done until the clock is accepted",
            engine.clockDoubt == nil ? 0 : 1)
        page.add("sluice_accounts", "gauge", "Accounts", engine.accounts)
        page.add("sluice_live_holds", "gauge", "Holds that are live", engine.liveHolds)
        page.add("sluice_resident_holds", "gauge", "Holds in memory", engine.residentHolds)
        page.add("sluice_feeds_lost", "gauge", "Merchants not heard as usual", engine.lostFeeds)
        page.add(capacity: door.engine.capacity, used: engine)
        page.add(lanes: door.engine.lanes)
        page.add(archive: door.engine.archiveLag)
        page.add(
            "sluice_consumer_row", "gauge", "Newest row each follower has taken",
            by: "consumer",
            engine.consumers.sorted { $0.key < $1.key }.map { ($0.key, Int($0.value)) })
        page.add(
            "sluice_consumer_failing", "gauge", "Whether a follower failed at its last page",
            by: "consumer",
            engine.consumers.keys.sorted().map { ($0, engine.failures[$0] == nil ? 0 : 1) })
        page.add(
            "sluice_consumer_renewals_total", "counter",
            "Times a follower was made again because its store was damaged", by: "consumer",
            engine.consumers.keys.sorted().map { ($0, engine.renewals[$0] ?? 0) })
        page.add(
            "sluice_http_requests_total", "counter", "Requests answered by status",
            by: "status",
            server.requests.sorted { $0.key < $1.key }.map { ("\($0.key)", $0.value) })
        page.add(
            "sluice_http_request_nanoseconds_total", "counter",
            "Time spent until answers began", Int(server.requestNs))
        page.add("sluice_http_batches_total", "counter", "Batches answered", server.batches)
        page.add(
            "sluice_http_batch_commands_total", "counter", "Commands of batches answered",
            server.batchCommands)
        addIngestion(server, to: &page)
        addPulls(to: &page)
        page.add("sluice_streams", "gauge", "Event streams open", server.streams)
        page.add(
            "sluice_streamed_events_total", "counter", "Events of streams that have ended",
            server.streamedEvents)
        addCare(engine, to: &page)
        if let people {
            page.add("sluice_persons", "gauge", "Persons something is held on", people.persons)
            page.add("sluice_person_notes", "gauge", "Texts held on people", people.notes)
            page.add("sluice_persons_erased", "gauge", "Persons ever erased", people.erased)
        }
        return page.text
    }

    /// What merchants tell of their orders.
    private func addIngestion(_ server: ServerMetrics.Snapshot, to page: inout MetricsPage) {
        page.add(
            "sluice_order_events_total", "counter",
            "Order events answered by what they came to", by: "result",
            EventResult.words.map { ($0, server.events[$0] ?? 0) })
        page.add(
            "sluice_webhooks_refused_total", "counter", "Webhooks refused whole", by: "code",
            server.webhookRefusals.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        page.add(
            "sluice_mapping_version", "gauge", "Version of each mapping in force",
            by: "mapping",
            door.ingestion.mappings.all.map { ($0.name, Int(clamping: $0.version)) })
        page.add(
            "sluice_mapping_failures_total", "counter",
            "Times mappings could not be read again and stayed as they were",
            door.ingestion.mappings.failures)
    }

    /// How merchants are asked for orders.
    private func addPulls(to page: inout MetricsPage) {
        guard let puller = door.puller else { return }
        let figures = puller.figures
        page.add(
            "sluice_pulls_total", "counter", "Questions to merchants by what came of them",
            by: "result", PullAnswer.words.map { ($0, figures.counts[$0] ?? 0) })
        page.add(
            "sluice_pulls_waiting", "gauge", "Orders that merchants are to be asked for",
            by: "connector", figures.connectors.map { ($0.name, $0.waiting) })
        page.add(
            "sluice_pull_delay_nanoseconds", "gauge",
            "How long the order waits that has waited longest", by: "connector",
            figures.connectors.map { ($0.name, Int($0.delayNs)) })
        page.add(
            "sluice_pull_circuit_open", "gauge",
            "Whether an endpoint is left alone because it failed", by: "connector",
            figures.connectors.map { ($0.name, $0.isCircuitOpen ? 1 : 0) })
        page.add(
            "sluice_connector_version", "gauge", "Version of each connector in force",
            by: "connector",
            puller.connectors.all.map { ($0.name, Int(clamping: $0.version)) })
        page.add(
            "sluice_connector_failures_total", "counter",
            "Times connectors could not be read again and stayed as they were",
            puller.connectors.failures)
    }

    /// What the start had to do, and what goes on beside the work.
    private func addCare(_ engine: EngineStatus.Snapshot, to page: inout MetricsPage) {
        let (recovery, snapshots) = (engine.recovery, engine.snapshots)
        page.add(
            "sluice_recovery_snapshot_row", "gauge", "Row of the snapshot the start began with",
            Int(recovery.snapshotRow))
        page.add(
            "sluice_recovery_events", "gauge", "Events the start replayed", Int(recovery.events))
        page.add(
            "sluice_recovery_nanoseconds", "gauge", "Time the start took for both",
            Int(recovery.spentNs))
        page.add(
            "sluice_archive_keys_known", "gauge",
            "1 if keys that were archived before the start are known without a look-up",
            engine.keys.isComplete ? 1 : 0)
        page.add(
            "sluice_archive_keys", "gauge", "Keys of the archive gathered since the start",
            engine.keys.keys)
        page.add(
            "sluice_archive_keys_nanoseconds", "gauge", "Time they were gathered",
            Int(engine.keys.spentNs))
        page.add(
            "sluice_snapshot_row", "gauge", "Row of the newest snapshot made", Int(snapshots.row))
        page.add(
            "sluice_snapshot_bytes", "gauge", "Bytes of the newest snapshot made",
            snapshots.bytes)
        page.add(
            "sluice_snapshot_nanoseconds", "gauge", "Time the newest snapshot was written",
            Int(snapshots.spentNs))
        page.add(
            "sluice_snapshots_total", "counter", "Snapshots made", snapshots.written)
        page.add(
            "sluice_snapshot_failures_total", "counter", "Snapshots that could not be written",
            snapshots.failures)
        page.add(filing: engine.rowFiling)
        let scrubs = engine.scrubs.sorted { $0.key < $1.key }
        page.add(
            "sluice_scrub_bytes_total", "counter", "Bytes read again", by: "store",
            scrubs.map { ($0.key, $0.value.bytes) })
        page.add(
            "sluice_scrub_pass_bytes", "gauge", "Bytes read of the pass under way", by: "store",
            scrubs.map { ($0.key, $0.value.passBytes) })
        page.add(
            "sluice_scrub_passes_total", "counter", "Passes that came to the end", by: "store",
            scrubs.map { ($0.key, $0.value.passes) })
        page.add(
            "sluice_scrub_passed_seconds", "gauge",
            "When the newest pass ended, in seconds since 1970", by: "store",
            scrubs.map { ($0.key, Int(($0.value.passedAt?.ns ?? 0) / Span.secondNs)) })
        page.add(
            "sluice_scrub_damage", "gauge", "Places found damaged", by: "store",
            scrubs.map { ($0.key, $0.value.damages.count) })
    }
}

/// Writes the exposition format; names and labels are our own words and need no escaping.
private struct MetricsPage {
    private(set) var text = ""

    mutating func add(_ name: String, _ type: String, _ help: String, _ value: Int) {
        head(name, type, help)
        text += "\(name) \(value)\n"
    }

    mutating func add(
        _ name: String, _ type: String, _ help: String, by label: String,
        _ values: [(String, Int)]
    ) {
        head(name, type, help)
        for (key, value) in values { text += "\(name){\(label)=\"\(key)\"} \(value)\n" }
    }

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help).\n# TYPE \(name) \(type)\n"
    }
}

extension MetricsPage {
    /// What is in memory, beside what the engine was sized for.
    fileprivate mutating func add(capacity: Capacity, used: EngineStatus.Snapshot) {
        add(
            "sluice_capacity", "gauge", "What the engine was sized for", by: "kind",
            CapacityKind.allCases.map { ($0.rawValue, capacity[$0]) })
        add(
            "sluice_capacity_used", "gauge", "How much of it is used", by: "kind",
            CapacityKind.allCases.map { ($0.rawValue, used[$0]) })
    }

    /// What waits in memory for the archive, beside its bound.
    fileprivate mutating func add(archive lag: ArchiveLag) {
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
    fileprivate mutating func add(filing: RowFilingFigures) {
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
    fileprivate mutating func add(lanes: PerLane<LaneFigures>) {
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
