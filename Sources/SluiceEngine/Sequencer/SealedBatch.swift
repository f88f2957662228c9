import SluiceCore

/// A batch as the sequencer hands it to the journal's writer: what is to become durable, and who is
/// answered then.
struct SealedBatch: Sendable {
    /// The number of the row; without records that of the newest row the answers rest on.
    var row: UInt64
    var records: [CommandRecord]
    /// Which of them are the first of whoever gave the command, ascending.
    var introducing: [Int]
    /// The sequence of its first event.
    var firstEvent: UInt64
    var eventCount: Int
    /// What the sequencer did for it, replays and refusals too.
    var tally: OutcomeTally
    /// The state after it.
    var state: LedgerState
    var answers: [PendingAnswer]
    /// The ledger after it, where a snapshot is to be made.
    var frozen: FrozenState?

    /// Keeps of the names of each record those of keys first used in it: done by the journal's writer, who goes
    /// through them anyway. Again it changes nothing.
    mutating func keepIntroducedNames() {
        var introducing = introducing[...]
        for index in records.indices {
            let isFirst = introducing.first == index
            if isFirst { introducing.removeFirst() }
            if records[index].names.isEmpty { continue }
            var kept = records[index].names.those(introducedBy: records[index].events)
            if isFirst {
                let subject = NamedKey(.subject, records[index].command.actor.subject)
                kept += records[index].names.those(subject)
            }
            records[index].names = kept
        }
    }

    /// Tells all that wait for the batch to try again later.
    mutating func refuse(_ refusal: EngineRefusal) {
        for answer in answers { answer.reply(.failure(refusal)) }
        answers.removeAll()
    }
}

/// What a request came to, held back until what it saw is durable.
struct PendingAnswer: Sendable {
    /// Goes with its answer: what it asked for is freed by the thread that answers.
    var request: Inbox.Request
    var result: Result<Inbox.Reply, EngineRefusal>

    func reply(_ result: Result<Inbox.Reply, EngineRefusal>) { request.reply(result) }
}

/// Commands counted by what they came to.
struct OutcomeTally: Sendable {
    private var counts: [OutcomeCode: Int] = [:]
    private(set) var replays = 0
    /// Most commands in a row come to the same: these are not in the table yet.
    private var run: (code: OutcomeCode, count: Int) = (.applied, 0)

    var counted: [OutcomeCode: Int] {
        var all = counts
        if run.count > 0 { all[run.code, default: 0] += run.count }
        return all
    }

    mutating func count(_ outcome: Outcome) {
        if outcome.isReplay {
            replays += 1
        } else if outcome.code == run.code {
            run.count += 1
        } else {
            counts = counted
            run = (outcome.code, 1)
        }
    }
}

/// The numbers of a ledger that are told of an engine.
struct LedgerState: Sendable {
    var sequence: UInt64
    var time: Instant
    var mode: JournalMode?
    var policies: [Policy]
    var accounts: Int
    var liveHolds: Int
    var residentHolds: Int
    var lostFeeds: Int
    var avoidableDeclines: Int
    var orders: Int

    init(_ ledger: borrowing Ledger) {
        sequence = ledger.sequence
        time = ledger.time
        mode = ledger.journal?.mode
        policies = ledger.policies
        accounts = ledger.accountCount
        liveHolds = ledger.liveHoldCount
        residentHolds = ledger.residentHoldCount
        lostFeeds = ledger.lostFeedCount
        avoidableDeclines = ledger.avoidableDeclineCount
        orders = ledger.orderCount
    }
}
