import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/holds/{id}/captures`: held turned into owed.
struct CapturesController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/captures", .moveHolds, query: ["merchant"],
                handle: capture)
        ]
    }

    @Sendable private func capture(_ call: Call) async throws -> Response {
        let body = try CaptureRequest(body: try await call.body())
        return try await door.operate(.capture, id: body.id, lines: body.lines, for: call) {
            .capture(
                CaptureHold(
                    hold: $0.hold, operation: $0.operation, amount: body.amount,
                    lines: $0.lines, isFinal: body.isFinal))
        }
    }
}
