import SluiceCore

/// What happened, in order of time, with who says so.
extension Narrator {
    var facts: [Statement] {
        var told: [(time: Instant, statements: [Statement])] = []
        for fact in source.facts where !fact.isParked {
            var statement = Statement(
                fact.isPulled ? .pulledFact : .fact,
                Slots(time: fact.occurredAt, actor: .merchant, fact: fact.kind),
                source: fact.source)
            statement.isPulled = fact.isPulled
            told.append((fact.occurredAt, [statement]))
        }
        for item in source.told {
            told.append(
                (item.time, [Statement(.toldAt, Slots(time: item.time, until: item.told.latest))]))
        }
        for step in source.steps { told.append((step.time, statements(of: step))) }
        if let latest = source.told.last?.told.latest, hold.endedAt != .never {
            let sentence: Sentence = hold.endedAt <= latest ? .keptTold : .missedTold
            told.append((hold.endedAt, [Statement(sentence, Slots(until: latest))]))
        }
        // Of the same time a fact goes before what it did.
        return told.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .flatMap(\.element.statements)
    }

    private func statements(of step: HoldStep) -> [Statement] {
        guard let sentence = sentence(of: step) else { return [] }
        var slots = Slots(time: step.time, cause: step.reason)
        if sentence != .changedAt, sentence != .movedAt { slots.amount = step.amount }
        if sentence == .movedAt { slots.until = step.until }
        var statement = Statement(sentence, slots, source: Party(step.role).rawValue)
        statement.policyVersion = step.policyVersion
        return [statement] + availability(after: step)
    }

    private func sentence(of step: HoldStep) -> Sentence? {
        switch step.kind {
        case .placed: step.outcome == .pending ? .reservedAt : .lockedAt
        case .declined: .declinedAt
        case .captured: .billedAt
        case .released, .expired: .returnedAt
        case .incremented: .addedAt
        case .refunded: .refundedAt
        case .split: .splitAt
        case .corrected: .correctedAt
        case .lateCaptured: .billedLateAt
        case .extended, .paused: .movedAt
        case .approved, .noticed, .heard, .silenced, .reviewOpened, .reviewMoved, .reviewClosed,
            .overlaySet, .overlayLifted, .releaseQueued, .releaseJudged, .decisionMade,
            .decisionUndone:
            .changedAt
        case .refused: nil
        }
    }

    /// Whether what is available rose by what came back, and why it did not.
    private func availability(after step: HoldStep) -> [Statement] {
        guard audience != .merchant, let headroom = step.headroomMinor, let amount = step.amount
        else { return [] }
        let rose = max(0, headroom) - max(0, headroom - amount.minor)
        let slots = Slots(amount: Money(minor: rose))
        if rose == amount.minor { return [Statement(.availableRose, slots)] }
        guard let change = source.limitChanges.last(where: { $0.sequence < step.sequence }) else {
            return [Statement(.lineUsed, slots)]
        }
        return [
            Statement(
                .lineCut,
                Slots(amount: Money(minor: rose), time: change.time, cause: change.reason))
        ]
    }
}

extension Party {
    /// Whose step it was: the lender's own people are one party.
    init(_ role: Role) {
        switch role {
        case .consumer: self = .consumer
        case .merchant: self = .merchant
        case .engine: self = .engine
        case .lender, .support, .reviewer, .operator, .treasury, .auditor, .migration:
            self = .lender
        }
    }
}
