@testable import SluiceCore

/// Random operations of one seed on the ledger and on the reference, compared after each.
public struct Campaign: Sendable {
    public let seed: UInt64
    public private(set) var operations = 0
    /// How often each outcome was the answer; replays apart.
    public private(set) var answers: [OutcomeCode: Int] = [:]
    public private(set) var replays = 0
    public private(set) var events = 0

    private var ledger = Ledger()
    private var reference = ReferenceLedger()
    private var invariants = Invariants()
    private var forgetful: ForgetfulLedger
    private var generator: Generator

    public init(seed: UInt64) {
        self.seed = seed
        generator = Generator(seed: seed)
        forgetful = ForgetfulLedger(seed: seed)
    }

    /// Runs a number of operations.
    /// - Returns: the first divergence or broken invariant, nil if there is none.
    public mutating func run(operations count: Int) -> String? {
        for _ in 0..<count {
            let (command, now) = generator.next(seeing: reference)
            let outcome = ledger.apply(command, at: now)
            let wanted = reference.apply(command, at: now)
            operations += 1
            events += ledger.emitted.count
            if outcome.isReplay { replays += 1 } else { answers[outcome.code, default: 0] += 1 }
            // Each pass reads every record: dear, and only needed where something can differ.
            let isWhole = operations % 64 == 0 || operations == count
            var found = invariants.check(
                ledger, after: command, outcome, at: now, isWhole: isWhole)
            if Verdict(outcome) != wanted {
                found.append("core \(Verdict(outcome)); reference \(wanted)")
            }
            found += Comparison.differences(ledger, reference)
            found += forgetful.apply(command, at: now, wanted: outcome, ledger.emitted)
            if !found.isEmpty {
                return "seed \(seed), operation \(operations), time \(now.ns), \(command.body)\n"
                    + found.joined(separator: "\n")
            }
            // A restart: what is derived from the records must be enough to go on.
            if isWhole { ledger = invariants.replayed }
        }
        return nil
    }
}
