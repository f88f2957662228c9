/// Tags of events on disk: never renumber.
private enum EventTag: UInt8 {
    case journalCreated = 1
    case wentLive = 2
    case policyAdopted = 3
    case merchantSeen = 4
    case sourceSeen = 5
    case accountOpened = 6
    case accountOperated = 7
    case orderSeen = 8
    case orderKnown = 9
    case holdPlaced = 10
    case holdMoved = 11
    case operationRefused = 12
    case factRecorded = 13
    case breakFound = 14
    case holdAliased = 15
}

extension BatchWriter {
    mutating func event(_ event: Event) {
        switch event {
        case .journalCreated(let event):
            tag(.journalCreated)
            createJournal(event)
        case .wentLive: tag(.wentLive)
        case .policyAdopted(let event):
            tag(.policyAdopted)
            policy(event)
        case .merchantSeen(let event):
            tag(.merchantSeen)
            key(event)
        case .sourceSeen(let event):
            tag(.sourceSeen)
            key(event)
        case .accountOpened(let event):
            tag(.accountOpened)
            key(event.account)
            out.varint(UInt64(event.currency.packed))
            balances(event.balances)
            postings(event.postings)
        case .accountOperated(let event): accountOperated(event)
        case .orderSeen(let event):
            tag(.orderSeen)
            key(event.order)
            key(event.merchant)
        case .orderKnown(let event):
            tag(.orderKnown)
            key(event.order)
            key(event.merchant)
            out.varint(UInt64(event.parkedFacts))
        case .holdPlaced(let event): holdPlaced(event)
        case .holdMoved(let event): holdMoved(event)
        case .operationRefused(let event):
            tag(.operationRefused)
            key(event.hold)
            key(event.account)
            key(event.operation)
            out.byte(event.kind.rawValue)
            request(event.request)
            out.varint(UInt64(event.outcome.rawValue))
        case .factRecorded(let event):
            tag(.factRecorded)
            key(event.order)
            key(event.merchant)
            fact(event.fact)
            out.varint(UInt64(event.parkedFacts))
        case .breakFound(let event):
            tag(.breakFound)
            key(event.order)
            out.byte(event.kind.rawValue)
            key(event.line)
        case .holdAliased(let event):
            tag(.holdAliased)
            key(event.alias)
            key(event.hold)
            key(event.retryOf)
        }
    }

    private mutating func tag(_ tag: EventTag) { out.byte(tag.rawValue) }

    private mutating func accountOperated(_ event: AccountOperated) {
        tag(.accountOperated)
        key(event.account)
        key(event.operation)
        out.byte(event.kind.rawValue)
        out.money(event.amount)
        reason(event.reason)
        key(event.reverses)
        out.money(event.toOwed)
        out.money(event.toCredit)
        balances(event.balances)
        postings(event.postings)
    }

    private mutating func holdPlaced(_ event: HoldPlaced) {
        tag(.holdPlaced)
        key(event.hold)
        key(event.account)
        key(event.merchant)
        key(event.order)
        out.text(event.purpose == .order ? "" : event.purpose.text)
        out.text(event.scenario == .physical ? "" : event.scenario.text)
        out.flag(event.isScenarioNamed)
        out.varint(UInt64(event.generation))
        key(event.retryOf)
        out.money(event.amount)
        out.varint(UInt64(event.currency.packed))
        reason(event.decision)
        out.byte(event.captureOn.rawValue)
        out.varint(UInt64(event.policyVersion))
        out.instant(event.expiresAt)
        out.signed(event.guaranteedUntil.ns &- event.expiresAt.ns)
        list(event.lines) { writer, line in writer.placeLine(line) }
        balances(event.balances)
        postings(event.postings)
    }

    private mutating func holdMoved(_ event: HoldMoved) {
        tag(.holdMoved)
        key(event.hold)
        key(event.account)
        out.byte(event.kind.rawValue)
        key(event.operation)
        request(event.request)
        out.money(event.amount)
        reason(event.reason)
        out.money(event.allocated)
        amounts(event.amounts)
        list(event.lines) { writer, line in
            writer.key(line.line)
            writer.amounts(line.amounts)
        }
        balances(event.balances)
        postings(event.postings)
    }

    /// What a fact says; when it was recorded is told by the record around it.
    mutating func fact(_ fact: OrderFact) {
        key(fact.key)
        key(fact.source)
        out.byte(fact.kind.rawValue)
        out.instant(fact.occurredAt)
        lineAmounts(fact.lines)
        out.flag(fact.merchantSequence != nil)
        if let sequence = fact.merchantSequence { out.signed(sequence) }
        optional(fact.amount)
        reason(fact.reason)
        out.flag(fact.wasParked)
    }

    mutating func balances(_ balances: Balances) {
        out.money(balances.limit)
        out.money(balances.held)
        out.money(balances.owed)
        out.money(balances.creditBalance)
        out.money(balances.payoutDue)
    }

    mutating func amounts(_ amounts: HoldAmounts) {
        out.money(amounts.authorised)
        out.money(amounts.captured)
        out.money(amounts.released)
        out.money(amounts.expired)
        out.money(amounts.refunded)
    }

    /// A bit for each book that is posted to, then the amounts in the order of the books.
    private mutating func postings(_ postings: Postings) {
        var mask: UInt64 = 0
        for book in Book.allCases where postings[book] != 0 { mask |= 1 << book.rawValue }
        out.varint(mask)
        for book in Book.allCases where postings[book] != 0 { out.signed(postings[book]) }
    }
}

extension BatchReader {
    mutating func event() throws(DecodeError) -> Event {
        let tag: EventTag = try input.value()
        switch tag {
        case .journalCreated: return .journalCreated(try createJournal())
        case .wentLive: return .wentLive
        case .policyAdopted: return .policyAdopted(try policy())
        case .merchantSeen: return .merchantSeen(try key())
        case .sourceSeen: return .sourceSeen(try key())
        case .accountOpened:
            return .accountOpened(
                AccountOpened(
                    account: try key(), currency: try currency(), balances: try balances(),
                    postings: try postings()))
        case .accountOperated:
            return .accountOperated(
                AccountOperated(
                    account: try key(), operation: try key(), kind: try input.value(),
                    amount: try input.money(), reason: try input.value(),
                    reverses: try key(), toOwed: try input.money(),
                    toCredit: try input.money(), balances: try balances(),
                    postings: try postings()))
        case .orderSeen: return .orderSeen(OrderSeen(order: try key(), merchant: try key()))
        case .orderKnown:
            return .orderKnown(
                OrderKnown(
                    order: try key(), merchant: try key(), parkedFacts: try narrow(UInt32.self)))
        case .holdPlaced: return .holdPlaced(try holdPlaced())
        case .holdMoved: return .holdMoved(try holdMoved())
        case .operationRefused:
            return .operationRefused(
                OperationRefused(
                    hold: try key(), account: try key(), operation: try key(),
                    kind: try input.value(), request: try request(),
                    outcome: try input.value()))
        case .factRecorded:
            return .factRecorded(
                FactRecorded(
                    order: try key(), merchant: try key(), fact: try fact(),
                    parkedFacts: try narrow(UInt32.self)))
        case .breakFound:
            return .breakFound(
                BreakFound(order: try key(), kind: try input.value(), line: try key()))
        case .holdAliased:
            return .holdAliased(
                HoldAliased(alias: try key(), hold: try key(), retryOf: try key()))
        }
    }

    private mutating func holdPlaced() throws(DecodeError) -> HoldPlaced {
        let (hold, account) = (try key(HoldTag.self), try key(AccountTag.self))
        let (merchant, order) = (try key(MerchantTag.self), try key(OrderTag.self))
        let (purpose, scenario) = (try input.text(), try input.text())
        let isScenarioNamed = try input.flag()
        let generation = try narrow(UInt32.self)
        let retryOf = try key(HoldTag.self)
        let (amount, currency) = (try input.money(), try currency())
        let decision: Reason = try input.value()
        let captureOn: CaptureOn = try input.value()
        let policyVersion = try narrow(UInt32.self)
        let expiresAt = try input.instant()
        let guaranteedUntil = Instant(ns: expiresAt.ns &+ (try input.signed()))
        guard let purpose = purpose.isEmpty ? .order : Code(purpose),
            let scenario = scenario.isEmpty ? .physical : Code(scenario)
        else { throw DecodeError(.invalidValue, offset: input.offset) }
        return HoldPlaced(
            hold: hold, account: account, merchant: merchant, order: order, purpose: purpose,
            scenario: scenario, isScenarioNamed: isScenarioNamed, generation: generation,
            retryOf: retryOf, amount: amount, currency: currency, decision: decision,
            captureOn: captureOn, policyVersion: policyVersion, expiresAt: expiresAt,
            guaranteedUntil: guaranteedUntil,
            lines: try list { reader throws(DecodeError) in try reader.placeLine() },
            balances: try balances(), postings: try postings())
    }

    private mutating func holdMoved() throws(DecodeError) -> HoldMoved {
        HoldMoved(
            hold: try key(), account: try key(), kind: try input.value(),
            operation: try key(), request: try request(), amount: try input.money(),
            reason: try input.value(), allocated: try input.money(), amounts: try amounts(),
            lines: try list { reader throws(DecodeError) in
                LineMoved(line: try reader.key(), amounts: try reader.amounts())
            },
            balances: try balances(), postings: try postings())
    }

    mutating func fact() throws(DecodeError) -> OrderFact {
        OrderFact(
            key: try key(), source: try key(), kind: try input.value(),
            occurredAt: try input.instant(), recordedAt: .epoch, lines: try lineAmounts(),
            merchantSequence: try optionalSigned(), amount: try optional(),
            reason: try input.value(), wasParked: try input.flag(), sequence: 0)
    }

    mutating func balances() throws(DecodeError) -> Balances {
        Balances(
            limit: try input.money(), held: try input.money(), owed: try input.money(),
            creditBalance: try input.money(), payoutDue: try input.money())
    }

    mutating func amounts() throws(DecodeError) -> HoldAmounts {
        HoldAmounts(
            authorised: try input.money(), captured: try input.money(),
            released: try input.money(), expired: try input.money(),
            refunded: try input.money())
    }

    private mutating func postings() throws(DecodeError) -> Postings {
        let mask = try input.varint()
        guard mask < 1 << Book.allCases.count else {
            throw DecodeError(.invalidValue, offset: input.offset)
        }
        var postings = Postings()
        for book in Book.allCases where mask & 1 << book.rawValue != 0 {
            postings[book] = try input.signed()
        }
        return postings
    }
}
