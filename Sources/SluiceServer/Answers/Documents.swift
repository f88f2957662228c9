import SluiceAPI
import SluiceCore
import SluiceEngine

extension Naming {
    func document(_ record: HoldRecord) -> HoldDocument {
        HoldDocument(
            id: hold(record.key), account: account(record.account),
            merchant: merchant(record.merchant), number: order(record.order),
            purpose: record.purpose, scenario: record.scenario, currency: record.currency,
            amounts: record.amounts, status: record.status, reason: record.reason,
            captureOn: record.captureOn, expiresAt: record.expiresAt,
            guaranteedUntil: record.guaranteedUntil, placedAt: record.placedAt,
            endedAt: record.endedAt,
            lines: record.lines.map {
                HoldDocument.Line(
                    line: line($0.key), seller: $0.seller.isNone ? nil : merchant($0.seller),
                    amounts: $0.amounts)
            },
            retryOf: record.retryOf.isNone ? nil : hold(record.retryOf),
            generation: record.generation, policyVersion: record.policyVersion,
            sequence: record.sequence)
    }

    func document(_ record: OrderRecord) -> OrderDocument {
        OrderDocument(
            merchant: merchant(record.merchant), number: order(record.key),
            facts: record.facts.map { document($0, isParked: !record.isKnown) },
            holds: record.holds.map {
                OrderDocument.Hold(
                    id: hold($0.hold), purpose: $0.purpose, generation: $0.generation)
            },
            breaks: record.breaks.map {
                OrderDocument.Break(kind: $0.kind, line: $0.line.isNone ? nil : line($0.line))
            },
            isTerminal: record.isTerminal, sequence: record.sequence)
    }

    func document(_ overlay: Overlay) -> OverlayDocument {
        OverlayDocument(
            id: overlay.key.isNone ? nil : operation(overlay.key), kind: overlay.kind,
            since: overlay.since, until: overlay.until, authority: overlay.authority)
    }

    func document(_ state: ReturnCase) -> ReturnDocument {
        ReturnDocument(
            id: fact(state.key), state: state, lines: state.lines.map { line($0) })
    }

    func document(_ fact: OrderFact, isParked: Bool) -> OrderDocument.Fact {
        OrderDocument.Fact(
            id: self.fact(fact.key), source: source(fact.source), kind: fact.kind,
            occurredAt: fact.occurredAt, recordedAt: fact.recordedAt,
            lines: fact.lines.map {
                OrderDocument.Line(line: line($0.line), amount: $0.amount)
            },
            merchantSequence: fact.merchantSequence, amount: fact.amount, reason: fact.reason,
            isParked: isParked)
    }
}

extension HoldDocument {
    public init(_ view: HoldView) {
        self.init(
            id: Naming.text(view.hold), account: Naming.text(view.account),
            merchant: Naming.text(view.merchant), number: Naming.text(view.order),
            purpose: view.purpose, scenario: view.scenario, currency: view.currency,
            amounts: view.amounts, status: view.status, reason: view.reason,
            captureOn: view.captureOn, expiresAt: view.expiresAt,
            guaranteedUntil: view.guaranteedUntil, placedAt: view.placedAt,
            endedAt: view.endedAt,
            lines: view.lines.map {
                HoldDocument.Line(
                    line: Naming.text($0.line), seller: $0.seller.map { Naming.text($0) },
                    amounts: $0.amounts)
            },
            retryOf: view.retryOf.map { Naming.text($0) }, generation: view.generation,
            policyVersion: view.policyVersion, sequence: view.sequence)
    }
}
