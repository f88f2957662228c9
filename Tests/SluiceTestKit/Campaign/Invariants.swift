@testable import SluiceCore

/// Follows a ledger command by command and says what of domain.md §3 and §4 does not hold.
///
/// It keeps the running sums of the postings and a second ledger that only replays events, so
/// that balances are checked against the books and records against the journal.
public struct Invariants: Sendable {
    /// A ledger that has only ever assigned events.
    public private(set) var replayed = Ledger()
    private var books: [AccountKey: [Int64]] = [:]
    private var sequence: UInt64 = 0

    public init() {}

    /// The postings of one book, summed over every event of an account.
    public func posted(_ book: Book, account: AccountKey) -> Int64 {
        books[account]?[Int(book.rawValue)] ?? 0
    }

    /// What is wrong after a command, a line each.
    /// - Parameter isWhole: check every record, not only those the command changed.
    public mutating func check(
        _ ledger: Ledger, after command: Command, _ outcome: Outcome, at now: Instant,
        isWhole: Bool
    ) -> [String] {
        var found: [String] = []
        for event in ledger.emitted {
            replayed.replay(event, at: now)
            found += book(event)
        }
        sequence += UInt64(ledger.emitted.count)
        if ledger.sequence != sequence { found.append("sequence \(ledger.sequence)") }
        if outcome.isReplay || !outcome.code.isRecorded { found += untouched(ledger, outcome) }
        if outcome.sequence > ledger.sequence { found.append("outcome of a later sequence") }
        guard isWhole || !ledger.emitted.isEmpty else { return found }
        let touched = Touched(ledger.emitted)
        for account in ledger.accounts.all
        where isWhole || touched.accounts.contains(account.key) {
            found += check(account, in: ledger)
        }
        for hold in ledger.holds.all where isWhole || touched.holds.contains(hold.key) {
            found += check(hold)
        }
        if isWhole { found += comparison(with: ledger) }
        found += overdue(ledger, command, now)
        return found
    }

    /// A refusal without a trace, or a replay, moves nothing but what was due; a replay may bind
    /// its id to the hold that answers.
    private func untouched(_ ledger: Ledger, _ outcome: Outcome) -> [String] {
        let isOnlyDue = ledger.emitted.allSatisfy {
            switch $0 {
            case .holdMoved(let moved): moved.kind == .expiry
            case .holdAliased(let event): outcome.isReplay && event.hold == outcome.hold
            default: false
            }
        }
        return isOnlyDue ? [] : ["a refusal or replay left a trace"]
    }

    private mutating func book(_ event: Event) -> [String] {
        guard let postings = event.postings, let account = event.account else { return [] }
        for book in Book.allCases {
            books[account, default: Array(repeating: 0, count: Book.allCases.count)][
                Int(book.rawValue)] += postings[book]
        }
        return postings.isBalanced ? [] : ["unbalanced \(event)"]
    }

    private func check(_ account: AccountRecord, in ledger: Ledger) -> [String] {
        let balances = account.balances
        let amounts = [
            balances.limit, balances.held, balances.owed, balances.creditBalance,
            balances.payoutDue, balances.available, balances.overlimit,
        ]
        var found: [String] = []
        if amounts.contains(where: { $0.minor < 0 }) { found.append("a balance below zero") }
        if amounts.prefix(5).contains(where: { $0 > .maximum }) { found.append("out of range") }
        if balances.owed.isPositive, balances.creditBalance.isPositive {
            found.append("credit balance beside owed")
        }
        if balances.available.isPositive, balances.overlimit.isPositive {
            found.append("available beside overlimit")
        }
        let room = balances.available.minor - balances.overlimit.minor
        if balances.limit.minor - balances.held.minor - balances.owed.minor != room {
            found.append("limit − held − owed is not available − overlimit")
        }
        var open: Int64 = 0
        var payable: Int64 = 0
        for hold in ledger.holds.all where hold.account == account.key {
            open += hold.amounts.open.minor
            payable += hold.amounts.captured.minor - hold.amounts.refunded.minor
        }
        if balances.held.minor != open { found.append("held is not the sum of what is open") }
        let sums = books[account.key] ?? []
        let wanted: [(Book, Int64)] = [
            (.limitGranted, -balances.limit.minor), (.unused, balances.headroomMinor),
            (.held, balances.held.minor), (.used, balances.owed.minor),
            (.receivable, balances.owed.minor), (.creditBalance, -balances.creditBalance.minor),
            (.payoutDue, -balances.payoutDue.minor), (.merchantPayable, -payable),
            (.suspense, 0),
        ]
        for (book, amount) in wanted where sums[Int(book.rawValue)] != amount {
            found.append("\(book): postings \(sums[Int(book.rawValue)]), balance \(amount)")
        }
        return found
    }

    private func check(_ hold: HoldRecord) -> [String] {
        var found = Invariants.check(hold.amounts)
        let lines = hold.lines.map(\.amounts)
        for line in lines { found += Invariants.check(line) }
        let parts: [KeyPath<HoldAmounts, Money>] = [
            \.authorised, \.captured, \.released, \.expired, \.refunded,
        ]
        for part in parts where !lines.isEmpty {
            let sum = lines.reduce(0) { $0 + $1[keyPath: part].minor }
            if sum != hold.amounts[keyPath: part].minor { found.append("lines do not sum up") }
        }
        if hold.status.isLive != (hold.amounts.open.isPositive && !hold.isDeclined) {
            found.append("live without anything open")
        }
        if !hold.status.isLive, hold.amounts.open.isPositive { found.append("ended but open") }
        if Set(hold.operations.filter(\.outcome.isSuccess).map { Effect($0) }).count
            != hold.operations.filter(\.outcome.isSuccess).count
        {
            found.append("an operation took effect twice")
        }
        return found
    }

    private static func check(_ amounts: HoldAmounts) -> [String] {
        var found: [String] = []
        let all = [
            amounts.authorised, amounts.captured, amounts.released, amounts.expired,
            amounts.refunded, amounts.open,
        ]
        if all.contains(where: { $0.minor < 0 || $0 > .maximum }) {
            found.append("an amount out of range: \(amounts)")
        }
        if amounts.refunded > amounts.captured { found.append("more refunded than captured") }
        return found
    }

    /// Live holds of a touched account whose end has passed; what is placed late ends at a touch.
    private func overdue(_ ledger: Ledger, _ command: Command, _ now: Instant) -> [String] {
        var touched: Set<AccountKey> = []
        switch command.body {
        case .settle(let account): touched.insert(account)
        default: touched.formUnion(ledger.emitted.compactMap(\.account))
        }
        if case .tick = command.body { return [] }
        var found: [String] = []
        for hold in ledger.holds.all {
            if touched.contains(hold.account), hold.status.isLive, hold.expiresAt <= now,
                hold.placedAt != now
            {
                found.append("open past its end after a touch")
            }
        }
        return found
    }

    /// Replay of the events gives the same records.
    private func comparison(with ledger: Ledger) -> [String] {
        var found: [String] = []
        if replayed.sequence != ledger.sequence || replayed.policies != ledger.policies
            || replayed.journal != ledger.journal || replayed.orderOfFact != ledger.orderOfFact
        {
            found.append("replay: sequence, policies or facts")
        }
        for record in ledger.accounts.all {
            let same = replayed.accounts.record(of: record.key)?.canonical
            if same != record.canonical { found.append("replay: account") }
        }
        for record in ledger.holds.all {
            let same = replayed.holds.record(of: record.key)?.canonical
            if same != record.canonical { found.append("replay: hold") }
        }
        for record in ledger.orders.all where replayed.orders.record(of: record.key) != record {
            found.append("replay: order")
        }
        for record in ledger.aliases.all where replayed.aliases.record(of: record.key) != record {
            found.append("replay: alias")
        }
        for record in ledger.accountOperations.all
        where replayed.accountOperations.record(of: record.key) != record {
            found.append("replay: account operation")
        }
        for record in ledger.merchants.all
        where replayed.merchants.record(of: record.key) != record {
            found.append("replay: merchant")
        }
        for record in ledger.sources.all where replayed.sources.record(of: record.key) != record {
            found.append("replay: source")
        }
        return found
    }
}

/// What takes effect once: an id for one kind of movement; a fact may release and refund.
private struct Effect: Hashable {
    let id: OperationKey
    let kind: HoldOperationKind

    init(_ operation: HoldOperation) {
        id = operation.key
        kind = operation.kind
    }
}

extension Event {
    /// The account whose books an event is posted to.
    var account: AccountKey? {
        switch self {
        case .accountOpened(let event): event.account
        case .accountOperated(let event): event.account
        case .holdPlaced(let event): event.account
        case .holdMoved(let event): event.account
        case .operationRefused(let event): event.account
        default: nil
        }
    }
}

extension AccountRecord {
    /// The record without what is derived from others.
    fileprivate var canonical: AccountRecord {
        var record = self
        record.firstLiveHold = .none
        record.lastLiveHold = .none
        record.nextDue = .never
        return record
    }
}

extension HoldRecord {
    fileprivate var canonical: HoldRecord {
        var record = self
        record.nextOfAccount = .none
        record.previousOfAccount = .none
        return record
    }
}

extension SlotTable {
    /// The resident records.
    var all: [Record] {
        var records: [Record] = []
        records.reserveCapacity(count)
        visit { records.append($0) }
        return records
    }
}
