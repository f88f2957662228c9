import SluiceAPI
import SluiceCore
import SluiceEngine

extension Door {
    /// Messages that were given up, oldest place first, of each endpoint and of all at most so many as a
    /// page has.
    func deadLetters() async throws -> [Anomaly] {
        let (endpoints, deliveries, names) = (webhooks.endpoints.all, webhooks.deliveries, naming)
        let most = Int(ServerLimits.pageItemsMax)
        return try await offThread {
            var found: [Anomaly] = []
            for endpoint in endpoints where found.count < most {
                let page = try deliveries.page(endpoint.id, .dead, 0, most - found.count)
                found += page.deliveries.map { delivery in
                    Anomaly(
                        account: Named(
                            key: delivery.account, name: names.account(delivery.account)),
                        since: delivery.queuedAt, reason: delivery.detail,
                        position: delivery.position)
                }
            }
            return found
        }
    }
}
