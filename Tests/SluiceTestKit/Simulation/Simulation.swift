import SluiceCore
import SluiceEngine

/// Histories of simulated machines, each drawn from a seed and checked step by step
/// (docs/internals/testing.md).
public enum Simulation {
    /// What a seed came to.
    public struct Result: Sendable {
        public var seed: UInt64
        /// Commands and reads sent.
        public var operations = 0
        public var steps = 0
        public var tally = SimulationTally()
        /// The hash of the newest row: equal seeds give equal journals.
        public var head = RowHash.zero
        /// What does not hold, with the history that leads there.
        public var failure: Failure?
    }

    public struct Failure: Sendable {
        public var violation: Violation
        public var history: History
    }

    /// All there is to run a history again.
    public struct History: Sendable {
        var sizes: Sizes
        var hasSnapshots: Bool
        public var steps: [Step]
    }

    /// Draws and runs the history of a seed until it has sent so many operations.
    /// - Parameters:
    ///   - hasFaults: whether disk, clock, archive and process fail.
    ///   - onStep: told each step before it is taken.
    public static func run(
        seed: UInt64, operations: Int, hasFaults: Bool = true, onStep: (Step) -> Void = { _ in }
    ) -> Result {
        var source = StepSource(seed: seed, hasFaults: hasFaults)
        var history = History(sizes: source.sizes, hasSnapshots: source.hasSnapshots, steps: [])
        var result = Result(seed: seed)
        var world: World?
        do {
            let begun = try World(history.sizes, hasSnapshots: history.hasSnapshots)
            world = begun
            while begun.operations < operations {
                let step = source.next(begun)
                history.steps.append(step)
                onStep(step)
                try begun.perform(step)
            }
            try begun.finish()
        } catch {
            result.failure = Failure(violation: Violation(error), history: history)
        }
        result.operations = world?.operations ?? 0
        result.tally = world?.tally ?? SimulationTally()
        result.head = world?.machine.disk.rows.last?.hash ?? .zero
        result.steps = history.steps.count
        return result
    }

    /// Runs a history again.
    /// - Returns: what does not hold, nil if all does.
    static func replay(_ history: History) -> Violation? {
        do {
            let world = try World(history.sizes, hasSnapshots: history.hasSnapshots, wholeEvery: 1)
            for step in history.steps { try world.perform(step) }
            try world.finish()
            return nil
        } catch {
            return Violation(error)
        }
    }
}

extension Violation {
    /// An error that nobody expected is one too.
    init(_ error: any Error) {
        self = error as? Violation ?? Violation(.recovery, "\(error)")
    }
}
