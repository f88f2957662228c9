import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/returns`: return cases that are open, the one whose stage ends next first.
struct ReturnsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/returns", .readOrders, reads: .views,
                query: ["merchant", "stage", "limit", "cursor"], handle: list)
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        var filter = ReturnFilter()
        let isNamed = call.query["merchant"] != nil || call.principal.merchant != nil
        if isNamed { filter.merchant = try door.merchant(of: call).key }
        if let text = call.query["stage"] {
            guard let stage = ReturnStage(code: text), stage != .closed else {
                let words = ReturnStage.allCases.filter { $0 != .closed }.map(\.code)
                throw Query.fault(
                    .invalidField, "stage",
                    "One of these is needed: \(words.joined(separator: ", ")).")
            }
            filter.stage = stage
        }
        let chosen = filter
        let now = door.boardTime
        let listing = Listing(
            name: "returns", columns: DocumentColumns.returnCase(for: Addressee.current.audience),
            store: .views,
            read: { cursor, limit in
                let position = try cursor.duePosition()
                return ListedPage(
                    try await door.browse {
                        try $0.returns(chosen, after: position, limit: limit)
                    })
            },
            write: { item, writer in
                var document = ReturnDocument(item)
                document.eta = door.forecasts?.forecast(item.state, at: now)
                document.write(
                    merchant: Naming.text(item.merchant), number: Naming.text(item.order),
                    currency: item.currency,
                    to: &writer)
            })
        return try await door.show(listing, for: call)
    }
}
