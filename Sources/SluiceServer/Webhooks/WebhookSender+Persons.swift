import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// What persons ask of the sender.
extension WebhookSender {
    /// Sends an endpoint a message that says nothing, now.
    func test(_ endpoint: WebhookEndpoint) async -> WebhookResult {
        let now = clock.now()
        let id = "msg_test_" + String(UInt64.random(in: .min ... .max), radix: 16)
        let message = WebhookMessage(
            id: id, type: EventEntry.messagePrefix + "test", time: now,
            data: Array("{}".utf8))
        return await send(message.request(to: endpoint, at: now))
    }

    /// What is counted of all endpoints.
    struct Figures: Sendable {
        var counts: [String: Int]
        var waiting = 0
        var dead = 0
        var oldestSeconds = 0
    }

    /// nil while the store cannot be read.
    func figures() async -> Figures? {
        let (endpoints, deliveries, now) = (endpoints.all, deliveries, now)
        let all = try? await offThread {
            try endpoints.map { try deliveries.figures($0.id, [.waiting, .dead]) }
        }
        guard let all else { return nil }
        var figures = Figures(counts: state.withLock(\.counts))
        for one in all {
            figures.waiting += one.counts[.waiting] ?? 0
            figures.dead += one.counts[.dead] ?? 0
            let oldest = one.oldest.map { Int(now.seconds(since: $0)) } ?? 0
            figures.oldestSeconds = max(figures.oldestSeconds, oldest)
        }
        return figures
    }

    /// What of an endpoint is in memory is taken up anew.
    func reload(_ id: String) { state.withLock { $0.desks[id]?.isStale = true } }

    func forget(_ id: String) { _ = state.withLock { $0.desks.removeValue(forKey: id) } }
}
