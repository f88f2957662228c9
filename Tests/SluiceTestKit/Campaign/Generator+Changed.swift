import SluiceCore

extension Generator {
    /// A command sent again with one field other than before.
    mutating func changed(_ body: Command.Body) -> Command.Body {
        switch body {
        case .openAccount(var body):
            switch random.below(4) {
            case 0: body.limit = amount()
            case 1: body.owed = amount()
            case 2: body.creditBalance = amount()
            default: body.currency = .dollar
            }
            return .openAccount(body)
        case .setLimit(var body):
            switch random.below(4) {
            case 0: body.limit = amount()
            case 1: body.until = body.until == nil ? someTime() : nil
            case 2: body.scenario = scenario()
            default: body.reason = .limitReview
            }
            return .setLimit(body)
        case .endLimit(var body):
            body.limit = accountOperation(body.account)
            return .endLimit(body)
        case .restrict(var body):
            if random.chance(50) { body.kind = .law } else { body.reviewBy = someTime() }
            return .restrict(body)
        case .liftRestriction(var body):
            body.restriction = accountOperation(body.account)
            return .liftRestriction(body)
        case .repay(var body):
            body.principal = amount()
            return .repay(body)
        case .reverseRepayment(var body):
            body.repayment = accountOperation(body.account)
            return .reverseRepayment(body)
        case .payOut(var body):
            body.payout = accountOperation(body.account)
            return .payOut(body)
        case .place(let body): return .place(changed(body))
        case .recordFact(let body): return .recordFact(changed(body))
        case .recordPull(let body): return .recordPull(changed(body))
        case .repairHolds(var body):
            if random.chance(50) { body.isDryRun.toggle() } else { body.detector = .linesDone }
            return .repairHolds(body)
        case .propose(var body):
            body.command = changed(body.command)
            return .propose(body)
        default: return changedOperation(body)
        }
    }

    private mutating func changedOperation(_ body: Command.Body) -> Command.Body {
        switch body {
        case .capture(var body):
            switch random.below(4) {
            case 0: body.amount = amount()
            case 1: body.isForced.toggle()
            case 2: body.lateHold = hold()
            default: body.isFinal.toggle()
            }
            return .capture(body)
        case .release(var body):
            if random.chance(50) { body.amount = amount() } else { body.reason = .outOfStock }
            return .release(body)
        case .increment(var body):
            if random.chance(50) { body.amount = amount() } else { body.lines = [] }
            return .increment(body)
        case .extend(var body):
            if random.chance(50) { body.until = someTime() } else { body.reason = .stockDelay }
            return .extend(body)
        case .refund(var body):
            if random.chance(50) { body.amount = amount() } else { body.reason = .chargeback }
            return .refund(body)
        case .requestRelease(var body):
            body.reason = .fraudConfirmed
            return .requestRelease(body)
        case .decideReview(var body):
            if random.chance(50) { body.decision = .keep } else { body.until = someTime() }
            return .decideReview(body)
        case .undoDecision(var body):
            body.decision = operation(body.hold)
            return .undoDecision(body)
        case .recordVerdict(var body):
            if random.chance(50) {
                body.verdict.tier = .high
            } else {
                body.subject = operation(body.hold)
            }
            return .recordVerdict(body)
        case .setOverlay(var body):
            if random.chance(50) { body.kind = .dispute } else { body.reviewBy = someTime() }
            return .setOverlay(body)
        case .liftOverlay(var body):
            body.overlay = operation(body.hold)
            return .liftOverlay(body)
        case .split(var body):
            guard !body.children.isEmpty else { return .split(body) }
            if random.chance(50), !body.children[0].lines.isEmpty {
                body.children[0].lines[0].child = line()
            } else {
                body.children[0].amount = amount()
            }
            return .split(body)
        case .correct(var body):
            if random.chance(50) { body.amount = amount() } else { body.to = .released }
            return .correct(body)
        default: return body
        }
    }

    private mutating func changed(_ body: PlaceHold) -> PlaceHold {
        var body = body
        switch random.below(13) {
        case 0: body.account = account()
        case 1: (body.merchant, body.order) = order()
        case 2: body.amount = amount()
        case 3: body.currency = .dollar
        case 4: body.purpose = purpose()
        case 5: body.scenario = scenario()
        case 6: body.lines = lines(summingTo: body.amount)
        case 7: body.retryOf = hold()
        case 8: body.plan = Code("six")
        case 9: body.hasConsent.toggle()
        case 10: body.review = nil
        default: body.hold = hold()
        }
        return body
    }

    private mutating func changed(_ body: RecordFact) -> RecordFact {
        var body = body
        switch random.below(8) {
        case 0: (body.merchant, body.order) = order()
        case 1: body.occurredAt = Instant(ns: random.within(0...20))
        case 2: body.amount = amount()
        case 3: body.merchantSequence = random.within(0...3)
        case 4: body.lines = body.kind.namesLines ? lineAmounts() : []
        case 5 where body.kind.isCancellation:
            body.reason = random.pick(Reason.cancellationReasons)
        default: body.fact = factKey()
        }
        return body
    }
}
