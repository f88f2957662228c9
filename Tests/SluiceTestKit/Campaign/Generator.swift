import SluiceCore

/// Random commands of one seed, at random times.
///
/// It looks at the reference ledger only to make commands that mean something: to name holds that
/// are there, and to step exactly onto the end of one.
public struct Generator: Sendable {
    var random: RandomSource
    let habits: Habits
    var serial = 0
    private var now = Instant(ns: 1_000)
    private var history: [Command] = []

    public init(seed: UInt64) {
        random = RandomSource(seed: seed)
        habits = Habits(&random)
    }

    /// The next command and its time.
    public mutating func next(seeing ledger: ReferenceLedger) -> (command: Command, at: Instant) {
        now = later(seeing: ledger)
        let body = body(seeing: ledger)
        var command = Command(
            actor: Actor(role: random.pick(Role.allCases), credential: 1),
            businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)), body: body)
        if random.chance(30) {
            command.occurredAt = Instant(ns: now.ns - random.within(0...20))
        }
        if history.count < 50 {
            history.append(command)
        } else {
            history[random.below(history.count)] = command
        }
        return (command, now)
    }

    private mutating func later(seeing ledger: ReferenceLedger) -> Instant {
        let ends = ledger.holds.filter { $0.isLive && $0.expiresAt > now }.map(\.expiresAt.ns)
        let end = ends.min() ?? now.ns
        let jump = Habits.Jump(rawValue: random.index(weights: habits.jumps))!
        let wanted: Int64 =
            switch jump {
            case .least: now.ns + 1
            case .little: now.ns + random.within(1...20)
            case .toNextEnd: end
            case .beforeNextEnd: end - 1
            case .afterNextEnd: end + 1
            case .far: now.ns + random.within(1...10) * habits.timesToLiveNs.last!
            }
        return Instant(ns: max(now.ns + 1, wanted))
    }

    private mutating func body(seeing ledger: ReferenceLedger) -> Command.Body {
        // Without an account and a policy hardly anything can happen.
        if ledger.accounts.count < habits.accounts, random.chance(30) {
            return .openAccount(openAccount())
        }
        if ledger.policies.isEmpty, random.chance(70) { return .adoptPolicy(policy()) }
        switch Habits.Step(rawValue: random.index(weights: habits.weights))! {
        case .open: return .openAccount(openAccount())
        case .setLimit: return .setLimit(setLimit())
        case .repay: return .repay(repay(seeing: ledger))
        case .reverse: return .reverseRepayment(reverse(seeing: ledger))
        case .place: return .place(place())
        case .retry: return .place(retry(seeing: ledger))
        case .capture: return .capture(capture(seeing: ledger))
        case .release: return .release(release(seeing: ledger))
        case .increment: return .increment(increment(seeing: ledger))
        case .refund: return .refund(refund(seeing: ledger))
        case .fact: return .recordFact(fact())
        case .tick: return .tick(dueMax: UInt32(random.pick([0, 1, 2, 1_000])))
        case .settle: return .settle(account())
        case .adopt: return .adoptPolicy(policy())
        case .create:
            let mode = random.pick(JournalMode.allCases)
            return .createJournal(CreateJournal(mode: mode, lender: "lender", zone: "UTC"))
        case .goLive: return .goLive
        case .repeatExactly:
            return history.isEmpty ? .place(place()) : random.pick(history).body
        case .repeatChanged:
            return history.isEmpty ? .place(place()) : changed(random.pick(history).body)
        }
    }

    /// A command sent again with one field other than before.
    private mutating func changed(_ body: Command.Body) -> Command.Body {
        switch body {
        case .openAccount(var body):
            if random.chance(50) { body.limit = amount() } else { body.currency = .dollar }
            return .openAccount(body)
        case .setLimit(var body):
            if random.chance(50) { body.limit = amount() } else { body.reason = .limitReview }
            return .setLimit(body)
        case .repay(var body):
            body.principal = amount()
            return .repay(body)
        case .reverseRepayment(var body):
            body.repayment = accountOperation(body.account)
            return .reverseRepayment(body)
        case .place(let body): return .place(changed(body))
        case .capture(var body):
            if random.chance(50) { body.amount = amount() } else { body.isFinal.toggle() }
            return .capture(body)
        case .release(var body):
            if random.chance(50) { body.amount = amount() } else { body.reason = .outOfStock }
            return .release(body)
        case .increment(var body):
            body.amount = amount()
            return .increment(body)
        case .refund(var body):
            if random.chance(50) { body.amount = amount() } else { body.reason = .chargeback }
            return .refund(body)
        case .recordFact(let body): return .recordFact(changed(body))
        case .tick, .settle, .adoptPolicy, .createJournal, .goLive: return body
        }
    }

    private mutating func changed(_ body: PlaceHold) -> PlaceHold {
        var body = body
        switch random.below(10) {
        case 0: body.account = account()
        case 1: (body.merchant, body.order) = order()
        case 2: body.amount = amount()
        case 3: body.currency = .dollar
        case 4: body.purpose = purpose()
        case 5: body.scenario = scenario()
        case 6: body.lines = lines(summingTo: body.amount)
        case 7: body.retryOf = hold()
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
