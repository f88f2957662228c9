import SluiceCore

/// Random operations of one seed on the ledger and on the reference, compared after each.
public struct Campaign: Sendable {
    public let seed: UInt64
    public private(set) var operations = 0
    /// How often each outcome was the answer; replays apart.
    public private(set) var answers: [OutcomeCode: Int] = [:]
    public private(set) var replays = 0
    public private(set) var events = 0
    /// Why credit came back, and what was found broken.
    public private(set) var reasons: Set<Reason> = []
    public private(set) var breaks: Set<BreakKind> = []

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
    ///
    /// A pass over all records is made after every twentieth; if it finds something, the seed is
    /// run again with a pass after each, to name the first operation that went wrong.
    /// - Returns: the first divergence or broken invariant, nil if there is none.
    public mutating func run(operations count: Int) -> String? {
        guard let late = run(operations: count, wholeEvery: 20) else { return nil }
        var again = Campaign(seed: seed)
        return again.run(operations: count, wholeEvery: 1) ?? late
    }

    private mutating func run(operations count: Int, wholeEvery: Int) -> String? {
        for number in 1...count {
            let (command, now) = generator.next(seeing: reference)
            let outcome = ledger.apply(command, at: now)
            let wanted = reference.apply(command, at: now)
            reference.learn(outcome, of: command)
            operations += 1
            events += ledger.emitted.count
            note(ledger.emitted)
            if outcome.isReplay { replays += 1 } else { answers[outcome.code, default: 0] += 1 }
            let isWhole = number % wholeEvery == 0 || number == count
            var found = invariants.check(
                ledger, after: command, outcome, at: now, isWhole: isWhole)
            for finding in ledger.repair?.findings ?? [] {
                answers[finding.code, default: 0] += 1
            }
            if ledger.repair.map(ReferenceRepaired.init) != reference.repaired {
                found.append(
                    "repair: core \(String(describing: ledger.repair)); "
                        + "reference \(String(describing: reference.repaired))")
            }
            if Verdict(outcome) != wanted {
                found.append("core \(Verdict(outcome)); reference \(wanted)")
            }
            let touched = isWhole ? nil : Touched(ledger.emitted)
            found += Comparison.differences(ledger, reference, touched: touched)
            found += Comparison.notices(ledger.emitted, reference)
            found += forgetful.apply(command, at: now, wanted: outcome, ledger.emitted)
            if !found.isEmpty {
                return "seed \(seed), operation \(number), time \(now.ns), \(command.body)\n"
                    + found.joined(separator: "\n")
            }
            // A restart: what is derived from the records must be enough to go on.
            if number % 60 == 0 { ledger = invariants.replayed }
        }
        return nil
    }

    private mutating func note(_ events: ShortList<Event>) {
        for event in events {
            if case .holdMoved(let moved) = event { reasons.insert(moved.reason) }
            if case .breakFound(let found) = event { breaks.insert(found.kind) }
        }
    }
}
