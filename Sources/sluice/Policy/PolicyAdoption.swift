import Crypto
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceServer

/// The adoption of a policy on a directory: at once, or offered to a second person.
struct PolicyAdoption {
    let engine: Engine
    /// Who adopts or proposes it.
    let principal: Principal

    /// What an adoption came to.
    enum Result: Equatable {
        case adopted(version: UInt32)
        case unchanged(version: UInt32)
        /// It waits for a second person until `expiresAt`.
        case proposed(id: String, sequence: UInt64, expiresAt: Instant)
        case refused(OutcomeCode)
    }

    /// - Parameter id: of the proposal, if it comes to one; nil: one of its own for this content,
    ///   this date and the version in force, so that the same offer is made once.
    /// - Throws: `EngineRefusal`.
    func run(_ policy: Policy, id: String?) async throws -> Result {
        let answer = try await engine.submit(submission(.adoptPolicy(policy)))
        switch answer.outcome.code {
        case .applied:
            let version = answer.policy?.version ?? 0
            return answer.outcome.isReplay
                ? .unchanged(version: version) : .adopted(version: version)
        case .approvalNeeded: return try await propose(policy, id: id)
        case let code: return .refused(code)
        }
    }

    private func propose(_ policy: Policy, id given: String?) async throws -> Result {
        let inForce = try await engine.read(.policy(nil)).policy?.version ?? 0
        let id = given ?? self.id(of: policy, inForce: inForce)
        let key = KeyDerivation.proposal(id)
        let answer = try await engine.submit(
            submission(
                .propose(Propose(proposal: key, command: .adoptPolicy(policy))),
                names: [Name(NamedKey(.proposal, key), id)]))
        let outcome = answer.outcome
        guard outcome.code == .proposed, let proposal = answer.proposals.first else {
            return .refused(outcome.code)
        }
        return .proposed(
            id: id, sequence: proposal.proposedSequence, expiresAt: proposal.expiresAt)
    }

    private func submission(_ body: Command.Body, names: [Name] = []) -> Submission {
        let actor = principal.actor
        return Submission(
            command: Command(actor: actor, businessDate: date, body: body),
            names: names + [Name(NamedKey(.subject, actor.subject), principal.subject)])
    }

    /// Today; in a history the day it has come to.
    private var date: BusinessDate {
        let status = engine.status.snapshot
        return engine.calendar.date(
            of: status.mode == .live ? WallClock.system.now() : status.time)
    }

    private func id(of policy: Policy, inForce: UInt32) -> String {
        let content = "\(inForce)\n" + PolicyFile.text(of: policy)
        let digest = SHA256.hash(data: Array(content.utf8)).prefix(4)
        let code = digest.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return "policy-\(CivilDate(daysSince1970: Int(date.day)).text)-\(code)"
    }
}
