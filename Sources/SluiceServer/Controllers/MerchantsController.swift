import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/merchants/{id}/health`: how much is heard of a merchant, and whether that is usual.
struct MerchantsController {
    let door: Door

    var routes: [Route] {
        [Route(.get, "/v1/merchants/{id}/health", .readMerchants, handle: health)]
    }

    @Sendable private func health(_ call: Call) async throws -> Response {
        let name = call.part("id")
        try call.ownMerchant(name, else: Self.unknown)
        let answer = try await door.engine.read(.merchant(door.merchant(name).key))
        guard let merchant = answer.merchant else { throw Self.unknown }
        let figures = door.board.figures
        let document = MerchantHealthDocument(
            name: name, merchant: merchant,
            watchesFeeds: answer.policy?.feeds.outages ?? false,
            anomalies: Detector.allCases.filter(\.isForMerchants).map {
                ($0, figures?.tally($0, of: merchant.key).count ?? 0)
            })
        return .json(sequence: merchant.sequence) { document.write(to: &$0) }
    }

    private static let unknown = Problem(
        .notFound, detail: "Nothing is known of this merchant.")
}
