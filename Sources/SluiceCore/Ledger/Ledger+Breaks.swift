extension Ledger {
    /// Records contradictions among the facts of an order that are not recorded yet.
    ///
    /// What is found is a function of the set of facts and of the holds' lines, not of the order
    /// of arrival, and is found in every larger set too: so every permutation ends with the same
    /// breaks, whichever part of the set was there first.
    mutating func findBreaks(in key: OrderKey) {
        let slot = orders.slot(of: key)!
        if orders[slot].facts.isEmpty { return }
        let order = orders[slot]
        if let pull = order.pull, order.facts.contains(where: pull.overrules) {
            found(.pulledOtherwise, .none, in: key)
        }
        let canContradict = order.facts.contains { $0.kind.namesLines || $0.kind == .cancelled }
        guard order.facts.count > 1 || canContradict else { return }
        for contradiction in contradictions(in: order) {
            found(contradiction.kind, contradiction.line, in: key)
        }
    }

    /// Records a break once.
    mutating func found(_ kind: BreakKind, _ line: LineKey, in key: OrderKey) {
        let breaks = orders.record(of: key)!.breaks
        if breaks.contains(where: { $0.kind == kind && $0.line == line }) { return }
        emit(.breakFound(BreakFound(order: key, kind: kind, line: line)))
    }

    private func contradictions(in order: OrderRecord) -> [(kind: BreakKind, line: LineKey)] {
        let facts = order.facts
        let isWholeShipped = facts.contains {
            $0.kind == .shipped || $0.kind == .delivered || $0.kind == .completed
        }
        let isWholeCancelled = facts.contains { $0.kind == .cancelled }
        var found: [(kind: BreakKind, line: LineKey)] = []
        if isWholeShipped && isWholeCancelled { found.append((.shippedAndCancelled, .none)) }
        if isWholeCancelled, hasUnexplainedCapture(order) {
            found.append((.cancelledAfterCapture, .none))
        }
        let lines = LineEvidence.all(in: facts)
        for line in lines {
            if line.isShipped && (isWholeCancelled || line.isContradictory) {
                found.append((.shippedAndCancelled, line.key))
            }
            if line.isCancelled && isWholeShipped {
                found.append((.wholeOverCancelledLine, line.key))
            }
        }
        return found + misfits(lines, in: order)
    }

    /// Whether money was captured that no fact of the order speaks of.
    private func hasUnexplainedCapture(_ order: OrderRecord) -> Bool {
        order.holds.contains { placed in
            (holds.slot(of: placed.hold).map { holds.operations(of: $0) } ?? []).contains {
                $0.kind == .capture && $0.outcome.isSuccess
                    && factPlaces.slot(of: $0.key.retagged()) == nil
            }
        }
    }

    /// Lines that no hold has, or of which more is shipped and cancelled than they have.
    private func misfits(
        _ lines: [LineEvidence], in order: OrderRecord
    ) -> [(kind: BreakKind, line: LineKey)] {
        let granted = order.holds.compactMap { holds.record(of: $0.hold) }
            .filter { !$0.isDeclined }
        guard !granted.isEmpty else { return [] }
        let bare = granted.filter { $0.lines.isEmpty }
        // Holds without lines serve every line, in one amount for all of them.
        let shared = bare.reduce(Int64(0)) { $0.addingAtMost($1.amounts.authorised) }
        var authorisedOf: [LineKey: Int64] = [:]
        for line in granted.flatMap(\.lines) {
            let sum = authorisedOf[line.key] ?? 0
            authorisedOf[line.key] = sum.addingAtMost(line.amounts.authorised)
        }
        var found: [(kind: BreakKind, line: LineKey)] = []
        var excess: Int64 = 0
        var excessLines = 0
        for line in lines {
            let isOwn = authorisedOf[line.key] != nil
            let authorised = authorisedOf[line.key] ?? 0
            if !isOwn, bare.isEmpty || !line.hasAllAmounts {
                found.append((.unknownLine, line.key))
            }
            guard line.totalMinor > authorised else { continue }
            let beyond = line.totalMinor - authorised
            if beyond > shared, line.isShipped, line.isCancelled, isOwn || !bare.isEmpty {
                found.append((.lineOverrun, line.key))
            }
            excess = excess.addingAtMost(Money(minor: beyond))
            excessLines += 1
        }
        let isBoth = lines.contains(where: \.isShipped) && lines.contains(where: \.isCancelled)
        if isBoth, excessLines > 1, !bare.isEmpty, excess > shared {
            found.append((.lineOverrun, .none))
        }
        return found
    }
}

/// What the facts of an order say of one line.
private struct LineEvidence {
    var key: LineKey
    var isShipped = false
    var isCancelled = false
    /// Whether each fact gives an amount of the line.
    var hasAllAmounts = true
    /// What the facts together say; it may exceed the range of money, which each fact keeps to.
    var totalMinor: Int64 = 0

    var isContradictory: Bool { isShipped && isCancelled && !hasAllAmounts }

    static func all(in facts: [OrderFact]) -> [LineEvidence] {
        var lines: [LineEvidence] = []
        var places: [LineKey: Int] = [:]
        for fact in facts where fact.kind.namesLines {
            for named in fact.lines {
                let index = places[named.line] ?? lines.count
                if index == lines.count {
                    lines.append(LineEvidence(key: named.line))
                    places[named.line] = index
                }
                if fact.kind == .lineShipped { lines[index].isShipped = true }
                if fact.kind == .lineCancelled { lines[index].isCancelled = true }
                if let amount = named.amount {
                    lines[index].totalMinor = lines[index].totalMinor.addingAtMost(amount)
                } else {
                    lines[index].hasAllAmounts = false
                }
            }
        }
        return lines
    }
}

extension Int64 {
    /// The sum, the largest number on overflow.
    fileprivate func addingAtMost(_ amount: Money) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(amount.minor)
        return overflow ? .max : sum
    }
}
