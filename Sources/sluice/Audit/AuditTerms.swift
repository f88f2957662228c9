import SluiceCore

/// The terms locks are judged by: those of the standard policy, and two of the audit's own.
enum AuditTerms {
    /// After a fact that ends a lock the lender has so long to end it.
    static let graceNs = 15 * Span.minuteNs

    /// An order that tells nothing for a quarter of its time to live is silent.
    static func silentAfterNs(_ scenario: ScenarioPolicy) -> Int64 { scenario.timeToLiveNs / 4 }

    static let scenarios = Policy.standard.scenarios
}
