import SluiceCore

/// When things come to the ledger under a mapping.
extension Mapping {
    /// When a fact is told.
    func toldAt(_ fact: ImportedFact) -> Instant {
        fact.kind.isCancellation
            ? fact.time.adding(spanNs: cancellationsToldAfterNs) : fact.time
    }

    /// When an order that is approved is billed: by the first fact that is told while it is locked; nil if it
    /// is cancelled before, or ends by itself.
    func billedAt(_ order: ImportedOrder) -> Instant? {
        guard let terms = policy.scenario(policy.defaultScenario) else { return nil }
        let told = order.facts
            .filter { $0.kind.reaches(terms.captureOn) || $0.kind.isReturning }
            .map { (at: max(toldAt($0), order.placedAt), kind: $0.kind) }
        guard let first = told.min(by: { ($0.at, $0.kind.rawValue) < ($1.at, $1.kind.rawValue) }),
            first.kind.reaches(terms.captureOn),
            first.at < order.placedAt.adding(spanNs: terms.timeToLiveNs)
        else { return nil }
        return first.at
    }
}
