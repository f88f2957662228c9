import SluiceCore

/// What one seed likes to do: which commands how often, and with how large a world.
///
/// Swarm testing: each seed draws its own weights, zero among them, so that the campaigns together
/// reach states that a fixed mixture hardly ever does.
public struct Habits: Sendable {
    /// The kinds of steps a generator takes.
    enum Step: Int, CaseIterable {
        case open, setLimit, endLimit, restrict, liftRestriction, repay, reverse, payOut
        case place, retry, migrate
        case capture, lateCapture, release, increment, extend, refund, split, correct
        case requestRelease, decide, undo, verdict, setOverlay, liftOverlay
        case fact, pull, sweep, repair, propose, approve, closeDay
        case tick, settle, adopt, create, goLive, repeatExactly, repeatChanged
    }

    enum Jump: Int, CaseIterable {
        case least, little, toNextDue, toSomeDue, beforeSomeDue, afterSomeDue, far
    }

    var weights: [Int]
    var jumps: [Int]
    /// By kind of fact.
    let factWeights: [Int]
    /// How often a name is one that was never used.
    let freshPercent: Int
    /// How often a business date follows upon another.
    let dayPercent: Int
    let accounts: Int
    let merchants: Int
    let ordersPerMerchant: Int
    let holdNames: Int
    let operationNames: Int
    let factNames: Int
    let lineNames: Int
    let persons: Int
    let amountMax: Int64
    let limitMax: Int64
    let linesPercent: Int
    let lineAmountPercent: Int
    let malformedPercent: Int
    let reviewPercent: Int
    /// Ascending spans that policies and terms are made of.
    let spansNs: [Int64]

    init(_ random: inout RandomSource) {
        let levels = [0, 1, 1, 2, 4, 8, 16]
        weights = Step.allCases.map { _ in random.pick(levels) }
        weights[Step.place.rawValue] += 8
        weights[Step.pull.rawValue] += 2
        weights[Step.verdict.rawValue] += 1
        let atMost: [Step: Int] = [
            .open: 2, .create: 1, .goLive: 1, .adopt: 2, .restrict: 2, .closeDay: 2, .split: 8,
            .endLimit: 4, .sweep: 1,
        ]
        for (step, most) in atMost { weights[step.rawValue] = min(most, weights[step.rawValue]) }
        jumps = Jump.allCases.map { _ in random.pick(levels) }
        jumps[Jump.least.rawValue] += 60
        jumps[Jump.far.rawValue] = min(1, jumps[Jump.far.rawValue])
        factWeights = FactKind.allCases.map {
            // An order that has ended takes no holds any more: most stay open for a while.
            $0.endsOrder ? random.pick([0, 1, 2, 8]) : 1 + random.pick(levels)
        }
        freshPercent = random.pick([50, 80, 95])
        dayPercent = random.pick([0, 2, 10])
        accounts = 1 + random.below(3)
        merchants = 1 + random.below(2)
        ordersPerMerchant = random.pick([2, 6, 40])
        holdNames = random.pick([4, 12])
        operationNames = random.pick([6, 20])
        factNames = random.pick([8, 30])
        lineNames = 1 + random.below(3)
        persons = 1 + random.below(3)
        // One seed in ten counts in amounts at the edge of the range.
        let isHuge = random.chance(10)
        amountMax = isHuge ? Money.maximum.minor : random.pick([2, 5, 20, 300])
        limitMax = isHuge ? Money.maximum.minor : amountMax * random.pick([2, 10, 50])
        linesPercent = random.pick([0, 50, 100])
        lineAmountPercent = random.pick([0, 50, 100])
        malformedPercent = random.pick([0, 0, 2, 10])
        reviewPercent = random.pick([0, 10, 60])
        spansNs = random.pick([
            [5, 20, 100], [100, 1_000, 5_000], [Span.hourNs, 3 * Span.dayNs, 30 * Span.dayNs],
        ])
    }
}
