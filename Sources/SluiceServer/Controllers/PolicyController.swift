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
        if body.isDryRun { return try await compare(body.policy, call) }
        let version = try await versionMeant(by: call)
        do {
            return try door.respondToAdoption(
                try await door.adopt(body.policy, over: version, for: call))
        } catch EngineRefusal.policyMoved {
            guard let tag = try await inForce()?.tag else { throw unknown }
            throw PreconditionFailed(tag: tag)
        }
    }

    /// What adopting a policy would change; nothing is adopted.
    private func compare(_ policy: Policy, _ call: Call) async throws -> Response {
        guard let inForce = try await inForce() else { throw unknown }
        try call.check(inForce.tag)
        let changes = inForce.changes(to: policy)
        return .json { writer in
            writer.object { writer in
                writer.member("dry_run", true)
                writer.member("version", Int64(inForce.version))
                writer.member(
                    "needs_approval", !changes.isEmpty && inForce.twoPersons.policyAdoption)
                writer.member("tag", inForce.tag.text)
                writer.name("changes")
                writer.array { writer in
                    for change in changes { change.write(to: &writer) }
                }
            }
        }
    }

    /// The version that `If-Match` names, which the engine holds the command to; 0, which is none, where
    /// the policy in force is not named, and nil without the header.
    private func versionMeant(by call: Call) async throws -> UInt32? {
        guard let wanted = call.request.headers[.ifMatch] else { return nil }
        guard let policy = try await inForce(), policy.tag.isMatched(wanted) else { return 0 }
        return policy.version
    }

    private func inForce() async throws -> Policy? {
        try await door.engine.read(.policy(nil)).policy
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
        var response = Response.json(
            .created, sequence: outcome.sequence, isReplay: outcome.isReplay
        ) { policy.writeVersion(to: &$0) }
        response.headers[.eTag] = policy.tag.text
        return response
    }
}

extension Policy {
    /// Of the document of this version.
    fileprivate var tag: EntityTag { EntityTag { writeVersion(to: &$0) } }
}
