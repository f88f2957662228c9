import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// What happens to a server of its own, so that certain events are told.
struct EventStory: Sendable {
    var name: String
    var policy = Policy.standard
    var mode = JournalMode.live
    var play: @Sendable (TestServer) async throws -> Void

    static let all = ofLedger + ofAccounts + ofOrders + ofHolds + ofReviews + ofPromises
}

extension TestServer {
    /// Sends what has to be taken: a body is posted, nothing is deleted.
    func tell(_ path: String, _ body: String? = nil, key: String? = nil) async throws {
        let answer = try await send(body == nil ? .delete : .post, path, body, key: key ?? lender)
        try #require((200..<300).contains(answer.status), "\(path): \(answer.body)")
    }

    /// The same as the merchant of most stories.
    func shopTells(_ path: String, _ body: String? = nil) async throws {
        try await tell(path, body, key: shop)
    }

    /// A fact of an order that happened so many hours after the beginning of the test.
    func fact(_ id: String, _ word: String, order: String, hour: Int64) async throws {
        let time = RFC3339.format(1_767_225_600 * Span.secondNs + hour * Span.hourNs)
        let event = TestServer.event(id, word, order: order)
            .replacing("2026-01-01T00:00:00Z", with: time)
        let answer = try await send(
            .post, "/v1/order-events", event, key: shop, type: OrderEventRequest.mediaType)
        try #require(answer.status == 200, "\(answer.body)")
    }
}
