import SluiceAPI
import SluiceCore
import SluiceEngine

/// What is heard of merchants, asked of them, and found wrong.
extension MetricsPage {
    /// What merchants tell of their orders.
    mutating func add(
        ingestion: Ingestion, _ server: ServerMetrics.Snapshot
    ) {
        add(
            "sluice_order_events_total", "counter",
            "Order events answered by what they came to", by: "result",
            EventResult.words.map { ($0, server.events[$0] ?? 0) })
        add(
            "sluice_webhooks_refused_total", "counter", "Webhooks refused whole", by: "code",
            server.webhookRefusals.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let answers = server.answers.sorted { $0.key < $1.key }
        add(
            "sluice_answers_helped_total", "counter",
            "Answers on a consumer's page that were said to have helped", by: "question",
            answers.map { ($0.key, $0.value.helped) })
        add(
            "sluice_answers_not_helped_total", "counter",
            "Answers on a consumer's page that were said not to have helped", by: "question",
            answers.map { ($0.key, $0.value.not) })
        add(
            "sluice_mapping_version", "gauge", "Version of each mapping in force",
            by: "mapping",
            ingestion.mappings.all.map { ($0.name, Int(clamping: $0.version)) })
        add(
            "sluice_mapping_failures_total", "counter",
            "Times mappings could not be read again and stayed as they were",
            ingestion.mappings.failures)
    }

    /// The board, as it was counted last.
    mutating func add(board figures: BoardFigures, at now: Instant) {
        let tallies = Detector.allCases.map { ($0.code, figures.tally($0)) }
        add(
            "sluice_anomalies", "gauge", "What the board shows", by: "detector",
            tallies.map { ($0.0, $0.1.count) })
        add(
            "sluice_anomaly_oldest_seconds", "gauge", "Age of the oldest when it was counted",
            by: "detector",
            tallies.map { code, tally in
                (code, Int(tally.oldest.map { figures.asOf.seconds(since: $0) } ?? 0))
            })
        add(
            "sluice_anomaly_amount_minor", "gauge", "What they lock, in minor units",
            by: "detector", and: "currency",
            tallies.flatMap { code, tally in
                tally.amounts.map { (code, $0.currency.code, Int($0.amount.minor)) }
            })
        add(
            "sluice_board_age_seconds", "gauge", "How long ago the board was counted",
            Int(now.seconds(since: figures.asOf)))
    }

    /// How merchants are asked for orders.
    mutating func add(pulls puller: Puller) {
        let figures = puller.figures
        add(
            "sluice_pulls_total", "counter", "Questions to merchants by what came of them",
            by: "result", PullAnswer.words.map { ($0, figures.counts[$0] ?? 0) })
        add(
            "sluice_pulls_waiting", "gauge", "Orders that merchants are to be asked for",
            by: "connector", figures.connectors.map { ($0.name, $0.waiting) })
        add(
            "sluice_pull_delay_nanoseconds", "gauge",
            "How long the order waits that has waited longest", by: "connector",
            figures.connectors.map { ($0.name, Int($0.delayNs)) })
        add(
            "sluice_pull_circuit_open", "gauge",
            "Whether an endpoint is left alone because it failed", by: "connector",
            figures.connectors.map { ($0.name, $0.isCircuitOpen ? 1 : 0) })
        add(
            "sluice_connector_version", "gauge", "Version of each connector in force",
            by: "connector",
            puller.connectors.all.map { ($0.name, Int(clamping: $0.version)) })
        add(
            "sluice_connector_failures_total", "counter",
            "Times connectors could not be read again and stayed as they were",
            puller.connectors.failures)
    }
}
