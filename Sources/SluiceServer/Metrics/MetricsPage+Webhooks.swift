import SluiceAPI

extension MetricsPage {
    /// How messages are sent to the endpoints of others.
    mutating func add(webhooks figures: WebhookSender.Figures) {
        add(
            "sluice_webhooks_sent_total", "counter", "Requests to endpoints by what came of them",
            by: "result", WebhookResult.words.map { ($0, figures.counts[$0] ?? 0) })
        add(
            "sluice_webhooks_waiting", "gauge", "Messages that wait for their endpoints",
            figures.waiting)
        add(
            "sluice_webhooks_dead", "gauge", "Messages that were given up", figures.dead)
        add(
            "sluice_webhooks_oldest_seconds", "gauge",
            "How long the message waits that has waited longest", figures.oldestSeconds)
    }
}
