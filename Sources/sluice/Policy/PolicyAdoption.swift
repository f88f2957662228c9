import Crypto
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The adoption of a policy on a directory: at once, or offered to a second person.
struct PolicyAdoption {
    let engine: Engine
    let holder: KeyHolder

    /// What an adoption came to.
    enum Result: Equatable {
        case adopted(version: UInt32)
        case unchanged(version: UInt32)
        /// It waits for a second person until `expiresAt`; nil: it was offered before.
        case proposed(id: String, sequence: UInt64, expiresAt: Instant?)
        case refused(OutcomeCode)
    }

    /// - Parameter id: of the proposal, if it comes to one; nil: one of its own for this content,
    ///   this date and the version in force, so that the same offer is made once.
    func run(_ policy: Policy, id: String?) async throws -> Result {
        let answer = try await engine.submit(holder.submission(.adoptPolicy(policy), to: engine))
        switch answer.outcome.code {
        case .applied:
            let version = answer.policy?.version ?? 0
            return answer.outcome.isReplay
                ? .unchanged(version: version) : .adopted(version: version)
        case .approvalNeeded:
            return try await propose(policy, id: id, inForce: answer.policy?.version ?? 0)
        case let code: return .refused(code)
        }
    }

    private func propose(
        _ policy: Policy, id given: String?, inForce: UInt32
    ) async throws -> Result {
        let id = given ?? Self.id(of: policy, inForce: inForce, on: date)
        let key = KeyDerivation.proposal(id)
        let answer = try await engine.submit(
            holder.submission(
                .propose(Propose(proposal: key, command: .adoptPolicy(policy))),
                names: [Name(NamedKey(.proposal, key), id)], to: engine))
        let outcome = answer.outcome
        guard outcome.code == .proposed else { return .refused(outcome.code) }
        return .proposed(
            id: id, sequence: outcome.sequence,
            expiresAt: outcome.isReplay
                ? nil : answer.time.adding(spanNs: ProposalRecord.openNs))
    }

    private var date: BusinessDate {
        holder.submission(.goLive, to: engine).command.businessDate
    }

    private static func id(
        of policy: Policy, inForce: UInt32, on date: BusinessDate
    ) -> String {
        let content = "\(inForce)\n" + PolicyFile.text(of: policy)
        let digest = SHA256.hash(data: Array(content.utf8)).prefix(4)
        let code = digest.map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        return "policy-\(CivilDate(daysSince1970: Int(date.day)).text)-\(code)"
    }
}
