import SluiceAPI
import SluiceCore
import SluiceTestKit

extension ExplanationSource {
    /// Of a hold of a random history, as the views would tell it; nil for one that is not there.
    init?(_ key: HoldKey, in history: HeldHistory) {
        let ledger = history.ledger
        guard let record = ledger.hold(key), let told = history.histories.histories[key],
            let first = told.steps.first
        else { return nil }
        let order = ledger.order(record.order)
        self.init(
            hold: HoldDocument(record, extendableUntil: ledger.extendableUntil(record)),
            facts: (order?.facts ?? []).map {
                OrderDocument.Fact($0, isParked: order?.isKnown != true)
            },
            steps: told.steps,
            limitChanges: (history.histories.limitChanges[record.account] ?? [])
                .filter { $0.sequence > first.sequence },
            asOf: history.now)
    }
}

extension HoldDocument {
    /// A hold with keys for names.
    init(_ record: HoldRecord, extendableUntil: Instant) {
        self.init(
            id: "H", account: "A", merchant: "M", number: "O", purpose: record.purpose,
            scenario: record.scenario, plan: record.plan, hasConsent: record.hasConsent,
            currency: record.currency, amounts: record.amounts, status: record.status,
            reason: record.reason, captureOn: record.captureOn, expiresAt: record.expiresAt,
            guaranteedUntil: record.guaranteedUntil, extendableUntil: extendableUntil,
            placedAt: record.placedAt, endedAt: record.endedAt,
            overlays: record.overlays.map { OverlayDocument(id: nil, overlay: $0) }, lines: [],
            link: record.link, linked: nil, generation: record.generation,
            policyVersion: record.policyVersion, decidedBy: nil, noticeWithinNs: 1,
            sequence: record.sequence)
    }
}

extension OrderDocument.Fact {
    init(_ fact: OrderFact, isParked: Bool) {
        self.init(
            id: "F", source: "S", kind: fact.kind, occurredAt: fact.occurredAt,
            recordedAt: fact.recordedAt, lines: [], merchantSequence: fact.merchantSequence,
            amount: fact.amount, reason: fact.reason, isParked: isParked,
            isPulled: fact.isPulled)
    }
}
