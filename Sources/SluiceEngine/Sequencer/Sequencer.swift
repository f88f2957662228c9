import Foundation
import SluiceCore

/// The one writer of the ledger: takes what waits, applies it, and hands it over in batches to the
/// journal's writer, which answers when they are durable.
///
/// Runs on one thread and is owned by it. While a batch is made durable the next one is applied, so
/// memory is ahead of the disk by what is on its way. Every answer – success, refusal, replay and
/// read – goes with the batch that was newest when it was computed, and is released with it.
///
/// A batch is handed over as soon as the journal is free and nothing else waits, so at low load nobody
/// waits for company; while the journal is busy it grows until it is full. The commands of one request may be spread
/// over several rows; the events of one command never are.
struct Sequencer {
    let inbox: Inbox
    let pipe: CommitPipe
    let clock: WallClock
    let calendar: BusinessCalendar
    let options: EngineOptions
    let status: EngineStatus
    let lag: ArchiveLag
    /// Writes snapshots; nil where none are made.
    let snapshots: SnapshotKeeper?
    let onWarning: EngineWarning.Handler
    /// Told once when all that clients asked for is durable after the stop.
    let onDrained: @Sendable () -> Void

    var ledger: Ledger
    var residency: Residency
    /// Keys the journal's rows have had.
    var carried: CarriedKeys
    /// The newest event of the newest snapshot that was begun.
    private var frozenSequence: UInt64
    /// Makes ledger time; nil until the journal is live.
    var clockGuard: ClockGuard?
    /// The doubt that was told last.
    var toldDoubt: ClockDoubt?
    /// The number the row of the batch being built will have.
    var row: UInt64 { ledger.row }
    /// Requests taken and not handed over yet, in order.
    private var taken: [Inbox.Request] = []
    /// What the first of them came to.
    private var results: [Result<Inbox.Reply, EngineRefusal>] = []
    /// Records of the batch being built.
    private var batch: [CommandRecord] = []
    /// Which of them are the first of whoever gave the command.
    var introducing: [Int] = []
    private var batchBytes = 0
    private var batchEvents = 0
    /// Events of what was due and done in it, no fewer than the ends.
    private(set) var batchEnds = 0
    private var batchBegan = ContinuousClock.now
    var tally = OutcomeTally()
    /// Whether what is due waits in the lanes already.
    var isDueQueued = false
    private var isDrained = false

    init(
        inbox: Inbox, pipe: CommitPipe, clock: WallClock, calendar: BusinessCalendar,
        options: EngineOptions, status: EngineStatus, lag: ArchiveLag, snapshots: SnapshotKeeper?,
        onWarning: @escaping EngineWarning.Handler,
        onDrained: @escaping @Sendable () -> Void, newestRow: UInt64,
        recovered: consuming RecoveredState
    ) {
        self.inbox = inbox
        self.pipe = pipe
        self.clock = clock
        self.calendar = calendar
        self.options = options
        self.status = status
        self.lag = lag
        self.snapshots = snapshots
        self.onWarning = onWarning
        self.onDrained = onDrained
        ledger = recovered.ledger
        ledger.row = newestRow + 1
        residency = recovered.residency
        carried = recovered.carried
        frozenSequence = recovered.ledger.sequence - recovered.figures.events
        if ledger.journal?.mode == .live {
            clockGuard = ClockGuard(
                starting: clock.reading, after: ledger.time,
                isSynchronised: clock.isSynchronised())
        }
    }

    /// Serves until the inbox is closed and empty.
    mutating func run() {
        while turn(isPatient: true) {}
        refuseTaken(.stopped)
        if !isDrained { onDrained() }
        inbox.close()
        while let requests = inbox.take(costMax: .max, until: .distantPast) {
            for request in requests { request.reply(.failure(.stopped)) }
        }
        pipe.close()
    }

    /// Hands over what may go, takes what waits, and applies it.
    /// - Parameter isPatient: whether it waits for work.
    /// - Returns: false once there is nothing left to come.
    mutating func turn(isPatient: Bool) -> Bool {
        if let obstacle = pipe.stalled { refuseTaken(.journalStalled(obstacle)) }
        // A stall has told everybody already.
        if pipe.isIdle, inbox.depth == 0 || hasAppliedLong { try? seal() }
        if pipe.isAbandoned { return false }
        if !isDrained, inbox.isStopping, pipe.isIdle, inbox.depth == 0 {
            isDrained = true
            onDrained()
        }
        if batch.isEmpty { pipe.waitForRoom() }
        queueDue()
        guard
            let requests = inbox.take(
                costMax: takeMax, until: isPatient ? nextWake() : .distantPast)
        else { return false }
        serve(requests)
        return true
    }

    /// Records in the batch being built.
    var batchCount: Int { batch.count }

    /// Whether nothing is being applied or waits to be handed over.
    var isEmpty: Bool { batch.isEmpty && taken.isEmpty }

    /// What is taken at once: no more than the batch has room for, so that what comes meanwhile and
    /// is more urgent goes with the next.
    private var takeMax: Int {
        max(1, min(options.takeCommandsMax, options.batchCommandsMax - batch.count))
    }

    /// Performs requests in order, in as many batches as it takes.
    private mutating func serve(_ requests: [Inbox.Request]) {
        if isEmpty { batchBegan = .now }
        taken += requests
        do {
            for request in requests {
                request.watch?.began()
                results.append(try perform(request))
                request.watch?.applied()
                try sealIfFull()
            }
        } catch {
            // All that were taken have been told; what is left of them is not begun.
        }
    }

    /// Performs a request; of one in pieces none is begun after one that was refused.
    private mutating func perform(
        _ request: Inbox.Request
    ) throws(Stall) -> Result<Inbox.Reply, EngineRefusal> {
        if let refusal = request.piece?.whole.refusal { return .failure(refusal) }
        let result = try perform(request.work)
        if case .failure(let refusal) = result { request.piece?.whole.refuse(refusal) }
        return result
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
                    let (outcome, time) = try apply(submission)
                    answers.append(answer(submission.command.body, outcome, at: time))
                    try sealIfFull()
                }
                return .success(.answers(answers))
            case .outcomes(let submissions):
                var outcomes: [Result<Outcome, EngineRefusal>] = []
                outcomes.reserveCapacity(submissions.count)
                // Read where they are: a copy counts what they refer to.
                try submissions.withUnsafeBufferPointer { buffer in
                    guard let first = buffer.baseAddress else { return }
                    for index in buffer.indices {
                        outcomes.append(outcome(of: first[index]))
                        try sealIfFull()
                    }
                }
                return .success(.outcomes(outcomes))
            case .read(let query): return .success(.answers([try read(query)]))
            case .images(let batches):
                let records = batches.lazy.map(\.records).joined()
                return .success(.images(ledger.endedImages(changedBy: records)))
            case .advance(let time):
                try advance(to: time)
                return .success(.answers([]))
            case .due(let endsMax):
                isDueQueued = false
                let before = batchEvents
                tick(at: now(), endsMax: endsMax)
                batchEnds += batchEvents - before
                return .success(.answers([]))
            }
        } catch let stall as Stall {
            throw stall
        } catch let refusal as EngineRefusal {
            return .failure(refusal)
        } catch {
            return .failure(.archiveUnreadable("\(error)"))
        }
    }

    // MARK: Batches

    /// Adds a record to the batch being built.
    mutating func add(_ record: consuming CommandRecord) {
        batchEvents += record.events.count
        batchBytes += record.bytesEstimate
        batch.append(record)
    }

    /// Ends the batch where it is full, or has been applied for long while the journal is free.
    mutating func sealIfFull() throws(Stall) {
        guard
            batch.count >= options.batchCommandsMax || batchBytes >= options.batchBytesMax
                || (pipe.isIdle && !batch.isEmpty && hasAppliedLong)
        else { return }
        try seal()
    }

    /// Whether what is being built has been for as long as whoever is in it may wait for company.
    private var hasAppliedLong: Bool {
        batchBegan.duration(to: .now) >= .nanoseconds(options.batchApplyNsMax)
    }

    /// Hands over what was applied, with those who are answered when it is durable.
    /// - Throws: `Stall` if they, and all that were taken, were refused.
    private mutating func seal() throws(Stall) {
        guard !batch.isEmpty || !results.isEmpty else { return }
        let sealed = sealed()
        if sealed.records.isEmpty, pipe.isIdle {
            // All that was seen is durable already.
            status.count(sealed)
            for answer in sealed.answers { answer.reply(answer.result) }
        } else if !pipe.handOver(sealed) {
            refuseTaken(.journalStalled(pipe.stalled ?? .busy))
            throw Stall()
        }
        residency.trim(&ledger, archived: lag.row)
        batchBegan = .now
    }

    /// Takes the batch being built, and begins the next.
    mutating func sealed() -> SealedBatch {
        let answers = zip(taken, results).map { PendingAnswer(request: $0, result: $1) }
        taken.removeFirst(results.count)
        results.removeAll(keepingCapacity: true)
        var sealed = SealedBatch(
            row: batch.isEmpty ? row - 1 : row, records: batch, introducing: introducing,
            firstEvent: ledger.sequence + 1 - UInt64(batchEvents), eventCount: batchEvents,
            tally: tally, state: LedgerState(ledger), answers: answers)
        if !batch.isEmpty {
            lag.add(row: row, bytes: batchBytes)
            sealed.frozen = freeze()
            ledger.row += 1
        }
        batch = []
        batch.reserveCapacity(sealed.records.count)
        introducing = []
        batchBytes = 0
        batchEvents = 0
        batchEnds = 0
        tally = OutcomeTally()
        return sealed
    }

    /// The state after the batch that is sealed, where it is time for a snapshot.
    private mutating func freeze() -> FrozenState? {
        guard let snapshots, snapshots.isIdle,
            ledger.sequence - frozenSequence >= UInt64(options.snapshotEventsMin)
        else { return nil }
        snapshots.begin()
        frozenSequence = ledger.sequence
        return FrozenState(
            ledger: ledger.frozen(), row: row, archivedRow: lag.row, carried: carried)
    }

    /// Refuses all that were taken and not handed over.
    private mutating func refuseTaken(_ refusal: EngineRefusal) {
        // What is due and was not begun has left its lane, and is to come back.
        if taken.dropFirst(results.count).contains(where: \.isDue) { isDueQueued = false }
        for request in taken {
            request.piece?.whole.refuse(refusal)
            request.reply(.failure(refusal))
        }
        taken.removeAll()
        results.removeAll()
    }
}

/// Everybody was refused because the journal takes no rows: what they asked for beyond what was
/// applied is dropped.
struct Stall: Error {}
