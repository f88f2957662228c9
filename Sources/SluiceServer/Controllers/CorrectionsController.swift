import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/holds/{id}/corrections`: the direct door; where policy wants two persons it is a proposal
/// that does it.
struct CorrectionsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/corrections", .correctHolds, query: ["merchant"],
                handle: correct)
        ]
    }

    @Sendable private func correct(_ call: Call) async throws -> Response {
        let body = try CorrectionRequest(body: try await call.body())
        let id = try call.id(body.id)
        return try await door.operate(.correction, id: id, for: call) { keys in
            Door.HoldCommand(
                body: .correct(door.correction(body, keys)),
                text: Door.Text(body.note, field: "note"))
        }
    }
}
