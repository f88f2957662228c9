import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/holds/{id}/extensions`: the end of a live hold moved.
struct ExtensionsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/extensions", .moveHolds, query: ["merchant"],
                handle: extend)
        ]
    }

    @Sendable private func extend(_ call: Call) async throws -> Response {
        let body = try ExtensionRequest(body: try await call.body())
        return try await door.operate(.`extension`, id: body.id, for: call) {
            .extend(
                ExtendHold(
                    hold: $0.hold, operation: $0.operation, until: body.until,
                    reason: body.reason))
        }
    }
}
