import Foundation
import SluiceCore

/// The one writer: takes what waits, applies it in batches, appends each batch in one transaction,
/// and only then answers.
///
/// Runs on one thread and is owned by it. Every answer – success, refusal, replay and read – is
/// released when the newest batch it observed is durable; as each batch is made durable before
/// the next is begun, that is after the append of the batch its request ends in.
///
/// A batch ends with the last of the requests taken, or as soon as it is full: after any command,
/// so that the commands of one request may be spread over several rows. The events of one command
/// never are.
struct Sequencer {
    let inbox: Inbox
    let feed: Feed
    let names: NameDirectory
    let clock: WallClock
    let calendar: BusinessCalendar
    let options: EngineOptions
    let status: EngineStatus
    let onFatal: @Sendable (String) -> Never
    /// The newest row the archive has durably.
    let archived: @Sendable () -> UInt64

    var journal: any Journal
    var ledger: Ledger
    var residency: Residency
    var head: JournalHead
    /// Subjects that have sent a command, whose names are kept.
    var subjects: Set<SubjectKey>
    /// Requests taken and not answered yet, in order.
    var taken: [Inbox.Request] = []
    /// What the first of them came to: those that are performed and wait for their batch.
    private var results: [Result<Inbox.Reply, EngineRefusal>] = []
    /// Records of the batch being built.
    private(set) var batch: [CommandRecord] = []
    private var batchBytes = 0
    private var batchBegan = ContinuousClock.now
    /// Whether the journal took the last batch no more before the stop: memory is ahead of it.
    var isAbandoned = false

    init(
        inbox: Inbox, feed: Feed, names: NameDirectory, clock: WallClock,
        calendar: BusinessCalendar, options: EngineOptions, status: EngineStatus,
        onFatal: @escaping @Sendable (String) -> Never, archived: @escaping @Sendable () -> UInt64,
        journal: any Journal, head: JournalHead, recovered: consuming RecoveredState
    ) {
        self.inbox = inbox
        self.feed = feed
        self.names = names
        self.clock = clock
        self.calendar = calendar
        self.options = options
        self.status = status
        self.onFatal = onFatal
        self.archived = archived
        self.journal = journal
        self.head = head
        ledger = recovered.ledger
        residency = recovered.residency
        subjects = recovered.subjects
    }

    /// Serves until the inbox is stopped and empty.
    mutating func run() {
        while !isAbandoned,
            let requests = inbox.take(costMax: options.batchCommandsMax, until: nextWake())
        {
            serve(requests)
        }
        journal.close()
    }

    /// Performs requests in order, in as many batches as it takes.
    private mutating func serve(_ requests: [Inbox.Request]) {
        taken = requests
        batchBegan = .now
        do {
            for request in requests {
                results.append(try perform(request.work))
                try endBatchIfFull()
            }
            if ledger.journal?.mode == .live { tick(at: now()) }
            try endBatch()
        } catch {
            // All that were taken have been told; what is left of them is not begun.
            results.removeAll()
        }
    }

    /// - Throws: `Stall` if everybody was refused in the middle of it.
    private mutating func perform(
        _ work: Inbox.Request.Work
    ) throws(Stall) -> Result<Inbox.Reply, EngineRefusal> {
        do {
            switch work {
            case .commands(let submissions):
                var answers: [Answer] = []
                answers.reserveCapacity(submissions.count)
                for submission in submissions {
                    answers.append(try apply(submission))
                    try endBatchIfFull()
                }
                return .success(.answers(answers))
            case .read(let query): return .success(.answers([try read(query)]))
            case .page(let row):
                return .success(
                    .batches(try page(after: row, bytesMax: options.pageBytesMax, images: true)))
            case .events(let row):
                return .success(
                    .batches(
                        try page(after: row, bytesMax: options.eventsPageBytesMax, images: false)))
            case .advance(let time):
                try advance(to: time)
                return .success(.answers([]))
            }
        } catch let stall as Stall {
            throw stall
        } catch {
            return .failure(.archiveUnreadable("\(error)"))
        }
    }

    // MARK: Batches

    private mutating func endBatchIfFull() throws(Stall) {
        guard
            batch.count >= options.batchCommandsMax || batchBytes >= options.batchBytesMax
                || batchBegan.duration(to: .now) >= .nanoseconds(options.batchApplyNsMax)
        else { return }
        try endBatch()
    }

    /// Makes the batch durable, answers those who saw nothing newer, and begins the next.
    mutating func endBatch() throws(Stall) {
        let isUndisturbed = batch.isEmpty || commit()
        batch.removeAll(keepingCapacity: true)
        batchBytes = 0
        guard isUndisturbed else { throw Stall() }
        status.update(ledger: ledger, row: head.sequence, inboxDepth: inbox.depth)
        for (request, result) in zip(taken, results) { request.reply(result) }
        taken.removeFirst(results.count)
        results.removeAll(keepingCapacity: true)
        residency.trim(&ledger, archived: archived())
        names.trim(archived: archived())
        journal.maintain()
        batchBegan = .now
    }

    /// Adds a record to the batch being built.
    mutating func add(_ record: CommandRecord) {
        batch.append(record)
        batchBytes += record.bytesEstimate
    }

    // MARK: Commands

    private mutating func apply(_ submission: Submission) throws -> Answer {
        let time = try nextTime(for: submission.command)
        try residency.supply(submission.command, to: &ledger, row: head.sequence + 1)
        let outcome = ledger.apply(submission.command, at: time)
        record(submission, outcome, at: time)
        status.count(outcome)
        return answer(submission.command.body, outcome, at: time)
    }

    /// Keeps what a command brought about. A refusal that is not recorded, or a replay, may have
    /// found something due: that is kept as a settling of the account. A replay that binds its id
    /// to the hold of another is a command in its own right.
    private mutating func record(_ submission: Submission, _ outcome: Outcome, at time: Instant) {
        let events = ledger.emitted
        guard !events.isEmpty else { return }
        var command = submission.command
        command.businessDate = ledger.date
        var code = outcome.code
        var names: [Name] = []
        if outcome.code.isRecorded && (!outcome.isReplay || events.contains(where: \.isAlias)) {
            names = submission.names(introducedBy: events)
            names += subjectName(of: submission)
        } else if let account = events.lazy.compactMap(\.account).first {
            command = Command(
                actor: .engine, businessDate: command.businessDate, body: .settle(account))
            code = .applied
        }
        add(
            CommandRecord(
                time: time, policyVersion: ledger.policy?.version ?? 0, command: command,
                outcome: code, names: names, events: events))
    }

    private mutating func subjectName(of submission: Submission) -> [Name] {
        let subject = submission.command.actor.subject
        guard !subject.isNone, subjects.insert(subject).inserted else { return [] }
        let key = NamedKey(.subject, subject)
        return submission.names.filter { $0.key == key }
    }

    private func answer(_ body: Command.Body, _ outcome: Outcome, at time: Instant) -> Answer {
        var answer = Answer(outcome: outcome, time: time)
        if !outcome.hold.isNone { answer.hold = ledger.hold(outcome.hold) }
        answer.extendableUntil = answer.hold.map(ledger.extendableUntil)
        add(to: &answer, after: body)
        return answer
    }

    /// The records a command was about, as they are after it.
    private func add(to answer: inout Answer, after body: Command.Body) {
        switch body {
        case .openAccount(let body): answer.account = ledger.account(body.account)
        case .setLimit(let body): answer.account = ledger.account(body.account)
        case .endLimit(let body): answer.account = ledger.account(body.account)
        case .restrict(let body): answer.account = ledger.account(body.account)
        case .liftRestriction(let body): answer.account = ledger.account(body.account)
        case .repay(let body): answer.account = ledger.account(body.account)
        case .reverseRepayment(let body): answer.account = ledger.account(body.account)
        case .payOut(let body): answer.account = ledger.account(body.account)
        case .recordFact(let body): answer.order = ledger.order(body.order)
        case .adoptPolicy(let policy): answer.policy = ledger.newest(like: policy)
        case .propose(let body):
            if let proposal = ledger.proposal(body.proposal) { answer.proposals = [proposal] }
        case .approve(let body):
            guard let proposal = ledger.proposal(body.proposal) else { return }
            answer.proposals = [proposal]
            add(to: &answer, after: proposal.command)
        case .capture(let body): show(body.hold, in: &answer)
        case .correct(let body): show(body.hold, in: &answer)
        case .closeDay: answer.day = ledger.emitted.lazy.compactMap(\.closing).first
        default: break
        }
    }

    /// Shows the hold of a command whose outcome names none: the repetition of an approval.
    private func show(_ key: HoldKey, in answer: inout Answer) {
        guard answer.hold == nil, let hold = ledger.hold(key) else { return }
        answer.hold = hold
        answer.extendableUntil = ledger.extendableUntil(hold)
    }

    // MARK: Reads

    private mutating func read(_ query: ReadQuery) throws -> Answer {
        // What a read brings back is unchanged: the archive has it already.
        let row = head.sequence
        switch query {
        case .policy(let version):
            guard let version else { return answer(with: ledger.policy) }
            return answer(with: ledger.policies.first { $0.version == version })
        case .account(let key):
            settle(.settle(key))
            return Answer(
                outcome: Outcome(.applied), time: ledger.time, account: ledger.account(key))
        case .hold(let key):
            try residency.supply(.hold(key), to: &ledger, row: row)
            if let hold = ledger.hold(key) { settle(.settle(hold.account)) }
            let hold = ledger.hold(key)
            return Answer(
                outcome: Outcome(.applied), time: ledger.time, hold: hold,
                extendableUntil: hold.map(ledger.extendableUntil))
        case .order(let key):
            try residency.supply(.order(key), to: &ledger, row: row)
            // An order with an open return is resident with all its holds.
            settle(.settleOrder(key))
            return Answer(
                outcome: Outcome(.applied), time: ledger.time, order: ledger.order(key))
        case .proposal(let key):
            return Answer(
                outcome: Outcome(.applied), time: nextTime(),
                proposals: ledger.proposal(key).map { [$0] } ?? [])
        case .proposals(let filter): return proposals(filter)
        }
    }

    private func answer(with policy: Policy?) -> Answer {
        var answer = Answer(outcome: Outcome(.applied), time: ledger.time)
        answer.policy = policy
        return answer
    }

    private func proposals(_ filter: ProposalFilter) -> Answer {
        var answer = Answer(outcome: Outcome(.applied), time: nextTime())
        // None is ever removed, so their places are in the order they were made.
        ledger.forEachProposal { proposal in
            guard answer.proposals.count < filter.limit, proposal.proposedSequence > filter.after,
                filter.isOpen.map({ $0 == proposal.isOpen(at: answer.time) }) ?? true
            else { return }
            answer.proposals.append(proposal)
        }
        return answer
    }

    private mutating func settle(_ body: Command.Body) {
        guard ledger.journal?.mode == .live else { return }
        let time = nextTime()
        let command = Command(
            actor: .engine, businessDate: calendar.date(of: time), body: body)
        let outcome = ledger.apply(command, at: time)
        record(Submission(command: command), outcome, at: time)
    }

    private func page(
        after row: UInt64, bytesMax: Int, images: Bool
    ) throws -> [CommittedBatch] {
        if let batches = feed.inMemory(after: row) { return batches }
        return try journal.read(after: row, bytesMax: bytesMax).map { row in
            let records = try Recovery.decode(row)
            return CommittedBatch(
                row: row.sequence, hash: row.hash, firstEvent: row.firstEvent,
                records: records,
                ended: images ? ledger.endedImages(changedBy: records) : [])
        }
    }

    // MARK: Time and due work

    private func now() -> Instant {
        max(clock.now(), Instant(ns: ledger.time.ns + 1))
    }

    private func nextTime() -> Instant {
        ledger.journal?.mode == .live ? now() : Instant(ns: ledger.time.ns + 1)
    }

    /// The ledger time of a command; in a historical journal its own, after all that is due.
    ///
    /// A command of the past, repeated by an import that was cut off, comes after what was due
    /// then: it must not end holds account by account in an order of its own.
    private mutating func nextTime(for command: Command) throws(Stall) -> Instant {
        guard ledger.journal?.mode == .historical, let occurredAt = command.occurredAt else {
            return nextTime()
        }
        let time = max(occurredAt, Instant(ns: ledger.time.ns + 1))
        try advance(to: time)
        return max(time, Instant(ns: ledger.time.ns + 1))
    }

    /// Applies what is due up to a time at its own time, in as many batches as it takes: how a
    /// history lets time pass.
    private mutating func advance(to time: Instant) throws(Stall) {
        guard ledger.journal?.mode == .historical else { return }
        while let due = ledger.nextDue(), due <= time {
            tick(at: max(due, Instant(ns: ledger.time.ns + 1)))
            try endBatchIfFull()
        }
    }

    /// Applies what is due at a time, a bounded number of ends.
    private mutating func tick(at time: Instant) {
        guard let due = ledger.nextDue(), due <= time else { return }
        let command = Command(
            actor: .engine, businessDate: calendar.date(of: time),
            body: .tick(dueMax: options.tickEndsMax))
        let outcome = ledger.apply(command, at: time)
        record(Submission(command: command), outcome, at: time)
    }

    /// When to look again though nobody asks: at the next end, and once a minute at least, so
    /// that a clock that was set is noticed.
    private mutating func nextWake() -> Date {
        guard ledger.journal?.mode == .live, let due = ledger.nextDue() else {
            return Date(timeIntervalSinceNow: 60)
        }
        let waitNs = max(0, due.ns - clock.now().ns)
        return Date(timeIntervalSinceNow: min(60, Double(waitNs) / 1e9))
    }
}

extension Ledger {
    /// The newest version with the rules of a policy.
    fileprivate func newest(like policy: Policy) -> Policy? {
        policies.last { adopted in
            var same = policy
            same.version = adopted.version
            return same == adopted
        }
    }
}

/// The journal took a batch only after those who waited for it were refused, or not at all: what
/// they asked for beyond it is dropped.
struct Stall: Error {}

extension Event {
    fileprivate var closing: DayClosed? {
        if case .dayClosed(let event) = self { return event }
        return nil
    }
}
