import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/metrics` in the text format of Prometheus.
struct MetricsController {
    let door: Door

    var routes: [Route] { [Route(.get, "/metrics", .readMetrics, handle: show)] }

    @Sendable private func show(_ call: Call) async throws -> Response {
        var page = text(await peopleCounts(), await door.webhooks.figures())
        page.add(answers: door.engine.status.snapshot.answerTimes)
        let hour = UnlockTally.hour(of: door.boardTime)
        if let unlocks = try? await door.view({ try $0.unlocks(UnlockFilter(hour: hour)) }) {
            page.add(unlocks: unlocks.value, door.serviceLevels)
        }
        return .text(
            page.text,
            type: "text/plain; version=0.0.4; charset=utf-8")
    }

    /// nil while the store cannot be read: the figures are left out then.
    private func peopleCounts() async -> PeopleCounts? {
        try? await door.people { try $0.counts() }
    }

    private func text(_ people: PeopleCounts?, _ webhooks: WebhookSender.Figures?) -> MetricsPage {
        let engine = door.engine.status.snapshot
        let server = door.metrics.snapshot
        var page = MetricsPage()
        page.addProcess(version: door.options.version)
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
        page.add(
            "sluice_avoidable_declines_total", "counter",
            "Purchases declined for credit that was entitled to come back",
            engine.avoidableDeclines)
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
        page.add(
            "sluice_authentication_failures_total", "counter",
            "Requests whose credential was not believed", by: "reason",
            CredentialFault.Reason.allCases.map { ($0.rawValue, server.failures[$0] ?? 0) })
        page.add(ingestion: door.ingestion, server)
        if let puller = door.puller { page.add(pulls: puller) }
        if let webhooks { page.add(webhooks: webhooks) }
        page.add(spans: door.options.tracer?.queue.figures ?? SpanQueue.Figures())
        page.add(access: door.access.figures)
        page.add(rates: door.rates.figures)
        page.add(
            connections: door.connections.figures, certificate: door.options.certificate)
        page.add("sluice_streams", "gauge", "Event streams open", server.streams)
        page.add(
            "sluice_streamed_events_total", "counter", "Events of streams that have ended",
            server.streamedEvents)
        if let figures = door.board.figures { page.add(board: figures, at: door.boardTime) }
        if let forecasts = door.forecasts { page.add(forecasts: forecasts) }
        page.add(care: engine)
        if let people {
            page.add("sluice_persons", "gauge", "Persons something is held on", people.persons)
            page.add("sluice_person_notes", "gauge", "Texts held on people", people.notes)
            page.add("sluice_persons_erased", "gauge", "Persons ever erased", people.erased)
        }
        return page
    }
}
