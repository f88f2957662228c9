extension BatchReader {
    mutating func event() throws(DecodeError) -> Event {
        let tag: EventTag = try input.value()
        switch tag {
        case .journalCreated: return .journalCreated(try createJournal())
        case .wentLive: return .wentLive
        case .clockAccepted: return .clockAccepted
        case .merchantChanged:
            return .merchantChanged(
                MerchantChanged(
                    merchant: try key(), isLost: try input.flag(), reason: try input.value()))
        case .declineCovered:
            return .declineCovered(
                DeclineCovered(
                    hold: try key(), account: try key(), order: try key(),
                    covered: try input.money(), missing: try input.money()))
        case .orderPulled:
            return .orderPulled(
                OrderPulled(order: try key(), merchant: try key(), pull: try orderPull()))
        case .merchantSwept:
            return .merchantSwept(
                MerchantSwept(merchant: try key(), askedAt: try input.instant()))
        case .holdsRepaired:
            return .holdsRepaired(
                HoldsRepaired(
                    detector: try input.value(), isCounted: try input.flag(),
                    sums: try list { reader throws(DecodeError) in
                        RepairSum(
                            merchant: try reader.key(), currency: try reader.currency(),
                            amount: try reader.input.money())
                    }))
        case .policyAdopted: return .policyAdopted(try policy())
        case .merchantSeen: return .merchantSeen(try key())
        case .sourceSeen: return .sourceSeen(try key())
        case .accountOpened:
            return .accountOpened(
                AccountOpened(
                    account: try key(), owner: try key(), currency: try currency(),
                    balances: try balances(),
                    operations: try list { reader throws(DecodeError) in
                        try reader.accountOperation()
                    }, postings: try postings()))
        case .accountOperated:
            return .accountOperated(try accountOperated())
        case .orderSeen: return .orderSeen(OrderSeen(order: try key(), merchant: try key()))
        case .orderKnown:
            return .orderKnown(
                OrderKnown(
                    order: try key(), merchant: try key(), parkedFacts: try narrow(UInt32.self)))
        case .holdPlaced: return .holdPlaced(try holdPlaced())
        case .holdQuoted: return .holdQuoted(try holdPlaced())
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
        case .holdChanged: return .holdChanged(try holdChanged())
        case .returnChanged:
            return .returnChanged(ReturnChanged(order: try key(), state: try returnCase()))
        case .proposalMade:
            return .proposalMade(
                ProposalMade(
                    proposal: try key(), command: try proposed(), proposer: try key(),
                    expiresAt: try input.instant()))
        case .proposalDecided:
            return .proposalDecided(
                ProposalDecided(
                    proposal: try key(), approver: try key(), outcome: try input.value()))
        case .dayClosed:
            return .dayClosed(
                DayClosed(
                    date: try date(),
                    totals: try list { reader throws(DecodeError) in try reader.totals() }))
        }
    }

    private mutating func accountOperated() throws(DecodeError) -> AccountOperated {
        let (account, operation) = (try key(AccountTag.self), try key(OperationTag.self))
        let (kind, content) = (try input.value() as AccountOperationKind, try accountRequest())
        let (toOwed, toCredit) = (try input.money(), try input.money())
        let raised = try input.money()
        return AccountOperated(
            account: account, operation: operation, kind: kind, content: content, toOwed: toOwed,
            toCredit: toCredit, raisedByActor: raised,
            actor: raised.isPositive ? try key() : .none, balances: try balances(),
            postings: try postings())
    }

    private mutating func holdPlaced() throws(DecodeError) -> HoldPlaced {
        let (hold, account) = (try key(HoldTag.self), try key(AccountTag.self))
        let (merchant, order) = (try key(MerchantTag.self), try key(OrderTag.self))
        let (purpose, scenario) = (try optionalCode(), try optionalCode())
        var mask = try mask(8)
        let isScenarioNamed = mask.next()
        let plan = mask.next() ? try code() : nil
        let hasConsent = mask.next()
        let isLinked = mask.next()
        let link: HoldLink = isLinked ? try input.value() : .none
        let linked: HoldKey = isLinked ? try key() : .none
        let reviewUntil: Instant? = mask.next() ? try input.instant() : nil
        let history = mask.next() ? Shared(try history()) : nil
        let lines =
            mask.next()
            ? try list { reader throws(DecodeError) in try reader.placeLine() } : []
        let opensOrder = mask.next()
        let generation = try narrow(UInt32.self)
        let (amount, currency) = (try input.money(), try currency())
        let decision: Reason = try input.value()
        let captureOn: CaptureOn = try input.value()
        let policyVersion = try narrow(UInt32.self)
        let expiresAt = try input.instant()
        let terms = HoldTerms(
            merchant: merchant, purpose: purpose ?? .order, scenario: scenario ?? .physical,
            isScenarioNamed: isScenarioNamed, plan: plan, hasConsent: hasConsent,
            generation: generation, link: link, linked: linked, currency: currency,
            captureOn: captureOn, policyVersion: policyVersion)
        return HoldPlaced(
            hold: hold, account: account, order: order, terms: shared(terms),
            opensOrder: opensOrder, amount: amount, decision: decision, expiresAt: expiresAt,
            guaranteedUntil: Instant(ns: expiresAt.ns &+ (try input.signed())),
            reviewUntil: reviewUntil, history: history, lines: lines, balances: try balances(),
            postings: try postings())
    }

    /// Terms as the placement before had them, where they say the same.
    mutating func shared(_ terms: HoldTerms) -> Shared<HoldTerms> {
        if let newestTerms, newestTerms.value == terms { return newestTerms }
        let shared = Shared(terms)
        newestTerms = shared
        return shared
    }

    private mutating func holdMoved() throws(DecodeError) -> HoldMoved {
        let (hold, account) = (try key(HoldTag.self), try key(AccountTag.self))
        let kind: HoldOperationKind = try input.value()
        guard kind.movesMoney else { throw DecodeError(.invalidValue, offset: input.offset) }
        return HoldMoved(
            hold: hold, account: account, kind: kind, operation: try key(),
            request: try request(), amount: try input.money(),
            reason: try input.value(), allocated: try input.money(),
            payoutDueAt: try optional(), amounts: try amounts(),
            lines: try list { reader throws(DecodeError) in
                LineMoved(line: try reader.key(), amounts: try reader.amounts())
            },
            balances: try balances(), postings: try postings())
    }

    private mutating func holdChanged() throws(DecodeError) -> HoldChanged {
        let (hold, account) = (try key(HoldTag.self), try key(AccountTag.self))
        let operation = try key(OperationTag.self)
        let kind: HoldChangeKind = try input.value()
        let request = try request()
        let reason: Reason = try input.value()
        let expiresAt = try input.instant()
        let guaranteedUntil = Instant(ns: expiresAt.ns &+ (try input.signed()))
        var mask = try mask(2)
        let (hasOverlay, hasVerdict) = (mask.next(), mask.next())
        return HoldChanged(
            hold: hold, account: account, operation: operation, kind: kind, request: request,
            reason: reason, expiresAt: expiresAt, guaranteedUntil: guaranteedUntil,
            overlay: hasOverlay ? try overlay() : nil, linked: try key(),
            amount: try input.money(), verdict: hasVerdict ? Shared(try verdict()) : nil)
    }

    mutating func overlay() throws(DecodeError) -> Overlay {
        let (kind, key) = (try input.value() as OverlayKind, try key(OperationTag.self))
        let (since, until) = (try input.instant(), try input.instant())
        let (hardStop, reason) = (try input.instant(), try input.value() as Reason)
        var mask = try mask(2)
        var overlay = Overlay(
            kind: kind, key: key, since: since, until: until, hardStop: hardStop,
            reason: reason, isMerchantWord: mask.next(), authority: try optionalCode(),
            termEndsAt: try input.instant(), sequence: try input.varint())
        if mask.next() { try details(of: &overlay) }
        return overlay
    }

    mutating func returnCase() throws(DecodeError) -> ReturnCase {
        ReturnCase(
            key: try key(), lines: try list { reader throws(DecodeError) in try reader.key() },
            amount: try input.money(), refunded: try input.money(), stage: try input.value(),
            isReceived: try input.flag(), dueAt: try input.instant(),
            reason: try input.value(), openedAt: try input.instant(),
            openedSequence: try input.varint(), sequence: try input.varint())
    }

    mutating func totals() throws(DecodeError) -> DayTotals {
        var totals = DayTotals(
            date: try date(), currency: try currency(), opening: try input.signed())
        totals.placed = try input.signed()
        totals.incremented = try input.signed()
        totals.captured = try input.signed()
        totals.released = try input.signed()
        totals.expired = try input.signed()
        totals.refunded = try input.signed()
        return totals
    }

    mutating func fact() throws(DecodeError) -> OrderFact {
        var fact = OrderFact(
            key: try key(), source: try key(), kind: try input.value(),
            occurredAt: try input.instant(), recordedAt: .epoch, lines: try lineAmounts(),
            merchantSequence: try optionalSigned(), amount: try optional(),
            reason: try input.value(), wasParked: false, isPulled: false, sequence: 0)
        var came = try mask(2)
        fact.wasParked = came.next()
        fact.isPulled = came.next()
        return fact
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
