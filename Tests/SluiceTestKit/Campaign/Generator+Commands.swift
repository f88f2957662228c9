import SluiceCore

extension Generator {
    mutating func account() -> AccountKey { .named("account \(random.below(habits.accounts))") }

    /// An order and the merchant that is part of its name.
    mutating func order() -> (MerchantKey, OrderKey) {
        let merchant = random.below(habits.merchants)
        let order = random.below(habits.ordersPerMerchant)
        return (.named("merchant \(merchant)"), .named("merchant \(merchant) order \(order)"))
    }

    /// A number that a name ends in: one of a few, or one that was never used.
    private mutating func number(below count: Int) -> Int {
        guard random.chance(habits.freshPercent) else { return random.below(count) }
        serial += 1
        return 1_000 + serial
    }

    mutating func hold() -> HoldKey { .named("hold \(number(below: habits.holdNames))") }
    mutating func factKey() -> FactKey { .named("fact \(number(below: habits.factNames))") }
    mutating func line() -> LineKey { .named("line \(random.below(habits.lineNames))") }

    /// An id in the scope of its account.
    mutating func accountOperation(_ account: AccountKey) -> OperationKey {
        .named("\(account.high) operation \(number(below: habits.operationNames))")
    }

    /// An id in the scope of its hold.
    mutating func operation(_ hold: HoldKey) -> OperationKey {
        .named("\(hold.high) operation \(number(below: habits.operationNames))")
    }

    mutating func amount() -> Money {
        if random.chance(habits.malformedPercent) {
            return Money(minor: random.pick([0, -1, .min, .max, Money.maximum.minor + 1]))
        }
        // At the edge of the range the interesting amounts are the largest and the smallest.
        if habits.amountMax == Money.maximum.minor, random.chance(60) {
            return Money(minor: random.pick([1, 2, habits.amountMax, habits.amountMax / 2]))
        }
        return Money(minor: random.within(1...habits.amountMax))
    }

    mutating func purpose() -> Code { random.chance(80) ? .order : .service }

    mutating func scenario() -> Code? {
        random.pick([nil, nil, .physical, .virtual, .service, .preorder])
    }

    mutating func lines(summingTo amount: Money) -> [PlaceLine] {
        guard random.chance(habits.linesPercent), amount.minor > 0, amount <= .maximum else {
            return []
        }
        var rest = amount.minor
        var lines: [PlaceLine] = []
        for index in 0..<habits.lineNames where rest > 0 {
            let isLast = index == habits.lineNames - 1
            let part = isLast && random.chance(97) ? rest : random.within(1...rest)
            let seller: MerchantKey = random.chance(20) ? .named("seller") : .none
            lines.append(
                PlaceLine(line: .named("line \(index)"), amount: Money(minor: part), seller: seller)
            )
            rest -= part
        }
        if random.chance(3) { lines.append(lines[0]) }
        return lines
    }

    mutating func lineAmounts() -> [LineAmount] {
        let first = LineAmount(
            line: line(), amount: random.chance(habits.lineAmountPercent) ? amount() : nil)
        let second = LineAmount(
            line: line(), amount: random.chance(habits.lineAmountPercent) ? amount() : nil)
        let isPair = random.chance(25) && (first.line != second.line || random.chance(10))
        return isPair ? [first, second] : [first]
    }

    mutating func openAccount() -> OpenAccount {
        OpenAccount(
            account: account(), currency: random.chance(95) ? .yuan : .dollar,
            limit: Money(minor: random.chance(2) ? -1 : random.within(0...habits.limitMax)))
    }

    mutating func setLimit() -> SetLimit {
        let account = account()
        let limit = Money(minor: random.chance(2) ? -1 : random.within(0...habits.limitMax))
        let reason = random.chance(95) ? random.pick(Reason.limitReasons) : .chargeback
        return SetLimit(
            account: account, operation: accountOperation(account), limit: limit, reason: reason)
    }

    mutating func repay(seeing ledger: ReferenceLedger) -> Repay {
        let account = account()
        var principal = amount()
        if let owed = ledger.accounts[account]?.owed, owed > 0, random.chance(30) {
            principal = Money(minor: owed)
        }
        return Repay(
            account: account, operation: accountOperation(account), principal: principal)
    }

    mutating func reverse(seeing ledger: ReferenceLedger) -> ReverseRepayment {
        let account = account()
        let repaid = ledger.accounts[account]?.repayments ?? []
        return ReverseRepayment(
            account: account, operation: accountOperation(account),
            repayment: !repaid.isEmpty && random.chance(80)
                ? random.pick(repaid) : accountOperation(account))
    }

    mutating func place() -> PlaceHold {
        let (merchant, order) = order()
        let amount = amount()
        return PlaceHold(
            hold: hold(), account: account(), merchant: merchant, order: order, amount: amount,
            currency: random.chance(97) ? .yuan : .dollar, purpose: purpose(),
            scenario: scenario(), lines: lines(summingTo: amount),
            retryOf: random.chance(4) ? hold() : .none)
    }

    /// A placement that follows one made before, most often one that ended.
    mutating func retry(seeing ledger: ReferenceLedger) -> PlaceHold {
        let ended = ledger.holds.filter { !$0.isLive }.suffix(5)
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

    /// A hold that is there, most often a live one.
    private mutating func placed(seeing ledger: ReferenceLedger) -> ReferenceHold? {
        let live = ledger.holds.filter(\.isLive)
        if !live.isEmpty, random.chance(75) { return random.pick(live) }
        return ledger.holds.isEmpty || random.chance(5) ? nil : random.pick(ledger.holds)
    }

    /// An amount that often is exactly what is there, or one more.
    private mutating func amount(near exact: Int64) -> Money? {
        switch random.below(6) {
        case 0: nil
        case 1 where exact > 0: Money(minor: exact)
        case 2 where exact > 0: Money(minor: exact + 1)
        default: amount()
        }
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

    mutating func capture(seeing ledger: ReferenceLedger) -> CaptureHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let lines = named(of: hold)
        return CaptureHold(
            hold: key, operation: operation(key),
            amount: lines.isEmpty || random.chance(10)
                ? amount(near: hold?.total(\.open) ?? 0) : nil,
            lines: lines, isFinal: random.chance(20))
    }

    mutating func release(seeing ledger: ReferenceLedger) -> ReleaseHold {
        let hold = placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        let lines = named(of: hold)
        return ReleaseHold(
            hold: key, operation: operation(key),
            amount: lines.isEmpty || random.chance(10)
                ? amount(near: hold?.total(\.open) ?? 0) : nil,
            lines: lines,
            reason: random.chance(97) ? random.pick(Reason.releaseReasons) : .ttlExpired)
    }

    mutating func increment(seeing ledger: ReferenceLedger) -> IncrementHold {
        let key = placed(seeing: ledger)?.placement.hold ?? hold()
        return IncrementHold(hold: key, operation: operation(key), amount: amount())
    }

    mutating func refund(seeing ledger: ReferenceLedger) -> RefundHold {
        let captured = ledger.holds.filter { $0.total(\.refundable) > 0 }
        let hold =
            !captured.isEmpty && random.chance(80)
            ? random.pick(captured) : placed(seeing: ledger)
        let key = hold?.placement.hold ?? self.hold()
        return RefundHold(
            hold: key, operation: operation(key),
            amount: amount(near: hold?.total(\.refundable) ?? 0) ?? amount(),
            reason: random.chance(97) ? random.pick(Reason.refundReasons) : .opsManual)
    }

    mutating func fact() -> RecordFact {
        let (merchant, order) = order()
        let kind = FactKind.allCases[random.index(weights: habits.factWeights)]
        let isWrong = random.chance(habits.malformedPercent)
        return RecordFact(
            fact: factKey(), source: .named("source \(random.below(2))"), merchant: merchant,
            order: order, kind: kind, occurredAt: Instant(ns: random.within(0...20)),
            lines: kind.namesLines != isWrong ? lineAmounts() : [],
            merchantSequence: random.chance(20) ? random.within(0...3) : nil,
            amount: random.chance(20) ? amount() : nil,
            reason: kind.isCancellation != random.chance(habits.malformedPercent)
                ? random.pick(Reason.cancellationReasons) : .none)
    }

    mutating func policy() -> Policy {
        var names: [Code] = [.physical, .virtual, .service]
        if random.chance(50) { names.append(.preorder) }
        var scenarios = names.map {
            ScenarioPolicy(
                name: $0, timeToLiveNs: random.pick(habits.timesToLiveNs),
                captureOn: random.pick(CaptureOn.allCases))
        }
        if random.chance(3) { scenarios.append(scenarios[0]) }
        if random.chance(3) { scenarios[0].timeToLiveNs = random.pick([0, -1, .max]) }
        return Policy(
            version: UInt32(random.below(4)), scenarios: scenarios,
            defaultScenario: random.chance(3) ? .order : random.pick(names),
            refundSurplus: random.pick(RefundSurplus.allCases),
            refundOnCancel: random.chance(50),
            parkedFactsPerMerchantMax: random.pick([0, 1, 3, 1_000]))
    }
}
