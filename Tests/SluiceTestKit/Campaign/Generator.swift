import SluiceCore

/// Random commands of one seed, at random times.
///
/// It looks at the reference ledger only to make commands that mean something: to name holds that
/// are there, and to step exactly onto the moment when something is due.
public struct Generator: Sendable {
    var random: RandomSource
    let habits: Habits
    var serial = 0
    private(set) var now = Instant(ns: 10 * Span.dayNs)
    private(set) var today = BusinessDate(day: 100)
    private var history: [Command] = []

    public init(seed: UInt64) {
        random = RandomSource(seed: seed)
        habits = Habits(&random)
    }

    /// Lets time pass; the next command comes later.
    mutating func catchUp(with time: Instant) { now = max(now, time) }

    /// The next command and its time.
    public mutating func next(seeing ledger: ReferenceLedger) -> (command: Command, at: Instant) {
        now = later(seeing: ledger)
        if random.chance(habits.dayPercent) {
            today = BusinessDate(day: today.day + Int32(random.within(1...2)))
        }
        let body = body(seeing: ledger)
        var command = Command(actor: actor(for: body), businessDate: date(), body: body)
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

    /// Most often today; now and then a day that is late.
    private mutating func date() -> BusinessDate {
        guard random.chance(habits.dayPercent) else { return today }
        return BusinessDate(day: today.day - Int32(random.within(0...3)))
    }

    private mutating func actor(for body: Command.Body) -> Actor {
        var role = random.pick(Role.allCases)
        switch body {
        case .openAccount(let body)
        where body.owed != .zero || body.creditBalance != .zero || !body.payouts.isEmpty
            || !body.operations.isEmpty:
            if random.chance(90) { role = .migration }
        case .place(let body) where body.history != nil:
            if random.chance(95) { role = .migration }
        case .recordFact(let body) where body.isPast:
            if random.chance(95) { role = .migration }
        default: break
        }
        return Actor(
            role: role, subject: person(), credential: 1, isPerson: random.chance(90))
    }

    /// Somebody, or no person at all.
    private mutating func person() -> SubjectKey {
        random.chance(15) ? .none : .named("person \(random.below(habits.persons))")
    }

    private mutating func later(seeing ledger: ReferenceLedger) -> Instant {
        let jump = Habits.Jump(rawValue: random.index(weights: habits.jumps))!
        // Sorted: the reference tells them account by account, in an order of the process.
        func dues() -> [Int64] {
            ledger.dues.map(\.at.ns).filter { $0 > now.ns && $0 < .max / 2 }.sorted()
        }
        func some() -> Int64 {
            let dues = dues()
            return dues.isEmpty ? now.ns : random.pick(dues)
        }
        let wanted: Int64 =
            switch jump {
            case .least: now.ns + 1
            case .little: now.ns + random.within(1...20)
            case .toNextDue: dues().min() ?? now.ns
            case .toSomeDue: some()
            case .beforeSomeDue: some() - 1
            case .afterSomeDue: some() + 1
            case .far: now.ns + random.within(1...10) * habits.spansNs.last!
            }
        return Instant(ns: max(now.ns + 1, wanted))
    }

    /// A time that is a few spans from now, or one of those that mean something.
    mutating func someTime(_ edges: [Instant] = []) -> Instant {
        if let edge = edges.isEmpty || random.chance(60) ? nil : random.pick(edges) {
            return Instant(ns: edge.ns == .max ? .max : edge.ns + random.within(-1...1))
        }
        let spanNs = random.within(0...2) * random.pick(habits.spansNs) + random.within(-2...9)
        return Instant(ns: now.ns + spanNs)
    }

    private mutating func body(seeing ledger: ReferenceLedger) -> Command.Body {
        // Without an account and a policy hardly anything can happen.
        if ledger.accounts.count < habits.accounts, random.chance(30) {
            return .openAccount(openAccount())
        }
        if ledger.policies.isEmpty, random.chance(70) { return .adoptPolicy(policy()) }
        switch Habits.Step(rawValue: random.index(weights: habits.weights))! {
        case .open: return .openAccount(openAccount())
        case .setLimit: return .setLimit(setLimit(seeing: ledger))
        case .endLimit: return .endLimit(endLimit(seeing: ledger))
        case .restrict: return .restrict(restrict())
        case .liftRestriction: return .liftRestriction(liftRestriction(seeing: ledger))
        case .repay: return .repay(repay(seeing: ledger))
        case .reverse: return .reverseRepayment(reverse(seeing: ledger))
        case .payOut: return .payOut(payOut(seeing: ledger))
        case .place: return .place(place())
        case .retry: return .place(retry(seeing: ledger))
        case .migrate: return .place(migrate(seeing: ledger))
        case .capture: return .capture(capture(seeing: ledger))
        case .lateCapture: return .capture(lateCapture(seeing: ledger))
        case .release: return .release(release(seeing: ledger))
        case .increment: return .increment(increment(seeing: ledger))
        case .extend: return .extend(extend(seeing: ledger))
        case .refund: return .refund(refund(seeing: ledger))
        case .split: return .split(split(seeing: ledger))
        case .correct: return .correct(correct(seeing: ledger))
        case .requestRelease: return .requestRelease(requestRelease(seeing: ledger))
        case .decide: return .decideReview(decide(seeing: ledger))
        case .undo: return .undoDecision(undo(seeing: ledger))
        case .verdict: return .recordVerdict(verdict(seeing: ledger))
        case .setOverlay: return .setOverlay(setOverlay(seeing: ledger))
        case .liftOverlay: return .liftOverlay(liftOverlay(seeing: ledger))
        case .fact: return .recordFact(fact())
        case .pull: return .recordPull(pull(seeing: ledger))
        case .sweep: return .recordSweep(sweep())
        case .repair: return .repairHolds(repair(seeing: ledger))
        case .propose: return .propose(propose(seeing: ledger))
        case .approve: return .approve(approve(seeing: ledger))
        case .closeDay:
            return .closeDay(BusinessDate(day: today.day - Int32(random.within(0...3))))
        case .tick: return .tick(dueMax: UInt32(random.pick([0, 1, 2, 1_000])))
        case .settle:
            return random.chance(70) ? .settle(account()) : .settleOrder(order().1)
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
}
