import SluiceCore

extension ReferenceLedger {
    mutating func split(_ body: SplitHold) -> Verdict {
        if !isWellFormed(body) { return Verdict(.invalidRequest, .children) }
        var named: [LineAmount] = []
        for child in body.children {
            named.append(LineAmount(line: child.hold.retagged(), amount: child.amount))
            named.append(LineAmount(line: child.order.retagged()))
            for line in child.lines {
                named += [
                    LineAmount(line: line.line, amount: line.amount),
                    LineAmount(line: line.child),
                ]
            }
        }
        let request = OperationRequest(lines: named)
        guard let index = touch(body.hold) else { return Verdict(.holdNotFound) }
        if let verdict = repeated(index, .split, body.operation, request) { return verdict }
        if let verdict = ended(index) ?? pending(index) ?? unknown(index) {
            return verdict
        }
        let parent = holds[index]
        func refused(_ code: OutcomeCode, _ field: Field = .children) -> Verdict {
            Verdict(code, field, hold: body.hold)
        }
        if parent.isFrozen { return refused(.holdFrozen, .none) }
        if waiting(index).sum > 0 { return refused(.reviewOpen, .none) }
        if body.children.contains(where: { $0.order == parent.placement.order }) {
            return refused(.invalidRequest)
        }
        let placements = body.children.map { placement($0, of: parent) }
        for child in body.children {
            let isKnown =
                aliases[child.hold] != nil
                || holds.contains { $0.placement.hold == child.hold }
            if isKnown { return refused(.idConflict) }
        }
        if let taken = placements.compactMap({ newestHold(on: $0) }).first {
            return Verdict(.duplicateHold, .children, hold: taken.placement.hold)
        }
        let sum = body.children.reduce(0) { $0 + $1.amount.minor }
        if sum > parent.total(\.open) { return refused(.amountExceedsOpen) }
        let (shares, fault) = taken(body.children, from: parent)
        if let fault { return refused(fault, .lines) }

        for share in shares {
            change(
                index, .split, share.line, Sums(authorised: -share.amount), .orderSplit)
        }
        for placement in placements {
            let child = granted(
                placement, parent.terms, scenario: parent.scenario,
                policyVersion: parent.policyVersion, generation: 1, link: .split,
                linked: body.hold, placedAt: parent.placedAt, start: parent.placedAt)
            holds[child].expiresAt = parent.expiresAt
            holds[child].guaranteedUntil = parent.guaranteedUntil
            for fact in saidInTime(of: placement.order) { apply(fact, to: [child]) }
            noteBreaks(in: placement.order)
        }
        return done(index, .split, body.operation, request, amount: sum)
    }

    private func isWellFormed(_ body: SplitHold) -> Bool {
        let children = body.children
        return (1...20).contains(children.count)
            && Set(children.map(\.hold)).count == children.count
            && Set(children.map(\.order)).count == children.count
            && children.allSatisfy { child in
                child.amount.isMovable
                    && Set(child.lines.map(\.line)).count == child.lines.count
                    && Set(child.lines.map(\.child)).count == child.lines.count
                    && child.lines.allSatisfy { $0.amount.isMovable }
            }
    }

    private func placement(_ child: SplitChild, of parent: ReferenceHold) -> PlaceHold {
        var placement = parent.placement
        placement.hold = child.hold
        placement.order = child.order
        placement.amount = child.amount
        placement.lines = child.lines.map { named in
            let seller = parent.placement.lines.first { $0.line == named.line }?.seller
            return PlaceLine(
                line: named.child, amount: named.amount, seller: seller ?? .none)
        }
        placement.retryOf = .none
        placement.review = nil
        placement.history = nil
        return placement
    }

    /// What comes off the parent's lines.
    private func taken(
        _ children: [SplitChild], from parent: ReferenceHold
    ) -> ([ReferenceHold.Share], OutcomeCode?) {
        if parent.placement.lines.isEmpty {
            if children.contains(where: { !$0.lines.isEmpty }) { return ([], .invalidRequest) }
            let sum = children.reduce(0) { $0 + $1.amount.minor }
            return ([ReferenceHold.Share(line: nil, amount: sum)], nil)
        }
        var taken: [LineKey: Int64] = [:]
        for child in children {
            if child.lines.isEmpty { return ([], .invalidRequest) }
            for named in child.lines {
                if !parent.lines.contains(named.line) { return ([], .lineUnknown) }
                taken[named.line, default: 0] += named.amount.minor
            }
            if child.lines.reduce(0, { $0 + $1.amount.minor }) != child.amount.minor {
                return ([], .linesDoNotSum)
            }
        }
        if taken.contains(where: { $1 > parent.sums($0).open }) { return ([], .amountExceedsOpen) }
        let shares = parent.lines.compactMap { line in
            line.flatMap { line in
                taken[line].map { ReferenceHold.Share(line: line, amount: $0) }
            }
        }
        return (shares, nil)
    }
}
