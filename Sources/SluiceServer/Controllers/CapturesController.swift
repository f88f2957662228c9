import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

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
        let id = try call.id(body.id)
        return try await door.operate(.capture, id: id, lines: body.lines, for: call) { keys in
            let (command, name) = door.capture(body, keys)
            return Door.HoldCommand(body: .capture(command), names: [name])
        }
    }
}

extension Door {
    /// The command of a capture, with the name of the hold that it makes if it comes late.
    func capture(
        _ body: CaptureRequest, _ keys: HoldOperationKeys
    ) -> (command: CaptureHold, lateHold: Name) {
        let late = "late-\(keys.operation.hexadecimal)"
        let lateHold = Keyed<HoldTag>(
            .hold, KeyDerivation.hold(merchant: keys.merchant, name: late), late)
        let command = CaptureHold(
            hold: keys.hold, operation: keys.operation, amount: body.amount,
            lines: keys.lines, isFinal: body.isFinal, isForced: body.isForced,
            lateHold: lateHold.key)
        return (command, lateHold.name)
    }

    /// The command of a correction.
    func correction(_ body: CorrectionRequest, _ keys: HoldOperationKeys) -> CorrectHold {
        CorrectHold(
            hold: keys.hold, operation: keys.operation, from: body.from, to: body.to,
            amount: body.amount)
    }
}
