import SluiceCore

/// Random commands of one seed that lead to what the board shows and repairs are for: orders that are over
/// with credit still locked, lines told in part, orders that fall silent, lost feeds, late captures, returns
/// that nobody pays, freezes, caps.
public struct TroubledHistory: Sendable {
    /// A command that was given, and what it came to.
    public struct Given: Sendable {
        public let command: Command
        public let at: Instant
        public let outcome: Outcome
        public let events: ShortList<Event>

        public init(command: Command, at: Instant, outcome: Outcome, events: ShortList<Event>) {
            self.command = command
            self.at = at
            self.outcome = outcome
            self.events = events
        }
    }

    public private(set) var ledger = Ledger()
    public private(set) var reference = ReferenceLedger()
    public private(set) var now = Instant(ns: 400 * Span.dayNs)
    public private(set) var holds: [HoldKey] = []
    /// All that was given since this was emptied.
    public var given: [Given] = []
    private var orders: [OrderKey] = []
    private var random: RandomSource
    private var serial = 0

    public init(seed: UInt64) {
        random = RandomSource(seed: seed)
        _ = give(.createJournal(CreateJournal(mode: .live, lender: "lender", zone: "UTC")))
        _ = give(.adoptPolicy(policy()))
        for number in 0..<2 {
            _ = give(
                .openAccount(
                    OpenAccount(
                        account: .named("A\(number)"), currency: number == 0 ? .yuan : .dollar,
                        limit: Money(minor: 1_000_000), owner: .named("person \(number)"))))
        }
        if random.chance(75) { speakMuch() }
    }

    /// Lets the merchant be heard so often that it is lost when it says less.
    private mutating func speakMuch() {
        for _ in 0..<200 {
            serial += 1
            now = now.adding(spanNs: 30 * Span.minuteNs)
            _ = give(.recordFact(fact(.created, isPast: false)))
        }
    }

    /// One more command, some hours later.
    /// - Returns: where the ledger and the reference differ.
    public mutating func step() -> String? {
        now = now.adding(spanNs: random.within(0...20) * Span.hourNs)
        return give(body())
    }

    /// A person, now and then one who owns an account.
    public mutating func person() -> Actor {
        Actor(
            role: .operator, subject: .named("person \(random.below(5))"), credential: 1,
            isPerson: true)
    }

    /// Some of the holds, and now and then one that there is not.
    public mutating func targets(_ id: String) -> [RepairTarget] {
        var keys: [HoldKey] = []
        for key in holds where random.chance(70) { keys.append(key) }
        if keys.isEmpty || random.chance(10) { keys.append(.named("nobody's")) }
        return keys.map { RepairTarget(hold: $0, operation: .named("\($0.high) \(id)")) }
    }

    /// Gives a command to both, and goes on from there.
    public mutating func give(
        _ body: Command.Body, by actor: Actor = Actor(role: .migration)
    ) -> String? {
        now = now.adding(spanNs: 1)
        let command = command(body, by: actor)
        let outcome = ledger.apply(command, at: now)
        let wanted = reference.apply(command, at: now)
        reference.learn(outcome, of: command)
        given.append(
            Given(command: command, at: now, outcome: outcome, events: ledger.emitted))
        return Verdict(outcome) == wanted ? nil : "\(body): \(outcome), reference \(wanted)"
    }

    public func command(_ body: Command.Body, by actor: Actor) -> Command {
        Command(
            actor: actor, businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)), body: body)
    }

    private mutating func policy() -> Policy {
        var policy = Policy.standard
        policy.scenarios = policy.scenarios.map { scenario in
            var scenario = scenario
            scenario.guaranteeLeadNs = random.pick([0, scenario.timeToLiveNs])
            scenario.lateCapture = random.pick(LateCapture.allCases)
            scenario.silentAfterNs = random.pick([nil, 2 * Span.dayNs, 5 * Span.dayNs])
            return scenario
        }
        policy.feeds.outages = random.chance(50)
        policy.feeds.proofFacts = 32
        policy.twoPersons.policyAdoption = false
        policy.twoPersons.corrections = false
        policy.refundOnReturn = false
        policy.reviews.placementPersonNs = 30 * Span.dayNs
        policy.twoPersons.repairsMax = random.pick([nil, Money(minor: 90), Money(minor: 150)])
        policy.repairs = RepairPolicy(
            isOn: random.chance(85), merchantDailyMax: random.pick([nil, nil, Money(minor: 150)]),
            dailyMax: random.pick([nil, nil, Money(minor: 250)]))
        return policy
    }

    private mutating func body() -> Command.Body {
        serial += 1
        switch random.below(16) {
        case 0...2: return .place(place())
        case 3...4: return .recordFact(fact(random.pick(Self.endings), isPast: random.chance(70)))
        case 5...6: return .recordFact(fact(.lineShipped, isPast: false))
        case 7: return .recordFact(fact(.created, isPast: false))
        case 8:
            guard let hold = holds.isEmpty ? nil : random.pick(holds) else { return .goLive }
            let kind = random.pick([OverlayKind.legalFreeze, .resultUnknown])
            return .setOverlay(
                SetOverlay(
                    hold: hold, operation: .named("o\(serial)"), kind: kind,
                    reviewBy: now.adding(spanNs: 5 * Span.dayNs),
                    authority: kind == .legalFreeze ? Code("court") : nil))
        case 12: return .recordFact(fact(random.pick(Self.returns), isPast: false))
        case 13: return late()
        case 14:
            return .restrict(
                Restrict(
                    account: .named("A0"), operation: .named("b\(serial)"), kind: .user,
                    reviewBy: random.chance(50) ? now.adding(spanNs: Span.dayNs) : nil))
        case 9: return random.chance(20) ? .adoptPolicy(policy()) : .tick(dueMax: 100)
        default: return .tick(dueMax: 100)
        }
    }

    /// A capture of an ended hold, or the correction of one.
    private mutating func late() -> Command.Body {
        guard let hold = holds.isEmpty ? nil : random.pick(holds) else { return .goLive }
        let operation = OperationKey.named("l\(serial)")
        guard random.chance(80) else {
            return .correct(
                CorrectHold(
                    hold: hold, operation: operation, from: .released, to: .captured,
                    amount: Money(minor: 1)))
        }
        return .capture(
            CaptureHold(
                hold: hold, operation: operation,
                amount: random.pick([nil, Money(minor: random.within(1...120))]),
                lateHold: .named("late \(serial)")))
    }

    private static let returns: [FactKind] = [.returnRequested, .returnReceived]
    private static let endings: [FactKind] = [.cancelled, .closed, .completed]

    private mutating func place() -> PlaceHold {
        if orders.isEmpty || random.chance(70) { orders.append(.named("O\(serial)")) }
        let order = orders[orders.count - 1]
        let account = random.below(2)
        let hold = HoldKey.named("H\(serial)")
        holds.append(hold)
        let lines =
            [PlaceLine(line: .named("L1"), amount: Money(minor: 60))]
            + [PlaceLine(line: .named("L2"), amount: Money(minor: 40))]
        return PlaceHold(
            hold: hold, account: .named("A\(account)"), merchant: .named("M"), order: order,
            amount: Money(minor: 100), currency: account == 0 ? .yuan : .dollar,
            lines: random.chance(60) ? lines : [],
            review: random.chance(30) ? .person : nil,
            history: random.chance(50) ? HoldHistory(placedAt: now) : nil)
    }

    private mutating func fact(_ kind: FactKind, isPast: Bool) -> RecordFact {
        let order =
            orders.isEmpty || kind == .created || random.chance(5)
            ? .named("X\(serial)") : random.pick(orders)
        var lines: [LineAmount] = []
        if kind == .lineShipped {
            for name in ["L1", "L2"] where random.chance(70) {
                lines.append(
                    LineAmount(
                        line: .named(name), amount: Money(minor: random.within(1...30))))
            }
            if lines.isEmpty { lines = [LineAmount(line: .named("L1"), amount: nil)] }
        }
        return RecordFact(
            fact: .named("f\(serial)"), source: .named("shop"), merchant: .named("M"),
            order: order, kind: kind, occurredAt: now, lines: lines,
            reason: kind == .cancelled ? .orderCancelled : .none, isPast: isPast)
    }
}
