import Crypto
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The adoption of a policy by an engine: at once, or offered to a second person.
struct PolicyAdoption {
    let engine: EngineDoor
    let policy: Policy

    /// What an adoption came to.
    enum Result {
        case adopted(version: Int64)
        case unchanged(version: Int64)
        /// It waits for a second person until `expiresAt`.
        case proposed(id: String, sequence: String, expiresAt: String)
    }

    /// What it would change, key by key, and whether it takes two persons.
    func compare() async throws -> JSONValue {
        try await engine.post("/v1/policy", body(isDryRun: true))
    }

    /// - Parameter id: of the proposal, if it comes to one; nil: one of its own for this content,
    ///   this date and the version in force, so that the same offer is made once.
    func run(id: String?) async throws -> Result {
        let compared = try await compare()
        let inForce = compared["version"].number ?? 0
        guard !compared["changes"].elements.isEmpty else { return .unchanged(version: inForce) }
        guard compared["needs_approval"] == .bool(true) else {
            return try await adopt(over: compared["tag"].text)
        }
        let ownID = try await self.id(over: inForce)
        return try await propose(id ?? ownID)
    }

    /// Adopts it over the policy it was compared with, and over no other.
    private func adopt(over tag: String?) async throws -> Result {
        do {
            let adopted = try await engine.post("/v1/policy", body(isDryRun: false), ifMatch: tag)
            return .adopted(version: adopted["version"].number ?? 0)
        } catch let refusal as DoorRefusal where refusal.status == 412 {
            throw refusal.saying(
                engine.language == .chinese
                    ? "此间已采用另一份策略，未作更改；请用 --dry-run 重新比较"
                    : "another policy was adopted meanwhile, so nothing was; compare anew with --dry-run"
            )
        }
    }

    private func propose(_ id: String) async throws -> Result {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", id)
            writer.name("command")
            writer.object { writer in
                writer.member("kind", "policy")
                writer.name("policy")
                policy.write(to: &writer)
            }
        }
        let proposal = try await engine.repeatable(id, "/v1/proposals", writer.bytes)
        return .proposed(
            id: id, sequence: proposal["sequence"].text ?? "",
            expiresAt: proposal["expires_at"].text ?? "")
    }

    private func body(isDryRun: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("policy")
            policy.write(to: &writer)
            if isDryRun { writer.member("dry_run", true) }
        }
        return writer.bytes
    }

    private func id(over inForce: Int64) async throws -> String {
        let content = "\(inForce)\n" + PolicyFile.text(of: policy)
        let code = SHA256.hash(data: Array(content.utf8)).prefix(4).hexadecimal
        let today = try await engine.localClock().text(WallClock.system.now()).prefix(10)
        return "policy-\(today)-\(code)"
    }
}
