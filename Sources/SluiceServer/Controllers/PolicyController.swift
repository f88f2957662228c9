import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/policy`: the policy in force, its versions, and the next one.
struct PolicyController {
    let door: Door

    var routes: [Route] {
        [
            Route(.get, "/v1/policy", .readPolicy, handle: show),
            Route(.post, "/v1/policy", .adoptPolicy, handle: adopt),
            Route(.get, "/v1/policy/versions/{version}", .readPolicy, handle: showVersion),
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try await document(of: nil, for: call)
    }

    @Sendable private func showVersion(_ call: Call) async throws -> Response {
        let text = call.part("version")
        // Digits alone: one version has one address.
        guard let version = UInt32(text), text == String(version) else { throw unknown }
        return try await document(of: version, for: call)
    }

    @Sendable private func adopt(_ call: Call) async throws -> Response {
        let body = try AdoptPolicyRequest(body: try await call.body())
        let answer = try await door.submit(.adoptPolicy(body.policy), names: [], for: call)
        return try door.respondToAdoption(answer)
    }

    private func document(of version: UInt32?, for call: Call) async throws -> Response {
        guard let policy = try await door.engine.read(.policy(version)).policy else {
            throw unknown
        }
        return .document(for: call) { policy.writeVersion(to: &$0) }
    }

    private var unknown: Problem {
        Problem(.notFound, detail: "There is no such version of the policy.")
    }
}

extension Door {
    /// The version an adoption brought about, given at once or approved.
    func respondToAdoption(_ answer: Answer) throws(Problem) -> Response {
        let outcome = answer.outcome
        guard outcome.code.isSuccess, let policy = answer.policy else {
            throw outcome.code.refusal(field: outcome.field())
        }
        return .json(.created, sequence: outcome.sequence, isReplay: outcome.isReplay) {
            policy.writeVersion(to: &$0)
        }
    }
}
