import SluiceCore

extension Line {
    /// `pull H1 facts=created:1h,cancelled:2m ago=0s`: the order, what stands in its merchant's view
    /// and how long before now; `unknown` if it does not know the order, `covers=` what it shows.
    /// `line_shipped:1h:2:30` names line 2 with 30 yuan.
    func pull(now: Instant) throws -> RecordPull {
        let order = try word(1)
        let askedAt = now.adding(spanNs: -(try span(option("ago") ?? "0s")))
        let covers = try option("covers").map { text in
            FactKinds(
                try text.split(separator: ",").map { try choice(String($0), of: FactKind.self) })
        }
        return RecordPull(
            merchant: .named(option("merchant") ?? "M1"), order: .named("order \(order)"),
            source: .named("pull"), askedAt: askedAt, isKnown: !has("unknown"),
            covers: covers ?? .all,
            facts: try (option("facts") ?? "").split(separator: ",").map { text in
                try pulledFact(text.split(separator: ":").map(String.init), order, now)
            })
    }

    private func pulledFact(
        _ parts: [String], _ order: String, _ now: Instant
    ) throws -> PulledFact {
        let kind = try choice(parts[0], of: FactKind.self)
        let spanNs = try span(parts.count > 1 ? parts[1] : "0s")
        var lines: [LineAmount] = []
        if parts.count > 2 {
            let amount = parts.count > 3 ? try money(parts[3]) : nil
            lines = [LineAmount(line: .named(parts[2]), amount: amount)]
        }
        return PulledFact(
            fact: .named("pull \(order) \(parts[0]) \(lines.first.map { "\($0.line)" } ?? "")"),
            kind: kind, occurredAt: now.adding(spanNs: -spanNs), lines: lines,
            reason: kind.isCancellation ? .orderCancelled : .none)
    }
}
