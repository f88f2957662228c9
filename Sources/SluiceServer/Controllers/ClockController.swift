import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/clock/acceptance`: an operator's word that the time of day is right.
struct ClockController {
    let door: Door

    var routes: [Route] {
        [Route(.post, "/v1/clock/acceptance", .acceptClock, handle: accept)]
    }

    @Sendable private func accept(_ call: Call) async throws -> Response {
        let answer = try await door.submit(.acceptClock, names: [], for: call)
        let outcome = answer.outcome
        guard outcome.code.isSuccess else { throw outcome.code.refusal() }
        // Without a doubt there is nothing to journal.
        let wasInDoubt = outcome.sequence > 0
        return .json(sequence: wasInDoubt ? outcome.sequence : nil) { writer in
            writer.object { writer in
                writer.member("accepted", wasInDoubt)
                writer.member("time", answer.time)
            }
        }
    }
}
