import SluiceCore

extension Generator {
    mutating func place() -> PlaceHold {
        let (merchant, order) = order()
        let amount = amount()
        return PlaceHold(
            hold: hold(), account: account(), merchant: merchant, order: order, amount: amount,
            currency: random.chance(97) ? .yuan : .dollar, purpose: purpose(),
            scenario: scenario(), plan: random.chance(10) ? Code("three") : nil,
            hasConsent: random.chance(40), lines: lines(summingTo: amount),
            retryOf: random.chance(4) ? hold() : .none,
            review: random.chance(habits.reviewPercent)
                ? random.pick(ReviewStage.allCases) : nil)
    }

    /// A placement that follows one made before, most often one that ended.
    mutating func retry(seeing ledger: ReferenceLedger) -> PlaceHold {
        let ended = ledger.holds.filter { !$0.isOpen }.suffix(5)
        let followed = random.chance(80) && !ended.isEmpty ? Array(ended) : ledger.holds
        guard !followed.isEmpty else { return place() }
        var body = random.pick(followed).placement
        body.retryOf = body.hold
        body.hold = hold()
        if random.chance(50) { body.amount = amount() }
        if random.chance(50) || body.amount.minor > 0 && !body.lines.isEmpty {
            body.lines = lines(summingTo: body.amount)
        }
        return body
    }

    /// A hold that another system placed.
    mutating func migrate(seeing ledger: ReferenceLedger) -> PlaceHold {
        var body = random.chance(20) ? retry(seeing: ledger) : place()
        var history = HoldHistory(
            placedAt: Instant(ns: now.ns - random.within(-2...2) * random.pick(habits.spansNs)))
        if !body.lines.isEmpty, random.chance(60) {
            bringLines(of: body.lines, in: &history)
        } else if random.chance(60), body.amount.minor > 0, body.amount <= .maximum {
            body.lines = random.chance(95) ? [] : body.lines
            var rest = body.amount.minor
            func part(_ random: inout RandomSource) -> Money {
                let part = random.chance(40) ? random.within(0...rest) : 0
                rest -= part
                return Money(minor: part)
            }
            history.captured = part(&random)
            history.released = part(&random)
            history.expired = part(&random)
            if random.chance(30) {
                history.refunded = Money(minor: random.within(0...history.captured.minor))
            }
            if random.chance(5) { history.expired = body.amount }
            if random.chance(5) { history.refunded = body.amount }
        }
        if random.chance(10) { history.authorised = amount() }
        if random.chance(30) { history.generation = UInt32(random.below(5)) }
        if random.chance(40) { history.operations = pastOperations(on: body.hold) }
        body.history = history
        return body
    }

    /// Lines as they are after a life elsewhere, most often those of the placement.
    private mutating func bringLines(of placed: [PlaceLine], in history: inout HoldHistory) {
        var whole = HoldAmounts(authorised: .zero)
        for line in placed.map(\.line) + (random.chance(20) ? [line()] : []) {
            var amounts = HoldAmounts(authorised: Money(minor: random.within(0...20)))
            amounts.captured = Money(minor: random.within(0...amounts.open.minor))
            amounts.released = Money(minor: random.within(0...amounts.open.minor))
            amounts.expired = Money(minor: random.within(0...amounts.open.minor))
            amounts.refunded = Money(minor: random.within(0...amounts.captured.minor))
            history.lines.append(PastLine(line: line, amounts: amounts))
            whole.authorised += amounts.authorised
            whole.captured += amounts.captured
            whole.released += amounts.released
            whole.expired += amounts.expired
            whole.refunded += amounts.refunded
        }
        history.authorised = whole.authorised
        history.captured = whole.captured
        history.released = whole.released
        history.expired = whole.expired
        history.refunded = random.chance(95) ? whole.refunded : whole.captured
        if random.chance(5) { history.lines.removeLast() }
    }

    private mutating func pastOperations(on hold: HoldKey) -> [HoldOperation] {
        var operations: [HoldOperation] = []
        for _ in 0...random.below(2) {
            let key = operation(hold)
            let kind = random.pick([HoldOperationKind.capture, .release, .refund])
            let isLate = kind == .capture && random.chance(20)
            guard !operations.contains(where: { $0.key == key }) else { continue }
            operations.append(
                HoldOperation(
                    key: key, kind: kind,
                    request: OperationRequest(
                        amount: amount(), reason: kind == .capture ? .none : .merchantVoid),
                    outcome: kind == .capture && random.chance(20) ? .amountMismatch : .applied,
                    amount: Money(minor: random.within(1...20)),
                    linked: isLate ? self.hold() : .none))
        }
        return operations
    }

    mutating func capture(seeing ledger: ReferenceLedger) -> CaptureHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let lines = named(of: hold)
        return CaptureHold(
            hold: key, operation: operation(key),
            amount: lines.isEmpty || random.chance(10)
                ? amount(near: hold?.total(\.open) ?? 0) : nil,
            lines: lines, isFinal: random.chance(20), isForced: random.chance(5),
            lateHold: random.chance(80) ? self.hold() : .none)
    }

    /// A capture of a hold that has ended.
    mutating func lateCapture(seeing ledger: ReferenceLedger) -> CaptureHold {
        let hold = placed(seeing: ledger) {
            [.closed, .expired, .released, .split].contains($0.status)
        }
        let key = hold?.placement.hold ?? self.hold()
        let returned = hold.map { $0.total(\.released) + $0.total(\.expired) } ?? 0
        return CaptureHold(
            hold: key, operation: operation(key), amount: amount(near: returned),
            lines: random.chance(5) ? lineAmounts() : [], isForced: random.chance(30),
            lateHold: random.chance(95) ? self.hold() : .none)
    }

    private mutating func named(of hold: ReferenceHold?) -> [LineAmount] {
        guard random.chance(habits.linesPercent / 2) else { return [] }
        guard let hold, case let lines = hold.lines.compactMap(\.self), !lines.isEmpty,
            random.chance(90)
        else { return lineAmounts() }
        let line = random.pick(lines)
        var named = [LineAmount(line: line, amount: amount(near: hold.sums(line).open))]
        if random.chance(30) { named += lineAmounts() }
        return named
    }

    mutating func release(seeing ledger: ReferenceLedger) -> ReleaseHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let isPending = (hold?.isPending ?? false) && random.chance(80)
        let lines = isPending ? [] : named(of: hold)
        let reasons = isPending ? Reason.pendingReleaseReasons : Reason.releaseReasons
        let isWhole = isPending && random.chance(90)
        return ReleaseHold(
            hold: key, operation: operation(key),
            amount: !isWhole && (lines.isEmpty || random.chance(10))
                ? amount(near: hold?.total(\.open) ?? 0) : nil,
            lines: lines, reason: reason(of: reasons))
    }

    /// One of the reasons, or one that may be wrong.
    private mutating func reason(of reasons: [Reason]) -> Reason {
        random.chance(97) ? random.pick(reasons) : random.pick(Reason.allCases)
    }

    mutating func increment(seeing ledger: ReferenceLedger) -> IncrementHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        var body = IncrementHold(hold: key, operation: operation(key), amount: amount())
        if random.chance(habits.linesPercent / 2) {
            body.lines = lines(summingTo: body.amount).map {
                LineAmount(line: $0.line, amount: $0.amount)
            }
            if random.chance(5), !body.lines.isEmpty { body.lines[0].amount = nil }
        }
        return body
    }

    mutating func extend(seeing ledger: ReferenceLedger) -> ExtendHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let edges = hold.map {
            [$0.expiresAt, Instant(ns: $0.placedAt.ns &+ $0.terms.maximumAgeNs)]
        }
        var until = someTime(edges ?? [])
        if let edges, edges[0].ns < edges[1].ns, random.chance(50) {
            until = Instant(ns: random.within(edges[0].ns + 1...edges[1].ns))
        }
        return ExtendHold(
            hold: key, operation: operation(key), until: until,
            reason: reason(of: Reason.extensionReasons))
    }

    mutating func refund(seeing ledger: ReferenceLedger) -> RefundHold {
        let hold = placed(seeing: ledger) { $0.total(\.refundable) > 0 }
        let key = hold?.placement.hold ?? self.hold()
        return RefundHold(
            hold: key, operation: operation(key),
            amount: amount(near: hold?.total(\.refundable) ?? 0) ?? amount(),
            reason: reason(of: Reason.refundReasons))
    }

    mutating func correct(seeing ledger: ReferenceLedger) -> CorrectHold {
        // Of what captures after the end took nothing may be billed again.
        let isAfterLate = random.chance(40)
        let hold = placed(seeing: ledger) { hold in
            hold.placement.lines.isEmpty && !hold.isOpen && hold.decision == .approved
                && (!isAfterLate || hold.answers.contains { $0.late > 0 })
        }
        let key = hold?.placement.hold ?? self.hold()
        let has = hold.map { isAfterLate ? $0.total(\.released) : $0.total(\.captured) } ?? 0
        return CorrectHold(
            hold: key, operation: operation(key), from: random.pick(CorrectionPart.allCases),
            to: isAfterLate ? .captured : random.pick(CorrectionPart.allCases),
            amount: amount(near: has) ?? amount())
    }

    mutating func split(seeing ledger: ReferenceLedger) -> SplitHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let hasLines = hold.map { !$0.placement.lines.isEmpty } ?? false
        var open = hold?.total(\.open) ?? 0
        var children: [SplitChild] = []
        for _ in 0..<random.pick([0, 1, 1, 1, 2, 2, 3]) {
            var child = SplitChild(
                hold: self.hold(), order: order(of: hold?.placement.merchant),
                amount: amount(near: open) ?? amount())
            if random.chance(50), open > 1 {
                child.amount = Money(minor: random.within(1...open))
            }
            if hasLines != random.chance(4) {
                let known = hold?.lines.compactMap(\.self).first { hold!.sums($0).open > 0 }
                let line = known ?? line()
                if random.chance(70), let known {
                    let open = hold!.sums(known).open
                    child.amount = Money(minor: random.within(1...open))
                }
                child.lines = [SplitLine(line: line, child: self.line(), amount: child.amount)]
                if random.chance(5) {
                    child.lines = lineAmounts().map {
                        SplitLine(line: $0.line, child: self.line(), amount: $0.amount ?? .zero)
                    }
                }
            }
            open = max(0, open - max(0, min(open, child.amount.minor)))
            children.append(child)
        }
        return SplitHold(hold: key, operation: operation(key), children: children)
    }
}
