import SluiceCore

/// An independent, slow and obvious ledger: what domain.md says, without a thought for speed.
///
/// It keeps what was placed, moved and said in plain lists and works everything else out by
/// reading them through: held is the sum of what is open, owed the sum of its entries, a status
/// follows from amounts, an expiry is found by looking at every hold. It shares the types of
/// commands with the core and none of its code.
public struct ReferenceLedger: Sendable {
    public var accounts: [AccountKey: ReferenceAccount] = [:]
    /// In order of placement, declined ones too.
    public var holds: [ReferenceHold] = []
    /// Ids that the natural key answered, for ever names of the hold that did.
    public var aliases: [HoldKey: ReferenceAlias] = [:]
    /// Every fact accepted, in order of arrival.
    public var said: [SaidFact] = []
    /// Orders that have had a hold or a `created`.
    public var existing: Set<OrderKey> = []
    public var breaks: [OrderKey: Set<ReferenceBreak>] = [:]
    public var policies: [Policy] = []
    public var mode: JournalMode?

    /// What each fact has not moved yet of the lines it names.
    var leftOf: [FactKey: [LineKey: Int64?]] = [:]

    public init() {}

    var policy: Policy? { policies.last }

    /// Takes the command the core takes at the same time.
    public mutating func apply(_ command: Command, at now: Instant) -> Verdict {
        switch command.body {
        case .openAccount(let body): return openAccount(body, at: now)
        case .setLimit(let body): return setLimit(body, at: now)
        case .repay(let body): return repay(body, at: now)
        case .reverseRepayment(let body): return reverse(body, at: now)
        case .place(let body): return place(body, at: now, occurredAt: command.occurredAt)
        case .capture(let body): return capture(body, at: now)
        case .release(let body): return release(body, by: command.actor.role, at: now)
        case .increment(let body): return increment(body, at: now)
        case .refund(let body): return refund(body, at: now)
        case .recordFact(let body): return record(body, at: now)
        case .tick(let dueMax): return tick(dueMax, at: now)
        case .settle(let account):
            endWhatIsDue(of: account, at: now)
            return Verdict(.applied)
        case .adoptPolicy(let policy): return adopt(policy)
        case .createJournal(let body):
            if mode != nil { return Verdict(.journalMode, .mode) }
            mode = body.mode
            return Verdict(.applied)
        case .goLive:
            if mode != .historical { return Verdict(.journalMode, .mode) }
            mode = .live
            return Verdict(.applied)
        }
    }

    /// Ends every hold of the account whose time is over.
    mutating func endWhatIsDue(of account: AccountKey, at now: Instant) {
        for index in holds.indices where holds[index].placement.account == account {
            if holds[index].expiresAt <= now, holds[index].isLive { expire(index) }
        }
    }

    private mutating func tick(_ dueMax: UInt32, at now: Instant) -> Verdict {
        let due = holds.indices
            .filter { holds[$0].expiresAt <= now && holds[$0].isLive }
            .sorted { (holds[$0].expiresAt, $0) < (holds[$1].expiresAt, $1) }
            .prefix(Int(dueMax))
        for index in due { expire(index) }
        return Verdict(.applied, amount: Int64(due.count))
    }

    private mutating func expire(_ index: Int) {
        move(index, .expiry, holds[index].all(\.open), .ttlExpired)
    }

    private mutating func adopt(_ policy: Policy) -> Verdict {
        let names = policy.scenarios.map(\.name)
        let tenYearsNs: Int64 = 10 * 365 * 24 * 3_600 * 1_000_000_000
        let isSound =
            names.contains(policy.defaultScenario) && Set(names).count == names.count
            && policy.scenarios.allSatisfy { (1...tenYearsNs).contains($0.timeToLiveNs) }
        if !isSound { return Verdict(.policyInvalid, .policy) }
        var adopted = policy
        adopted.version = self.policy?.version ?? 0
        if adopted == self.policy { return Verdict(.applied, isReplay: true) }
        adopted.version += 1
        policies.append(adopted)
        return Verdict(.applied)
    }
}

/// The hold an id was answered with, and what the placement said it was a retry of.
public struct ReferenceAlias: Sendable {
    public let hold: HoldKey
    let retryOf: HoldKey
}

/// The part of an outcome that the reference knows: all but the sequence.
public struct Verdict: Hashable, Sendable, CustomStringConvertible {
    public var code: OutcomeCode
    public var field: Field
    public var hold: HoldKey
    public var amount: Int64
    public var isReplay: Bool

    public init(
        _ code: OutcomeCode, _ field: Field = .none, hold: HoldKey = .none, amount: Int64 = 0,
        isReplay: Bool = false
    ) {
        self.code = code
        self.field = field
        self.hold = hold
        self.amount = amount
        self.isReplay = isReplay
    }

    public init(_ outcome: Outcome) {
        self.init(
            outcome.code, outcome.field, hold: outcome.hold, amount: outcome.amount.minor,
            isReplay: outcome.isReplay)
    }

    public var description: String {
        "\(code) field=\(field) hold=\(hold.high) amount=\(amount) replay=\(isReplay)"
    }
}

/// 2^53 − 1: no amount and no balance is larger.
let largestAmount: Int64 = 9_007_199_254_740_991

extension Money {
    /// Whether the amount is one to move: at least one minor unit and not too large.
    var isMovable: Bool { (1...largestAmount).contains(minor) }
    /// Whether the amount is one to grant: zero is.
    var isGrantable: Bool { (0...largestAmount).contains(minor) }
}
