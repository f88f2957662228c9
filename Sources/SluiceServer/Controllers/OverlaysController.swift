import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/holds/{id}/overlays`: disputes, legal freezes and unknown results, set and lifted.
struct OverlaysController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/overlays", .setOverlays, query: ["merchant"],
                handle: set),
            Route(
                .delete, "/v1/holds/{id}/overlays/{overlay}", .setOverlays,
                query: ["merchant"], handle: lift),
        ]
    }

    @Sendable private func set(_ call: Call) async throws -> Response {
        let body = try OverlayRequest(body: try await call.body())
        let id = try call.id(body.id)
        return try await door.operate(.overlay, id: id, for: call) { keys in
            Door.HoldCommand(
                body: .setOverlay(
                    SetOverlay(
                        hold: keys.hold, operation: keys.operation, kind: body.kind,
                        reviewBy: body.reviewBy, authority: body.authority)),
                text: Door.Text(body.reason, field: "reason"))
        }
    }

    /// Lifting the same overlay again is a repetition: without a key of its own, the operation is
    /// named by what it lifts.
    @Sendable private func lift(_ call: Call) async throws -> Response {
        let hold = try door.hold(of: call).key
        let overlay = KeyDerivation.operation(hold: hold, name: call.part("overlay"))
        let given = call.request.headers[.idempotencyKey]
        let id = given == nil ? "lift-\(overlay.hexadecimal)" : try call.id(nil)
        return try await door.operate(.lift, id: id, status: .ok, for: call) { keys in
            Door.HoldCommand(
                body: .liftOverlay(
                    LiftOverlay(hold: keys.hold, operation: keys.operation, overlay: overlay)))
        }
    }
}
