import SluiceCore

/// The terms locks are judged by: those of a policy, and two of the audit's own.
struct AuditTerms: Sendable {
    /// After a fact that ends a lock the lender has so long to end it.
    static let graceNs = 15 * Span.minuteNs

    /// An order that tells nothing for a quarter of its time to live is silent.
    static func silentAfterNs(_ scenario: ScenarioPolicy) -> Int64 { scenario.timeToLiveNs / 4 }

    /// The file of the policy; nil: the standard one.
    let file: String?
    let policy: Policy

    static let standard = AuditTerms(file: nil, policy: .standard)

    var scenarios: [ScenarioPolicy] { policy.scenarios }
}
