@testable import SluiceCore

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
/// `-> code [field] [replay]`; a line without `->` must succeed. A hold is placed with merchant
/// M1 on an order of its own name unless the line says otherwise.
public final class Script {
    var ledger = Ledger()
    var reference = ReferenceLedger()
    private var invariants = Invariants()
    var now = Instant(ns: Span.dayNs)
    private var isReady = false

    public init() {}

    /// A line of a script that came out differently.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public func run(_ text: String) throws {
        if !isReady {
            isReady = true
            try run("policy")
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
        case "after": now = now.adding(spanNs: try line.span(at: 1) - 1)
        default:
            now = now.adding(spanNs: 1)
            let command = Command(
                actor: Actor(role: try line.role(), credential: 1),
                businessDate: BusinessDate(day: Int32(now.ns / Span.dayNs)),
                body: try line.body(now: now))
            try apply(command, wanted: line.answer)
        }
    }

    private func apply(_ command: Command, wanted: [String]) throws {
        let outcome = ledger.apply(command, at: now)
        let verdict = reference.apply(command, at: now)
        var found = invariants.check(ledger, after: command, outcome, at: now, isWhole: true)
        if Verdict(outcome) != verdict { found.append("\(Verdict(outcome)) but \(verdict)") }
        found += Comparison.differences(ledger, reference)
        if !found.isEmpty { throw Failure(description: found.joined(separator: "\n")) }
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

    private func expect(_ line: Line) throws {
        guard line.words.count > 1 else { throw Failure(description: "expect what?") }
        let name = line.words.count > 2 ? line.words[2] : ""
        for (word, wanted) in line.options {
            let have: String
            switch line.words[1] {
            case "account": have = try value(word, ofAccount: name)
            case "hold": have = try value(word, ofHold: name)
            case "order": have = try value(word, ofOrder: name)
            case "events": have = "\(ledger.emitted.count)"
            default: throw Failure(description: "expect what?")
            }
            let isSame: Bool
            if let amount = Line.minor(wanted), let minor = Int64(have) {
                isSame =
                    ["count", "facts", "generation"].contains(word)
                    ? wanted == have : amount == minor
            } else {
                isSame = wanted == have
            }
            if !isSame { throw Failure(description: "\(word) is \(have)") }
        }
    }

    private func value(_ word: String, ofAccount name: String) throws -> String {
        guard let account = ledger.accounts.record(of: .named("account \(name)")) else {
            throw Failure(description: "no account")
        }
        let balances = account.balances
        switch word {
        case "limit": return "\(balances.limit.minor)"
        case "held": return "\(balances.held.minor)"
        case "owed": return "\(balances.owed.minor)"
        case "available": return "\(balances.available.minor)"
        case "overlimit": return "\(balances.overlimit.minor)"
        case "credit": return "\(balances.creditBalance.minor)"
        case "payout": return "\(balances.payoutDue.minor)"
        default: throw Failure(description: "no \(word) of an account")
        }
    }

    private func value(_ word: String, ofHold name: String) throws -> String {
        guard let hold = ledger.holds.record(of: .named("hold \(name)")) else {
            throw Failure(description: "no hold")
        }
        switch word {
        case "status": return "\(hold.status)"
        case "reason": return "\(hold.reason)"
        case "generation": return "\(hold.generation)"
        case "amount": return "\(hold.amounts.authorised.minor)"
        case "open": return "\(hold.amounts.open.minor)"
        case "captured": return "\(hold.amounts.captured.minor)"
        case "released": return "\(hold.amounts.released.minor)"
        case "expired": return "\(hold.amounts.expired.minor)"
        case "refunded": return "\(hold.amounts.refunded.minor)"
        default: throw Failure(description: "no \(word) of a hold")
        }
    }

    private func value(_ word: String, ofOrder name: String) throws -> String {
        guard let order = ledger.orders.record(of: .named("order \(name)")) else {
            throw Failure(description: "no order")
        }
        switch word {
        case "breaks": return order.breaks.map { "\($0.kind)" }.sorted().joined(separator: ",")
        case "facts": return "\(order.facts.count)"
        case "known": return "\(order.isKnown)"
        case "terminal": return "\(order.isTerminal)"
        default: throw Failure(description: "no \(word) of an order")
        }
    }
}
