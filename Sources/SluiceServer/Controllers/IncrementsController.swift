import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/holds/{id}/increments`: a hold raised because its order grew.
struct IncrementsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/increments", .moveHolds, query: ["merchant"],
                handle: increment)
        ]
    }

    @Sendable private func increment(_ call: Call) async throws -> Response {
        let body = try IncrementRequest(body: try await call.body())
        let id = try call.id(body.id)
        try await door.checkConsent(
            body, id: id, of: call.part("id"), by: try door.merchant(of: call).text, for: call)
        return try await door.operate(.increment, id: id, lines: body.lines, for: call) {
            .increment(door.increment(body, $0))
        }
    }
}

extension Door {
    /// The command of an increment.
    func increment(_ body: IncrementRequest, _ keys: HoldOperationKeys) -> IncrementHold {
        IncrementHold(
            hold: keys.hold, operation: keys.operation, amount: body.amount, lines: keys.lines)
    }
}
