import SluiceCore

/// Follows a ledger command by command and says what of domain.md §3 and §4 does not hold.
///
/// It keeps the running sums of the postings and a second ledger that only replays events, so
/// that balances are checked against the books and records against the journal.
public struct Invariants: Sendable {
    /// A ledger that has only ever assigned events.
    public private(set) var replayed = Ledger()
    private var books: [AccountKey: [Int64]] = [:]
    /// What migrated holds had captured and not refunded when they came.
    private var broughtAlong: [AccountKey: Int64] = [:]
    /// Payouts that migrated accounts brought.
    private var payoutsBrought: [AccountKey: Int64] = [:]
    private var sequence: UInt64 = 0

    public init() {}

    /// The postings of one book, summed over every event of an account.
    public func posted(_ book: Book, account: AccountKey) -> Int64 {
        books[account]?[Int(book.rawValue)] ?? 0
    }

    /// What is wrong after a command, a line each.
    /// - Parameters:
    ///   - isWhole: check every record, not only those the command changed.
    ///   - isHalted: nothing that is due is done, for the clock is in doubt.
    public mutating func check(
        _ ledger: Ledger, after command: Command, _ outcome: Outcome, at now: Instant,
        isWhole: Bool, isHalted: Bool = false
    ) -> [String] {
        var found: [String] = []
        let before = sequence
        for event in ledger.emitted {
            replayed.replay(event, at: now, on: command.businessDate)
            found += book(event)
        }
        sequence += UInt64(ledger.emitted.count)
        if ledger.sequence != sequence { found.append("sequence \(ledger.sequence)") }
        if outcome.isReplay || !outcome.code.isRecorded { found += untouched(ledger, outcome) }
        if outcome.sequence > ledger.sequence { found.append("outcome of a later sequence") }
        guard isWhole || !ledger.emitted.isEmpty else { return found }
        let touched = Touched(ledger.emitted)
        for account in isWhole ? ledger.allAccounts : touched.accounts(in: ledger) {
            found += check(account, in: ledger)
        }
        for hold in isWhole ? ledger.allHolds : touched.holds(in: ledger) {
            found += Invariants.check(hold)
            found += ledger.stateFaults(of: hold.key)
        }
        for order in isWhole ? ledger.allOrders : touched.orders(in: ledger) {
            found += order.returns.flatMap { Invariants.check($0) }
        }
        found += Invariants.days(ledger)
        if isWhole {
            found += Invariants.comparison(of: replayed, with: ledger)
            found += ledger.orphans()
            // Ahead is what records say: events alone put it there as well.
            found += replayed.orphans()
        }
        if case .tick = command.body { return found }
        if isHalted { return found }
        found += overdue(ledger, command, outcome, touched, after: before, now)
        return found
    }

    /// A refusal without a trace, or a replay, moves nothing but what was due; a replay may bind
    /// its id to the hold that answers.
    private func untouched(_ ledger: Ledger, _ outcome: Outcome) -> [String] {
        let isOnlyDue = ledger.emitted.allSatisfy {
            switch $0 {
            case .holdMoved(let moved):
                moved.operation.isNone
                    || moved.kind == .refund && moved.reason == .returnReceived
            case .holdChanged(let changed): changed.operation.isNone
            case .accountOperated(let operated): operated.operation.isNone
            case .returnChanged, .merchantChanged: true
            case .breakFound(let found): found.kind == .amountOutOfRange
            case .holdAliased(let event): outcome.isReplay && event.hold == outcome.hold
            default: false
            }
        }
        return isOnlyDue ? [] : ["a refusal or replay left a trace"]
    }

    private mutating func book(_ event: Event) -> [String] {
        if case .holdPlaced(let placed) = event, let history = placed.history?.value {
            broughtAlong[placed.account, default: 0] +=
                history.captured.minor - history.refunded.minor
        }
        if case .accountOperated(let brought) = event, brought.kind == .payoutBrought {
            payoutsBrought[brought.account, default: 0] += brought.content.amount.minor
        }
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
        let limits = account.temporaryLimits.reduce(account.fixedLimit.minor) {
            $0 + $1.amount.minor
        }
        if limits != balances.limit.minor { found.append("limits do not sum up") }
        let payouts = account.payouts.reduce(0) { $0 + $1.amount.minor }
        if payouts != balances.payoutDue.minor { found.append("payouts do not sum up") }
        var open: Int64 = 0
        var payable = -(broughtAlong[account.key] ?? 0)
        ledger.forEachHold { hold in
            guard hold.account == account.key else { return }
            open += hold.amounts.open.minor
            payable += hold.amounts.captured.minor - hold.amounts.refunded.minor
        }
        if balances.held.minor != open { found.append("held is not the sum of what is open") }
        let sums = books[account.key] ?? []
        let opened = account.opening
        let wanted: [(Book, Int64)] = [
            (.limitGranted, -balances.limit.minor), (.unused, balances.headroomMinor),
            (.held, balances.held.minor), (.used, balances.owed.minor),
            (.receivable, balances.owed.minor), (.creditBalance, -balances.creditBalance.minor),
            (.payoutDue, -balances.payoutDue.minor), (.merchantPayable, -payable),
            (.suspense, 0),
            (
                .opening,
                opened.creditBalance.minor - opened.owed.minor + (payoutsBrought[account.key] ?? 0)
            ),
        ]
        for (book, amount) in wanted where sums[Int(book.rawValue)] != amount {
            found.append("\(book): postings \(sums[Int(book.rawValue)]), balance \(amount)")
        }
        return found
    }

    /// What of touched accounts is still there though its time has passed; a hold that came late
    /// ends at the next touch, and so a merchant is told of one whose terms just moved.
    private func overdue(
        _ ledger: Ledger, _ command: Command, _ outcome: Outcome, _ touched: Touched,
        after sequence: UInt64, _ now: Instant
    ) -> [String] {
        var accounts = touched.accounts
        // One of a closed business date is refused, and touches nothing.
        if case .settle(let account) = command.body, outcome.code.isSuccess {
            accounts.insert(account)
        }
        var found: [String] = []
        for account in accounts.compactMap({ ledger.account($0) }) {
            if let item = account.nextStep, item.due <= now, item.sequence <= sequence {
                found.append("a limit or payout past its time after a touch")
            }
        }
        ledger.forEachHold { hold in
            guard hold.status.isOpen, accounts.contains(hold.account) else { return }
            if hold.expiresAt <= now, hold.placedSequence <= sequence {
                found.append("open past its end after a touch")
            }
            if hold.noticeAt <= now, hold.sequence <= sequence {
                found.append("a notice past its time after a touch")
            }
            for overlay in hold.overlays
            where overlay.kind.isReview && hold.sequence <= sequence
                && overlay.decided?.takesEffectAt ?? overlay.until <= now
            {
                found.append("a review past its deadline after a touch")
            }
        }
        return found
    }
}

extension Ledger {
    var allAccounts: [AccountRecord] {
        var all: [AccountRecord] = []
        forEachAccount { all.append($0) }
        return all
    }

    /// The resident holds.
    var allHolds: [HoldRecord] {
        var all: [HoldRecord] = []
        forEachHold { all.append($0) }
        return all
    }

    /// The resident orders.
    var allOrders: [OrderRecord] {
        var all: [OrderRecord] = []
        forEachOrder { all.append($0) }
        return all
    }
}
