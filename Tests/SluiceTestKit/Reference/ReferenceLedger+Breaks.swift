import SluiceCore

/// A contradiction: what, and of which line; `.none` for the whole order.
public struct ReferenceBreak: Hashable, Sendable {
    public let kind: BreakKind
    public let line: LineKey

    public init(kind: BreakKind, line: LineKey) {
        self.kind = kind
        self.line = line
    }
}

extension ReferenceLedger {
    /// Adds the contradictions of an order's facts to those noted before.
    ///
    /// Each is there or not for a set of facts, and stays there for every larger set; so the order
    /// of arrival cannot matter.
    mutating func noteBreaks(in order: OrderKey) {
        // Facts of a return name lines, and contradict nothing.
        let facts = said(of: order).map(\.fact).filter {
            $0.lines.isEmpty || $0.kind == .lineShipped || $0.kind == .lineCancelled
        }
        let whole = facts.filter { $0.lines.isEmpty }.map(\.kind)
        let isShipped = whole.contains { [.shipped, .delivered, .completed].contains($0) }
        let isCancelled = whole.contains(.cancelled)
        var found: Set<ReferenceBreak> = []
        func note(_ kind: BreakKind, _ line: LineKey) {
            found.insert(ReferenceBreak(kind: kind, line: line))
        }

        if let pull = pulls[order], said(of: order).contains(where: { pull.denies($0.fact) }) {
            note(.pulledOtherwise, .none)
        }
        if isShipped && isCancelled { note(.shippedAndCancelled, .none) }
        let billed = holds.filter { $0.placement.order == order }.flatMap(\.answers)
            .filter { $0.kind == .capture && $0.verdict.code == .applied }
        if isCancelled && !billed.isEmpty { note(.cancelledAfterCapture, .none) }
        for line in Set(facts.flatMap(\.lines).map(\.line)) {
            let shipped = amounts(of: line, in: facts, .lineShipped)
            let cancelled = amounts(of: line, in: facts, .lineCancelled)
            let isBoth = !shipped.isEmpty && !cancelled.isEmpty
            if !shipped.isEmpty && isCancelled { note(.shippedAndCancelled, line) }
            if !cancelled.isEmpty && isShipped { note(.wholeOverCancelledLine, line) }
            // All of it shipped and some of it cancelled, or the other way round.
            if isBoth && (shipped + cancelled).contains(nil) { note(.shippedAndCancelled, line) }
        }
        found.formUnion(misfits(of: facts, in: order))
        breaks[order, default: []].formUnion(found)
    }

    /// What facts say of lines against what the holds of the order have.
    private func misfits(of facts: [RecordFact], in order: OrderKey) -> Set<ReferenceBreak> {
        let granted = holds.filter { $0.placement.order == order && $0.decision == .approved }
        if granted.isEmpty { return [] }
        let bare = granted.filter(\.placement.lines.isEmpty)
        let bareAmount = bare.reduce(0) { $0 + $1.total(\.authorised) }
        var found: Set<ReferenceBreak> = []
        var beyond: [Int64] = []
        for line in Set(facts.flatMap(\.lines).map(\.line)) {
            let shipped = amounts(of: line, in: facts, .lineShipped)
            let cancelled = amounts(of: line, in: facts, .lineCancelled)
            let said = (shipped + cancelled).reduce(0) { $0 + ($1 ?? 0) }
            let owners = granted.filter { $0.lines.contains(line) }
            let own = owners.reduce(0) { $0 + $1.sums(line).authorised }
            if owners.isEmpty, bare.isEmpty || (shipped + cancelled).contains(nil) {
                found.insert(ReferenceBreak(kind: .unknownLine, line: line))
            }
            if !owners.isEmpty || !bare.isEmpty, !shipped.isEmpty, !cancelled.isEmpty,
                said > own + bareAmount
            {
                found.insert(ReferenceBreak(kind: .lineOverrun, line: line))
            }
            if said > own { beyond.append(said - own) }
        }
        // A hold without lines serves them all: together they may say more than it has.
        let kinds = Set(facts.map(\.kind))
        if !bare.isEmpty, beyond.count > 1, beyond.reduce(0, +) > bareAmount,
            kinds.isSuperset(of: [.lineShipped, .lineCancelled])
        {
            found.insert(ReferenceBreak(kind: .lineOverrun, line: .none))
        }
        return found
    }

    private func amounts(
        of line: LineKey, in facts: [RecordFact], _ kind: FactKind
    ) -> [Int64?] {
        facts.filter { $0.kind == kind }.flatMap(\.lines).filter { $0.line == line }
            .map { $0.amount?.minor }
    }
}
