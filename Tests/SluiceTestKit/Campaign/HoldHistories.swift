import SluiceCore

/// Histories of holds, gathered from events as the timeline keeps them.
public struct HoldHistories: Sendable {
    public struct History: Sendable {
        public var steps: [HoldStep]
        public var placedAt: Instant
        public var openMinorAtFirst: Int64
        /// Measured step by step.
        public var meter: LockMeter
    }

    /// In the order of placement.
    public private(set) var holds: [HoldKey] = []
    public private(set) var histories: [HoldKey: History] = [:]
    /// By account, oldest first.
    public private(set) var limitChanges: [AccountKey: [LimitChange]] = [:]
    private var sequence: UInt64 = 0

    public init() {}

    public mutating func add(_ events: ShortList<Event>, at time: Instant, by role: Role) {
        for event in events {
            sequence += 1
            if case .accountOperated(let operated) = event,
                LimitChange.names.contains(event.name)
            {
                limitChanges[operated.account, default: []].append(
                    LimitChange(
                        sequence: sequence, time: time, reason: operated.content.reason))
            }
            guard
                let step = HoldStep(
                    event, sequence: sequence, at: time, by: role, policyVersion: 1)
            else { continue }
            switch event {
            case .holdPlaced(let placed):
                let placedAt = placed.history?.value.placedAt ?? time
                holds.append(placed.hold)
                histories[placed.hold] = History(
                    steps: [step], placedAt: placedAt, openMinorAtFirst: placed.openMinor,
                    meter: LockMeter(step, placedAt: placedAt, openMinor: placed.openMinor))
            case .holdMoved(let moved): add(step, to: moved.hold)
            case .holdChanged(let changed): add(step, to: changed.hold)
            case .operationRefused(let refused): add(step, to: refused.hold)
            default: break
            }
        }
    }

    private mutating func add(_ step: HoldStep, to hold: HoldKey) {
        histories[hold]?.steps.append(step)
        histories[hold]?.meter.add(step)
    }
}

/// A random history that an explanation or a measure is tried on: of the campaigns, which go everywhere a
/// little, or a troubled one.
public struct HeldHistory: Sendable {
    public private(set) var ledger = Ledger()
    public private(set) var histories = HoldHistories()
    public private(set) var now = Instant.epoch
    private var source: Source

    private enum Source: Sendable {
        case campaign(Generator, ReferenceLedger)
        case troubled(TroubledHistory)
    }

    /// - Parameter seed: of the campaigns if even.
    public init(seed: UInt64) {
        source =
            seed % 2 == 0
            ? .campaign(Generator(seed: seed), ReferenceLedger())
            : .troubled(TroubledHistory(seed: seed))
    }

    /// One more command, or the few that a troubled history begins with.
    public mutating func step() {
        switch source {
        case .troubled(var history):
            _ = history.step()
            for given in history.given {
                histories.add(given.events, at: given.at, by: given.command.actor.role)
                now = given.at
            }
            history.given = []
            ledger = history.ledger
            source = .troubled(history)
        case .campaign(var generator, var reference):
            let (command, at) = generator.next(seeing: reference)
            let outcome = ledger.apply(command, at: at)
            _ = reference.apply(command, at: at)
            reference.learn(outcome, of: command)
            histories.add(ledger.emitted, at: at, by: command.actor.role)
            now = at
            source = .campaign(generator, reference)
        }
    }
}
