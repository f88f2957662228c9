import SluiceCore

/// When things come to the ledger under a mapping.
extension Mapping {
    /// When a fact is told.
    func toldAt(_ fact: ImportedFact) -> Instant {
        fact.kind.isCancellation
            ? fact.time.adding(spanNs: cancellationsToldAfterNs) : fact.time
    }

    /// When what is billed of an order that is approved is repaid; nil if nothing is, or if it was given back
    /// before.
    func repaidAt(_ order: ImportedOrder) -> Instant? {
        guard let repaidAfterNs, let billedAt = billedAt(order) else { return nil }
        let at = billedAt.adding(spanNs: repaidAfterNs)
        let isGivenBack = order.facts.contains { fact in
            fact.kind.isCancellation && max(toldAt(fact), order.placedAt) <= at
        }
        return isGivenBack && policy.refundOnCancel ? nil : at
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
