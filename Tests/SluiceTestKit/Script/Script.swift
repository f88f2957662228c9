import SluiceCore

/// Scenarios as a table: a line a command and its answer, or what must be true by now.
///
/// Each line runs on the core and on the reference ledger, and all invariants are checked after
/// it. Amounts are in yuan with up to two decimals; `#` before one says that it is in fen.
///
///     account A1 1000
///     hold H1 A1 300 -> approved
///     capture H1 C1 100 final -> applied
///     expect hold H1 status=closed captured=100 released=200
///
/// `at=` of a fact is when it happened in nanoseconds, `ago=` a span before now.
/// `-> code [field] [replay]`, or `-> any`; a line without `->` must succeed. `by=` is a role, `person=` who it
/// is, `late_days=` how old the business date is; `until=` and `review=` are spans from now. A hold is placed with merchant
/// M1 on an order of its own name unless the line says otherwise.
public final class Script {
    var ledger = Ledger()
    var reference = ReferenceLedger()
    private var invariants = Invariants()
    var now = Instant(ns: Span.dayNs)
    private var isReady = false

    public init() {}

    /// A script that goes on from here by itself.
    public func copy() -> Script {
        let copy = Script()
        copy.ledger = ledger
        copy.reference = reference
        copy.invariants = invariants
        copy.now = now
        copy.isReady = true
        return copy
    }

    /// The amounts of every hold placed.
    public var amountsOfHolds: [HoldAmounts] { ledger.allHolds.map(\.amounts) }

    /// A line of a script that came out differently.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public func run(_ text: String) throws {
        if !isReady {
            isReady = true
            let isGiven = text.drop { $0.isWhitespace }.hasPrefix("policy")
            if !isGiven { try run("policy") }
        }
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            do {
                try run(Line(String(line)))
            } catch let failure as Failure {
                throw Failure(description: "line \(number + 1): \(line)\n\(failure)")
            }
        }
    }

    private func run(_ line: Line) throws {
        guard let verb = line.words.first else { return }
        switch verb {
        case "expect": try expect(line)
        case "dueMax": ledger.dueMax = Int(try line.word(1)) ?? 0
        case "after": now = now.adding(spanNs: try line.span(at: 1) - 1)
        default:
            now = now.adding(spanNs: 1)
            let late = Int32(line.option("late_days") ?? "") ?? 0
            let command = Command(
                actor: try line.actor(),
                businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs) - late),
                body: try line.body(now: now) { self.ledger.proposal($0)?.proposedSequence ?? 0 })
            try apply(command, wanted: line.answer)
        }
    }

    private func apply(_ command: Command, wanted: [String]) throws {
        let outcome = ledger.apply(command, at: now)
        let verdict = reference.apply(command, at: now)
        reference.learn(outcome, of: command)
        var found = invariants.check(ledger, after: command, outcome, at: now, isWhole: true)
        if Verdict(outcome) != verdict { found.append("\(Verdict(outcome)) but \(verdict)") }
        found += Comparison.differences(ledger, reference)
        found += Comparison.notices(ledger.emitted, reference)
        if !found.isEmpty { throw Failure(description: found.joined(separator: "\n")) }
        if wanted == ["any"] { return }
        if wanted.isEmpty {
            if !outcome.code.isSuccess { throw Failure(description: "\(outcome.code)") }
            return
        }
        var answer = ["\(outcome.code)"]
        if outcome.field != .none { answer.append("\(outcome.field)") }
        if outcome.isReplay { answer.append("replay") }
        if answer != wanted { throw Failure(description: answer.joined(separator: " ")) }
    }

    /// The postings of one book, summed over every event of an account.
    public func posted(_ book: Book, account: String) -> Int64 {
        invariants.posted(book, account: .named("account \(account)"))
    }
}
