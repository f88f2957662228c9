/// The whole meaning of credit: records of accounts, holds and orders, and the rules that change
/// them.
///
/// Pure: no clock, randomness or I/O. A rule decides, emits an event, and the event is assigned to
/// the records; replay assigns the same events, so a live and a replayed ledger cannot differ.
/// Before `apply`, every record that `missing` names has been supplied by `install` or is known to
/// exist nowhere; what is not resident then does not exist.
public struct Ledger: Sendable {
    public internal(set) var journal: CreateJournal?
    /// All versions adopted, ascending; the last is in force.
    public internal(set) var policies: [Policy] = [] {
        didSet { inForce = policies.last.map(Shared.init) }
    }
    /// The last of them, for rules of every command: it is read where it is, and not copied.
    private(set) var inForce: Shared<Policy>?
    /// The sequence of the newest event; events are numbered from 1 without a gap.
    public internal(set) var sequence: UInt64 = 0
    /// The ledger time of the newest command that was recorded.
    public internal(set) var time: Instant = .epoch
    /// The events of the command applied last, in order; the first has `sequence − count + 1`.
    public private(set) var emitted = ShortList<Event>()

    var accounts = SlotTable<AccountRecord>()
    var accountOperations = SlotTable<AccountOperation>()
    var holds = HoldTable()
    var aliases = SlotTable<HoldAlias>()
    var orders = SlotTable<OrderRecord>()
    var merchants = SlotTable<MerchantRecord>()
    var sources = SlotTable<SourceRecord>()
    var proposals = SlotTable<ProposalRecord>()
    /// What persons raised limits by.
    var subjects = SlotTable<SubjectRecord>()
    /// The totals of the days.
    public internal(set) var book = DayBook()
    /// The order of every resident fact.
    var factPlaces = SlotTable<FactPlace>()
    var ended = EndedQueue()
    /// The row that events are written in now; handed in like the time, no part of the state. What ends is
    /// noted with it, to be forgotten once the archive has the row; zero: nothing is.
    public var row: UInt64 = 0
    var due = DueWork()
    /// How many entries lie ahead before those that moved on are dropped.
    package var dueMax = 1_024
    /// What is derived of merchants' feeds.
    var silence = SilenceBook()
    /// Whether any policy ever adopted knows silence.
    var knowsSilence = false
    /// Merchants whose feed is lost.
    public internal(set) var lostFeedCount = 0
    /// Declines found avoidable by commands of this process.
    public internal(set) var avoidableDeclineCount = 0
    /// What silent orders gave back on the newest date on which any did.
    var repairs = Repairs()
    /// What the command applied last repaired, or would have; nil for any other command.
    public internal(set) var repair: Repair?
    /// Holds that are live.
    public internal(set) var liveHoldCount = 0
    /// The ledger time of the command being applied.
    var now: Instant = .epoch
    /// The business date it is booked on.
    public internal(set) var date = BusinessDate(day: 0)
    /// Who gave it.
    var actor = Actor.engine
    /// Whether nothing that is due by the clock is done, not even on touch: the clock is in doubt.
    /// Handed in like the time; no part of the state.
    public var isDueHalted = false
    /// Whether two persons agreed to it.
    var isApproved = false

    public init() {}

    /// The policy in force; nil before the first adoption.
    public var policy: Policy? { inForce?.value }
    /// Its version; 0 before the first adoption.
    public var policyVersion: UInt32 { inForce?.value.version ?? 0 }

    /// Applies one command at a ledger time.
    ///
    /// What is due on the accounts the command touches is applied first, as events of the same
    /// command. A refusal that records nothing may still have such events: then the caller records
    /// them under `.settle`.
    /// - Parameter now: later than `time`; the time of every event emitted.
    /// - Returns: the outcome; the events are in `emitted`.
    public mutating func apply(_ command: Command, at now: Instant) -> Outcome {
        precondition(now > time, "ledger time is strictly increasing")
        self.now = now
        date = open(command.businessDate)
        actor = command.actor
        isApproved = false
        if !emitted.isEmpty { emitted = [] }
        if repair != nil { repair = nil }
        let isClosed =
            actor.role != .engine && book.isClosed(command.businessDate) && command.isOfADay
        let outcome =
            isClosed
            ? Outcome(.dayClosed, field: .date)
            : run(command.body, occurredAt: command.occurredAt)
        if !emitted.isEmpty { time = now }
        return outcome
    }

    /// Assigns an event read from a journal, with the time and date of its command.
    public mutating func replay(_ event: Event, at time: Instant, on date: BusinessDate) {
        now = time
        self.date = open(date)
        sequence += 1
        assign(event)
        self.time = time
    }

    /// The day a command of a date is booked on: that date, or the first one that is not closed. In a
    /// history, whose dates go to and fro, none before the newest one: no day ends below zero.
    @inline(__always)
    private func open(_ date: BusinessDate) -> BusinessDate {
        var day = date
        if let closed = book.closedThrough, day <= closed {
            day = BusinessDate(day: closed.day + 1)
        }
        guard journal?.mode == .historical, let newest = book.open.last else { return day }
        return max(day, newest.date)
    }

    /// Runs a command, one that two persons agreed to as any other.
    mutating func run(_ body: Command.Body, occurredAt: Instant?) -> Outcome {
        switch body {
        case .openAccount(let body): return openAccount(body)
        case .setLimit(let body): return setLimit(body)
        case .endLimit(let body): return endLimit(body)
        case .restrict(let body): return restrict(body)
        case .liftRestriction(let body): return liftRestriction(body)
        case .repay(let body): return repay(body)
        case .reverseRepayment(let body): return reverseRepayment(body)
        case .payOut(let body): return payOut(body)
        case .place(let body): return place(body, occurredAt: occurredAt)
        case .capture(let body): return capture(body)
        case .release(let body): return release(body)
        case .increment(let body): return increment(body)
        case .extend(let body): return extend(body)
        case .refund(let body): return refund(body)
        case .requestRelease(let body): return requestRelease(body)
        case .decideReview(let body): return decideReview(body)
        case .undoDecision(let body): return undoDecision(body)
        case .recordVerdict(let body): return recordVerdict(body)
        case .setOverlay(let body): return setOverlay(body)
        case .liftOverlay(let body): return liftOverlay(body)
        case .split(let body): return split(body)
        case .correct(let body): return correct(body)
        case .recordFact(let body): return recordFact(body)
        case .recordPull(let body): return recordPull(body)
        case .recordSweep(let body): return recordSweep(body)
        case .repairHolds(let body): return repair(body)
        case .propose(let body): return propose(body)
        case .approve(let body): return approve(body, occurredAt: occurredAt)
        case .tick(let dueMax): return tick(dueMax: dueMax)
        case .settle(let account):
            settle(account)
            return Outcome(.applied, sequence: sequence)
        case .settleOrder(let order):
            for hold in orders.record(of: order)?.holds ?? [] { settle(hold.account) }
            settle(order: order)
            return Outcome(.applied, sequence: sequence)
        case .closeDay(let date): return closeDay(date)
        case .adoptPolicy(let policy): return adopt(policy)
        case .createJournal(let body): return create(body)
        case .goLive: return goLive()
        case .acceptClock: return acceptClock()
        }
    }

    /// Numbers an event, assigns it to the records and keeps it for the journal.
    mutating func emit(_ event: Event) {
        assert(event.postings?.isBalanced ?? true, "unbalanced \(event)")
        sequence += 1
        assign(event)
        emitted.append(event)
    }

    /// The same of the events there are most of, which are assigned before they are kept.
    /// - Returns: the place of the hold.
    @discardableResult
    mutating func emit(_ event: consuming HoldPlaced) -> Slot {
        sequence += 1
        let slot = assign(event)
        emitted.append(.holdPlaced(event))
        return slot
    }

    /// - Parameter slot: the place of the hold.
    mutating func emit(_ event: consuming HoldMoved, at slot: Slot) {
        sequence += 1
        assign(event, at: slot)
        emitted.append(.holdMoved(event))
    }

    private mutating func create(_ body: CreateJournal) -> Outcome {
        guard journal == nil else { return Outcome(.journalMode, field: .mode) }
        emit(.journalCreated(body))
        return Outcome(.applied, sequence: sequence)
    }

    private mutating func goLive() -> Outcome {
        guard journal?.mode == .historical else { return Outcome(.journalMode, field: .mode) }
        emit(.wentLive)
        return Outcome(.applied, sequence: sequence)
    }

    private mutating func acceptClock() -> Outcome {
        emit(.clockAccepted)
        return Outcome(.applied, sequence: sequence)
    }

    private mutating func adopt(_ policy: Policy) -> Outcome {
        guard policy.isValid else { return Outcome(.policyInvalid, field: .policy) }
        var next = policy
        next.version = UInt32(policies.count) + 1
        if var current = self.policy {
            current.version = next.version
            if current == next {
                return Outcome(.applied, sequence: sequence, isReplay: true)
            }
            guard isApproved || !current.twoPersons.policyAdoption else {
                return Outcome(.approvalNeeded, field: .policy)
            }
        }
        emit(.policyAdopted(next))
        return Outcome(.applied, sequence: sequence)
    }
}

extension Command {
    /// Whether it belongs into the books of its day. A clock is accepted whatever they say: it may be
    /// the day that is wrong.
    fileprivate var isOfADay: Bool {
        if case .acceptClock = body { return false }
        return true
    }
}
