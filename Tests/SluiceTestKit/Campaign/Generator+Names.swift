import SluiceCore

extension Generator {
    mutating func account() -> AccountKey { .named("account \(random.below(habits.accounts))") }

    /// An order and the merchant that is part of its name.
    mutating func order() -> (MerchantKey, OrderKey) {
        let merchant = random.below(habits.merchants)
        let order = random.below(habits.ordersPerMerchant)
        return (.named("merchant \(merchant)"), .named("merchant \(merchant) order \(order)"))
    }

    /// An order of one merchant. Where it is not known, for its hold is still under way, an order of
    /// nobody else: the key of an order says whose it is.
    mutating func order(of merchant: MerchantKey?) -> OrderKey {
        guard let merchant else {
            serial += 1
            return .named("\(order().1.high) apart \(serial)")
        }
        let number = (0..<habits.merchants).first { .named("merchant \($0)") == merchant } ?? 0
        return .named("merchant \(number) order \(random.below(habits.ordersPerMerchant))")
    }

    /// A number that a name ends in: one of a few, or one that was never used.
    mutating func number(below count: Int) -> Int {
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

    /// An amount that often is exactly what is there, or one more.
    mutating func amount(near exact: Int64) -> Money? {
        switch random.below(6) {
        case 0: nil
        case 1 where exact > 0: Money(minor: exact)
        case 2 where exact > 0: Money(minor: exact + 1)
        default: amount()
        }
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
        let first = lineAmount()
        let second = lineAmount()
        let isPair = random.chance(25) && (first.line != second.line || random.chance(10))
        return isPair ? [first, second] : [first]
    }

    private mutating func lineAmount() -> LineAmount {
        LineAmount(
            line: line(), amount: random.chance(habits.lineAmountPercent) ? amount() : nil)
    }

    /// A hold that is there, most often an open one.
    mutating func placed(seeing ledger: ReferenceLedger) -> ReferenceHold? {
        let open = ledger.holds.filter(\.isOpen)
        if !open.isEmpty, random.chance(80) { return random.pick(open) }
        return ledger.holds.isEmpty || random.chance(5) ? nil : random.pick(ledger.holds)
    }

    /// A hold that something is true of, where there is one.
    mutating func placed(
        seeing ledger: ReferenceLedger, where isWanted: (ReferenceHold) -> Bool
    ) -> ReferenceHold? {
        let wanted = ledger.holds.filter(isWanted)
        return wanted.isEmpty || random.chance(15)
            ? placed(seeing: ledger) : random.pick(wanted)
    }
}
