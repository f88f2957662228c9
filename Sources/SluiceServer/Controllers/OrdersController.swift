import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/orders/{merchant}/{number}`: an order with its facts, holds and breaks.
struct OrdersController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/orders/{merchant}/{number}", .readOrders, query: ["audience"],
                handle: show)
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let merchant = call.part("merchant")
        let key = KeyDerivation.order(
            merchant: door.merchant(merchant).key, name: call.part("number"))
        let unknown = Problem(.notFound, detail: "Nothing is known of this order.")
        try call.ownMerchant(merchant, else: unknown)
        guard let record = try await door.engine.read(.order(key)).order else { throw unknown }
        var document = door.naming.document(record)
        document.nextPullAt = door.puller?.plannedAt(record.merchant, key)
        return .document(for: call, sequence: document.sequence) { document.write(to: &$0) }
    }
}
