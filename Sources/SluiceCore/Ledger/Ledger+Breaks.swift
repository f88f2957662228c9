extension Ledger {
    /// Records contradictions among the facts of an order that are not recorded yet.
    ///
    /// What is found is a function of the set of facts and of the holds' lines, not of the order
    /// of arrival: every permutation ends with the same breaks.
    mutating func findBreaks(in key: OrderKey) {
        let order = orders.record(of: key)!
        guard order.facts.count > 1 || order.facts.contains(where: { $0.kind.namesLines }) else {
            return
        }
        for found in contradictions(in: order)
        where !order.breaks.contains(where: { $0.kind == found.kind && $0.line == found.line }) {
            emit(.breakFound(BreakFound(order: key, kind: found.kind, line: found.line)))
        }
    }

    private func contradictions(in order: OrderRecord) -> [(kind: BreakKind, line: LineKey)] {
        let facts = order.facts
        let isWholeShipped = facts.contains {
            $0.kind == .shipped || $0.kind == .delivered || $0.kind == .completed
        }
        let isWholeCancelled = facts.contains { $0.kind == .cancelled }
        var found: [(kind: BreakKind, line: LineKey)] = []
        if isWholeShipped && isWholeCancelled { found.append((.shippedAndCancelled, .none)) }
        for line in LineEvidence.all(in: facts) {
            if line.isShipped && (isWholeCancelled || line.isContradictory) {
                found.append((.shippedAndCancelled, line.key))
            }
            if line.isCancelled && isWholeShipped {
                found.append((.wholeOverCancelledLine, line.key))
            }
            found += misfits(line, in: order)
        }
        return found
    }

    /// A line that no hold has, or of which more is said than it has.
    private func misfits(
        _ line: LineEvidence, in order: OrderRecord
    ) -> [(kind: BreakKind, line: LineKey)] {
        let granted = order.holds.compactMap { holds.record(of: $0.hold) }
            .filter { !$0.isDeclined }
        guard !granted.isEmpty else { return [] }
        var authorised = Money.zero
        var isPlaced = false
        for hold in granted {
            if let own = hold.lines.first(where: { $0.key == line.key }) {
                authorised += own.amounts.authorised
                isPlaced = true
            } else if hold.lines.isEmpty, line.hasAllAmounts {
                authorised += hold.amounts.authorised
                isPlaced = true
            }
        }
        if !isPlaced { return [(.unknownLine, line.key)] }
        let isOverrun =
            line.isShipped && line.isCancelled && line.hasAllAmounts && line.total > authorised
        return isOverrun ? [(.lineOverrun, line.key)] : []
    }
}

/// What the facts of an order say of one line.
private struct LineEvidence {
    var key: LineKey
    var isShipped = false
    var isCancelled = false
    /// Whether each fact gives an amount of the line.
    var hasAllAmounts = true
    var total = Money.zero

    var isContradictory: Bool { isShipped && isCancelled && !hasAllAmounts }

    static func all(in facts: [OrderFact]) -> [LineEvidence] {
        var lines: [LineEvidence] = []
        for fact in facts {
            for named in fact.lines {
                let index =
                    lines.firstIndex { $0.key == named.line }
                    ?? {
                        lines.append(LineEvidence(key: named.line))
                        return lines.count - 1
                    }()
                if fact.kind == .lineShipped { lines[index].isShipped = true }
                if fact.kind == .lineCancelled { lines[index].isCancelled = true }
                if let amount = named.amount {
                    lines[index].total = lines[index].total.adding(amount) ?? .maximum
                } else {
                    lines[index].hasAllAmounts = false
                }
            }
        }
        return lines
    }
}
