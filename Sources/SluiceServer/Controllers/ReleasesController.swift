import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/holds/{id}/releases`: held given back to available.
struct ReleasesController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/releases", .moveHolds, query: ["merchant"],
                handle: release)
        ]
    }

    @Sendable private func release(_ call: Call) async throws -> Response {
        let body = try ReleaseRequest(body: try await call.body())
        return try await door.operate(.release, id: body.id, lines: body.lines, for: call) {
            .release(door.release(body, $0))
        }
    }
}

extension Door {
    /// The command of a release.
    func release(_ body: ReleaseRequest, _ keys: HoldOperationKeys) -> ReleaseHold {
        ReleaseHold(
            hold: keys.hold, operation: keys.operation, amount: body.amount, lines: keys.lines,
            reason: body.reason)
    }
}
