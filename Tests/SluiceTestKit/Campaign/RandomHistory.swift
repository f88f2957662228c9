import SluiceCore

/// The events that random commands of one seed bring about, temporary limits of some days and long
/// waits among them.
public struct RandomHistory: Sendable {
    /// The events of one command.
    public struct Step: Sendable {
        public let at: Instant
        public let events: ShortList<Event>
    }

    private var ledger = Ledger()
    private var reference = ReferenceLedger()
    private var generator: Generator
    private var random: RandomSource
    private var serial = 0

    public init(seed: UInt64) {
        generator = Generator(seed: seed)
        random = RandomSource(seed: ~seed)
    }

    /// One more command.
    public mutating func step() -> Step {
        if random.chance(3) {
            generator.catchUp(
                with: generator.now.adding(spanNs: random.within(1...9) * Span.dayNs))
        }
        var (command, now) = generator.next(seeing: reference)
        let accounts = reference.accounts.keys.sorted()
        if random.chance(3), !accounts.isEmpty {
            serial += 1
            command.body = .setLimit(
                SetLimit(
                    account: random.pick(accounts), operation: .named("for days \(serial)"),
                    limit: Money(minor: 5),
                    until: now.adding(spanNs: random.within(1...15) * Span.dayNs),
                    reason: .limitReview))
        }
        let outcome = ledger.apply(command, at: now)
        _ = reference.apply(command, at: now)
        reference.learn(outcome, of: command)
        return Step(at: now, events: ledger.emitted)
    }
}
