/// Tags of events on disk: never renumber.
enum EventTag: UInt8 {
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
    case holdChanged = 16
    case returnChanged = 17
    case proposalMade = 18
    case proposalDecided = 19
    case dayClosed = 20
    case clockAccepted = 40
    case merchantChanged = 41
    case declineCovered = 46
    case orderPulled = 42
    case merchantSwept = 43
    case holdsRepaired = 44
    case holdQuoted = 47
}

extension BatchWriter {
    mutating func event(_ event: Event) {
        switch event {
        case .journalCreated(let event):
            tag(.journalCreated)
            createJournal(event)
        case .wentLive: tag(.wentLive)
        case .clockAccepted: tag(.clockAccepted)
        case .merchantChanged(let event):
            tag(.merchantChanged)
            key(event.merchant)
            out.flag(event.isLost)
            reason(event.reason)
        case .declineCovered(let event):
            tag(.declineCovered)
            key(event.hold)
            key(event.account)
            key(event.order)
            out.money(event.covered)
            out.money(event.missing)
        case .orderPulled(let event):
            tag(.orderPulled)
            key(event.order)
            key(event.merchant)
            orderPull(event.pull)
        case .merchantSwept(let event):
            tag(.merchantSwept)
            key(event.merchant)
            out.instant(event.askedAt)
        case .holdsRepaired(let event):
            tag(.holdsRepaired)
            out.byte(event.detector.rawValue)
            out.flag(event.isCounted)
            list(event.sums) { writer, sum in
                writer.key(sum.merchant)
                writer.out.varint(UInt64(sum.currency.packed))
                writer.out.money(sum.amount)
            }
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
            key(event.owner)
            out.varint(UInt64(event.currency.packed))
            balances(event.balances)
            list(event.operations) { writer, operation in writer.accountOperation(operation) }
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
        case .holdPlaced(let event):
            tag(.holdPlaced)
            holdPlaced(event)
        case .holdQuoted(let event):
            tag(.holdQuoted)
            holdPlaced(event)
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
        case .holdChanged(let event): holdChanged(event)
        case .returnChanged(let event):
            tag(.returnChanged)
            key(event.order)
            returnCase(event.state)
        case .proposalMade(let event):
            tag(.proposalMade)
            key(event.proposal)
            body(event.command)
            key(event.proposer)
            out.instant(event.expiresAt)
        case .proposalDecided(let event):
            tag(.proposalDecided)
            key(event.proposal)
            key(event.approver)
            out.varint(UInt64(event.outcome.rawValue))
        case .dayClosed(let event):
            tag(.dayClosed)
            out.signed(Int64(event.date.day))
            list(event.totals) { writer, totals in writer.totals(totals) }
        }
    }

    private mutating func tag(_ tag: EventTag) { out.byte(tag.rawValue) }

    private mutating func accountOperated(_ event: AccountOperated) {
        tag(.accountOperated)
        key(event.account)
        key(event.operation)
        out.byte(event.kind.rawValue)
        accountRequest(event.content)
        out.money(event.toOwed)
        out.money(event.toCredit)
        out.money(event.raisedByActor)
        if event.raisedByActor.isPositive { key(event.actor) }
        balances(event.balances)
        postings(event.postings)
    }

    private mutating func holdPlaced(_ event: HoldPlaced) {
        key(event.hold)
        key(event.account)
        key(event.merchant)
        key(event.order)
        out.text(event.purpose == .order ? "" : event.purpose.text)
        out.text(event.scenario == .physical ? "" : event.scenario.text)
        var mask = Mask()
        mask.add(event.isScenarioNamed)
        mask.add(event.plan != nil)
        mask.add(event.hasConsent)
        mask.add(event.link != .none)
        mask.add(event.reviewUntil != nil)
        mask.add(event.history != nil)
        mask.add(!event.lines.isEmpty)
        mask.add(event.opensOrder)
        out.byte(mask.bits)
        if let plan = event.plan { out.text(plan.text) }
        if event.link != .none {
            out.byte(event.link.rawValue)
            key(event.linked)
        }
        if let until = event.reviewUntil { out.instant(until) }
        if let history = event.history { self.history(history.value) }
        if !event.lines.isEmpty { list(event.lines) { writer, line in writer.placeLine(line) } }
        out.varint(UInt64(event.generation))
        out.money(event.amount)
        out.varint(UInt64(event.currency.packed))
        reason(event.decision)
        out.byte(event.captureOn.rawValue)
        out.varint(UInt64(event.policyVersion))
        out.instant(event.expiresAt)
        out.signed(event.guaranteedUntil.ns &- event.expiresAt.ns)
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
        optional(event.payoutDueAt)
        amounts(event.amounts)
        list(event.lines) { writer, line in
            writer.key(line.line)
            writer.amounts(line.amounts)
        }
        balances(event.balances)
        postings(event.postings)
    }

    private mutating func holdChanged(_ event: HoldChanged) {
        tag(.holdChanged)
        key(event.hold)
        key(event.account)
        key(event.operation)
        out.byte(event.kind.rawValue)
        request(event.request)
        reason(event.reason)
        out.instant(event.expiresAt)
        out.signed(event.guaranteedUntil.ns &- event.expiresAt.ns)
        var mask = Mask()
        mask.add(event.overlay != nil)
        mask.add(event.verdict != nil)
        out.byte(mask.bits)
        if let overlay = event.overlay { self.overlay(overlay) }
        key(event.linked)
        out.money(event.amount)
        if let verdict = event.verdict { self.verdict(verdict.value) }
    }

    mutating func overlay(_ overlay: Overlay) {
        out.byte(overlay.kind.rawValue)
        key(overlay.key)
        out.instant(overlay.since)
        out.instant(overlay.until)
        out.instant(overlay.hardStop)
        reason(overlay.reason)
        var mask = Mask()
        mask.add(overlay.isMerchantWord)
        mask.add(overlay.hasDetails)
        out.byte(mask.bits)
        optional(overlay.authority)
        out.instant(overlay.termEndsAt)
        out.varint(overlay.sequence)
        if overlay.hasDetails { details(of: overlay) }
    }

    mutating func returnCase(_ state: ReturnCase) {
        key(state.key)
        list(state.lines) { writer, line in writer.key(line) }
        out.money(state.amount)
        out.money(state.refunded)
        out.byte(state.stage.rawValue)
        out.flag(state.isReceived)
        out.instant(state.dueAt)
        reason(state.reason)
        out.instant(state.openedAt)
        out.varint(state.openedSequence)
        out.varint(state.sequence)
    }

    mutating func totals(_ totals: DayTotals) {
        out.signed(Int64(totals.date.day))
        out.varint(UInt64(totals.currency.packed))
        for amount in [
            totals.opening, totals.placed, totals.incremented, totals.captured, totals.released,
            totals.expired, totals.refunded,
        ] { out.signed(amount) }
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
        out.byte((fact.wasParked ? 1 : 0) | (fact.isPulled ? 2 : 0))
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
        for book in postings.amounts.indices {
            mask |= (postings.amounts[book] == 0 ? 0 : 1) << UInt64(book)
        }
        out.varint(mask)
        while mask != 0 {
            out.signed(postings.amounts[mask.trailingZeroBitCount])
            mask &= mask - 1
        }
    }
}
