import SluiceCore

/// What facts do with money.
extension ReferenceLedger {
    /// Does with holds what a fact says of their order.
    /// - Returns: what it refunded.
    @discardableResult
    mutating func apply(_ fact: RecordFact, to indices: [Int]) -> Int64 {
        // What a fact says of a line it says once, over all holds and placements.
        var left = leftOf[fact.fact] ?? [:]
        defer { leftOf[fact.fact] = left }
        for named in fact.lines where left[named.line] == nil {
            left.updateValue(named.amount?.minor, forKey: named.line)
        }
        let granted = indices.filter { holds[$0].decision == .approved }
        let free = granted.filter { !holds[$0].isFrozen }
        switch fact.kind {
        case .created, .paid, .returnRequested, .returnShipped: return 0
        case .lineShipped, .shipped, .delivered, .completed:
            for index in granted where hasReached(holds[index].terms.captureOn, fact.kind) {
                if !holds[index].isPending { bill(index, fact, &left) }
            }
            return 0
        case .lineCancelled, .cancelled, .closed, .returnReceived:
            for index in free { release(index, fact, &left) }
            // What was not open any more was captured; giving that back is policy.
            let refunds =
                switch fact.kind {
                case .closed: false
                case .returnReceived: policy?.refundOnReturn ?? false
                default: policy?.refundOnCancel ?? false
                }
            var refunded: Int64 = 0
            for index in free where refunds { refunded += refund(index, fact, &left) }
            return refunded
        case .priceAdjusted: return adjust(fact, free)
        }
    }

    private mutating func bill(
        _ index: Int, _ fact: RecordFact, _ left: inout [LineKey: Int64?]
    ) {
        let open = holds[index].total(\.open)
        let before = left
        let shares = take(fact, &left, of: \.open, from: holds[index])
        let reason: Reason =
            switch fact.kind {
            case .delivered: .delivered
            case .completed: .serviceDone
            default: shares.sum == open ? .shippedFull : .shippedPartial
            }
        if isInRange(index, .capture, shares.sum) {
            move(index, .capture, shares, reason)
            note(fact, shares, of: index)
        } else {
            // What stays where it is may be moved of another hold.
            left = before
            noteOutOfRange(fact.order)
        }
    }

    private mutating func release(
        _ index: Int, _ fact: RecordFact, _ left: inout [LineKey: Int64?]
    ) {
        let shares = take(fact, &left, of: \.open, from: holds[index])
        let reason: Reason =
            switch fact.kind {
            case .closed: .orderClosedShort
            case .returnReceived: .returnedBeforeCapture
            default: holds[index].isPending ? .orderCancelledEarly : fact.reason
            }
        let doubted = doubted(fact, shares, index)
        let clear = shares.filter { !doubted.contains($0) }
        move(index, .release, clear, reason)
        note(fact, clear, of: index)
        if !doubted.isEmpty { wait(index, doubted, reason, fact) }
    }

    /// Notes which lines a fact spoke of.
    private mutating func note(
        _ fact: RecordFact, _ shares: [ReferenceHold.Share], of index: Int
    ) {
        if !fact.lines.isEmpty { holds[index].told.formUnion(shares.compactMap(\.line)) }
    }

    private mutating func refund(
        _ index: Int, _ fact: RecordFact, _ left: inout [LineKey: Int64?]
    ) -> Int64 {
        let before = left
        let shares = take(fact, &left, of: \.refundable, from: holds[index])
        if !isInRange(index, .refund, shares.sum) {
            // What stays where it is may be moved of another hold.
            left = before
            noteOutOfRange(fact.order)
            return 0
        }
        let isReturn = fact.kind == .returnReceived
        move(
            index, .refund, shares, isReturn ? .returnReceived : .orderCancelledAfterCapture,
            id: fact.fact.retagged())
        return shares.sum
    }

    /// Brings what the order costs down to an amount, as far as it can be.
    private mutating func adjust(_ fact: RecordFact, _ free: [Int]) -> Int64 {
        var beyond = -fact.amount!.minor
        for hold in holds where hold.placement.order == fact.order && hold.decision == .approved {
            beyond += hold.total(\.refundable) + hold.total(\.open)
        }
        for index in holds.indices
        where holds[index].placement.order == fact.order && holds[index].decision == .approved {
            beyond -= waiting(index).sum
        }
        for index in free where beyond > 0 {
            let waits = waiting(index)
            var rest = beyond
            let shares = holds[index].all(\.open).compactMap { share -> ReferenceHold.Share? in
                let amount = min(
                    rest, share.amount - waits.filter { $0.line == share.line }.sum)
                rest -= amount
                return amount > 0
                    ? ReferenceHold.Share(line: share.line, amount: amount) : nil
            }
            let most = policy?.gate.adjustmentMax?.minor ?? .max
            if policy?.gate.isOn == true, !holds[index].isPending, shares.sum > most {
                wait(index, shares, .priceAdjusted, fact)
            } else {
                move(index, .release, shares, .priceAdjusted)
            }
            beyond -= shares.sum
        }
        var refunded: Int64 = 0
        for index in free where beyond > 0 && policy?.refundOnCancel == true {
            let shares = holds[index].first(beyond, of: \.refundable)
            if !isInRange(index, .refund, shares.sum) {
                noteOutOfRange(fact.order)
                continue
            }
            move(index, .refund, shares, .priceAdjusted, id: fact.fact.retagged())
            beyond -= shares.sum
            refunded += shares.sum
        }
        if beyond > 0, !free.isEmpty {
            breaks[fact.order, default: []].insert(
                ReferenceBreak(kind: .adjustedAfterCapture, line: .none))
        }
        return refunded
    }

    /// A later fact implies the earlier.
    private func hasReached(_ captureOn: CaptureOn, _ kind: FactKind) -> Bool {
        let reaching: [FactKind] =
            switch captureOn {
            case .shipped: [.lineShipped, .shipped, .delivered, .completed]
            case .delivered: [.delivered, .completed]
            case .completed: [.completed]
            }
        return reaching.contains(kind)
    }

    /// All of a hold, or of the lines named as much as is left of what was said of them.
    private func take(
        _ fact: RecordFact, _ left: inout [LineKey: Int64?], of part: KeyPath<Sums, Int64>,
        from hold: ReferenceHold
    ) -> [ReferenceHold.Share] {
        if fact.lines.isEmpty { return hold.all(part) }
        var shares: [ReferenceHold.Share] = []
        for named in fact.lines {
            let line: LineKey? = hold.placement.lines.isEmpty ? nil : named.line
            // Without lines only an amount says how much is meant.
            guard hold.lines.contains(line), line != nil || named.amount != nil else { continue }
            let taken = line == nil ? shares.sum : 0
            var amount = hold.sums(line)[keyPath: part] - taken
            if let rest = left[named.line]! {
                amount = min(amount, rest)
                left[named.line] = rest - amount
            }
            if amount > 0 { shares.append(ReferenceHold.Share(line: line, amount: amount)) }
        }
        return shares
    }
}
