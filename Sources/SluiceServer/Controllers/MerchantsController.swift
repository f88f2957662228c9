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
        guard let document = try await door.health(of: door.merchant(name)) else {
            throw Self.unknown
        }
        return .json(sequence: document.merchant.sequence) { document.write(to: &$0) }
    }

    private static let unknown = Problem(
        .notFound, detail: "Nothing is known of this merchant.")
}

extension Door {
    /// How much is heard of a merchant; nil if nothing is known of it.
    func health(of merchant: Keyed<MerchantTag>) async throws -> MerchantHealthDocument? {
        let answer = try await engine.read(.merchant(merchant.key))
        guard let record = answer.merchant else { return nil }
        let figures = board.figures
        return MerchantHealthDocument(
            name: merchant.text, merchant: record,
            watchesFeeds: answer.policy?.feeds.outages ?? false,
            anomalies: Detector.allCases.filter(\.isForMerchants).map {
                ($0, figures?.tally($0, of: record.key).count ?? 0)
            })
    }
}
