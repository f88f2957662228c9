import SluiceAPI
import SluiceCore
import SluiceEngine

extension Naming {
    /// - Parameter extendableUntil: what the ledger says of the hold beside its record.
    func document(_ record: HoldRecord, extendableUntil: Instant) -> HoldDocument {
        HoldDocument(
            id: hold(record.key), account: account(record.account),
            merchant: merchant(record.merchant), number: order(record.order),
            purpose: record.purpose, scenario: record.scenario, plan: record.plan,
            hasConsent: record.hasConsent, currency: record.currency, amounts: record.amounts,
            status: record.status, reason: record.reason, captureOn: record.captureOn,
            expiresAt: record.expiresAt, guaranteedUntil: record.guaranteedUntil,
            extendableUntil: extendableUntil, placedAt: record.placedAt,
            endedAt: record.endedAt, overlays: record.overlays.inOrderOfSetting.map(document),
            lines: record.lines.map {
                HoldDocument.Line(
                    line: line($0.key), seller: $0.seller.isNone ? nil : merchant($0.seller),
                    amounts: $0.amounts)
            },
            link: record.link, linked: record.linked.isNone ? nil : hold(record.linked),
            generation: record.generation, policyVersion: record.policyVersion,
            decidedBy: Decision.Maker(
                of: record.decision, isPending: record.isPending,
                isApprovedByPerson: record.isApprovedByPerson),
            noticeWithinNs: notices.withinNs(record.policyVersion), sequence: record.sequence)
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
            returns: record.returns.map(document),
            pull: record.pull.map(OrderDocument.Pull.init), isTerminal: record.isTerminal,
            sequence: record.sequence)
    }

    func document(_ overlay: Overlay) -> OverlayDocument {
        OverlayDocument(
            id: overlay.key.isNone ? nil : operation(overlay.key), overlay: overlay)
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
            isParked: isParked, isPulled: fact.isPulled)
    }
}

extension HoldDocument {
    public init(_ view: HoldView, notices: NoticeTerms) {
        self.init(
            id: Naming.text(view.hold), account: Naming.text(view.account),
            merchant: Naming.text(view.merchant), number: Naming.text(view.order),
            purpose: view.purpose, scenario: view.scenario, plan: view.plan,
            hasConsent: view.hasConsent, currency: view.currency, amounts: view.amounts,
            status: view.status, reason: view.reason, captureOn: view.captureOn,
            expiresAt: view.expiresAt, guaranteedUntil: view.guaranteedUntil,
            extendableUntil: view.extendableUntil, placedAt: view.placedAt,
            endedAt: view.endedAt, overlays: view.overlays.map(OverlayDocument.init),
            lines: view.lines.map {
                HoldDocument.Line(
                    line: Naming.text($0.line), seller: $0.seller.map { Naming.text($0) },
                    amounts: $0.amounts)
            },
            link: view.link, linked: view.linked.map { Naming.text($0) },
            generation: view.generation, policyVersion: view.policyVersion,
            decidedBy: Decision.Maker(
                of: view.decision, isPending: view.status == .pending,
                isApprovedByPerson: view.isApprovedByPerson),
            noticeWithinNs: notices.withinNs(view.policyVersion),
            sequence: view.sequence)
    }
}

extension Decision.Maker {
    /// Who approved or declined a hold; nil while its review is open.
    init?(of decision: Reason, isPending: Bool, isApprovedByPerson: Bool) {
        if decision == .approved {
            if isPending { return nil }
            self = isApprovedByPerson ? .person : .rule
        } else {
            guard let maker = Decision.maker(declinedFor: decision) else { return nil }
            self = maker
        }
    }
}

extension OverlayDocument {
    public init(_ view: OverlayView) {
        let key = view.overlay.key
        self.init(
            id: key.isNone ? nil : view.name ?? key.hexadecimal, overlay: view.overlay)
    }
}

extension ReturnDocument {
    public init(_ view: ReturnView) {
        self.init(
            id: Naming.text(view.fact), state: view.state,
            lines: view.lines.map { Naming.text($0) })
    }
}

extension Answer {
    /// The hold of an answer as documents show it.
    func document(_ naming: Naming) -> HoldDocument? {
        guard let hold, let extendableUntil else { return nil }
        return naming.document(hold, extendableUntil: extendableUntil)
    }
}
