import Foundation
import SluiceCore
import Synchronization

/// Where the sequencer hands batches to the journal's writer: while one is made durable the next is
/// applied, and one that is full waits here.
///
/// The sequencer puts, the writer takes, anybody asks for old rows. The condition guards all state,
/// which makes it Sendable.
final class CommitPipe: @unchecked Sendable {
    /// Old rows asked for by one who fell behind the feed's memory.
    struct PageRequest {
        var after: UInt64
        var bytesMax: Int
        var reply: @Sendable (Result<[CommittedBatch], EngineRefusal>) -> Void
    }

    /// Rows that stand in files are to be deleted from the journal's database, as many as fit
    /// between two batches.
    struct ForgetRequest {
        typealias Reply = Result<(spentNs: Int64, isMore: Bool), JournalError>

        var through: UInt64
        var reply: @Sendable (Reply) -> Void
    }

    enum Work {
        case batch(SealedBatch)
        case page(PageRequest)
        case forget(ForgetRequest)
    }

    /// Batches after which rows are deleted though another batch waits: a journal at its limit
    /// shrinks too.
    private static let forgetAfterBatches = 8

    private let condition = NSCondition()
    private var waiting: SealedBatch?
    private var pages: [PageRequest] = []
    private var forgetting: ForgetRequest?
    /// Batches taken since somebody asked to delete.
    private var batchesBefore = 0
    private var isWriting = false
    private var isClosed = false
    private var isGivenUp = false
    private var obstacle: AppendResult.Obstacle?
    private let idle = Atomic(true)
    /// Told whenever the sequencer should look again; called without the lock.
    private let onChange: @Sendable () -> Void
    /// Gives the writer a turn where it has no thread of its own; called without the lock.
    private let onWait: (@Sendable () -> Void)?

    init(onChange: @escaping @Sendable () -> Void, onWait: (@Sendable () -> Void)? = nil) {
        self.onChange = onChange
        self.onWait = onWait
    }

    /// Whether everything handed over is durable: a batch handed over now is written at once.
    var isIdle: Bool { idle.load(ordering: .acquiring) }

    /// Why the journal takes no rows now.
    var stalled: AppendResult.Obstacle? {
        condition.lock()
        defer { condition.unlock() }
        return obstacle
    }

    /// Whether the journal took the last batches no more before the stop: memory is ahead of it.
    var isAbandoned: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isGivenUp
    }

    // MARK: The sequencer

    /// Hands a batch over; waits while another one waits already.
    /// - Returns: whether those in it will be answered: not if the journal stalled meanwhile.
    func handOver(_ batch: consuming SealedBatch) -> Bool {
        var isUndisturbed = true
        condition.lock()
        while true {
            if let refusal = obstacle.map({ EngineRefusal.journalStalled($0) }) ?? gaveUp {
                isUndisturbed = false
                condition.unlock()
                // Replies run outside the lock: they may do anything.
                batch.refuse(refusal)
                condition.lock()
            }
            if isGivenUp || waiting == nil { break }
            waitForWriter()
        }
        if !isGivenUp {
            waiting = batch
            idle.store(false, ordering: .releasing)
            condition.broadcast()
        }
        condition.unlock()
        return isUndisturbed
    }

    /// Waits while a full batch waits to be written: what was taken now would leave its lane only to
    /// wait behind that one, and what comes later and is more urgent behind both.
    func waitForRoom() {
        condition.lock()
        while waiting != nil, obstacle == nil, !isGivenUp { waitForWriter() }
        condition.unlock()
    }

    /// Called with the lock held.
    private func waitForWriter() {
        guard let onWait else { return condition.wait() }
        condition.unlock()
        onWait()
        condition.lock()
    }

    private var gaveUp: EngineRefusal? { isGivenUp ? .stopped : nil }

    /// Ends the writer once it has nothing left to do.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        condition.unlock()
    }

    // MARK: The writer

    /// The next thing to do, a batch before a page.
    /// - Parameter isPatient: whether it waits for that.
    /// - Returns: nil once closed and empty, or if there is nothing and it does not wait.
    func next(isPatient: Bool) -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if forgetting != nil, batchesBefore >= Self.forgetAfterBatches || isAtRest {
                batchesBefore = 0
                return forgetting.take().map { .forget($0) }
            }
            if let batch = waiting.take() {
                batchesBefore += 1
                isWriting = true
                condition.broadcast()
                return .batch(batch)
            }
            if !pages.isEmpty { return .page(pages.removeFirst()) }
            if isClosed || !isPatient { return nil }
            condition.wait()
        }
    }

    private var isAtRest: Bool { waiting == nil && pages.isEmpty }

    /// The batch taken last is durable and answered.
    func finished() {
        condition.lock()
        isWriting = false
        let isIdle = waiting == nil
        if isIdle { idle.store(true, ordering: .releasing) }
        condition.unlock()
        if isIdle { onChange() }
    }

    /// The journal takes no rows now: those who wait are told, and so is who comes.
    func stall(_ obstacle: AppendResult.Obstacle) {
        condition.lock()
        self.obstacle = obstacle
        let answers = waiting?.answers ?? []
        waiting?.answers = []
        condition.broadcast()
        condition.unlock()
        for answer in answers { answer.reply(.failure(.journalStalled(obstacle))) }
        onChange()
    }

    /// The journal takes rows again.
    func resume() {
        condition.lock()
        obstacle = nil
        condition.unlock()
        onChange()
    }

    /// The journal took its last row: what was handed over is dropped. Nobody was told that it is
    /// there; the next start does without it.
    func abandon() {
        condition.lock()
        isGivenUp = true
        let answers = waiting?.answers ?? []
        waiting = nil
        let pages = pages
        self.pages = []
        let forgetting = forgetting.take()
        condition.broadcast()
        condition.unlock()
        for answer in answers { answer.reply(.failure(.stopped)) }
        for page in pages { page.reply(.failure(.stopped)) }
        forgetting?.reply(.failure(Self.stopped))
        onChange()
    }

    // MARK: Readers and movers of old rows

    private static let stopped = JournalError(.unavailable, "the engine has stopped")

    /// Asks for rows to be deleted, in the writer's time between two batches; one asks at a time.
    func ask(_ request: ForgetRequest) {
        condition.lock()
        let isOver = isClosed || isGivenUp
        if !isOver {
            forgetting = request
            batchesBefore = 0
            condition.broadcast()
        }
        condition.unlock()
        if isOver { request.reply(.failure(Self.stopped)) }
    }

    /// Asks for rows after one, in the writer's time between two batches.
    func ask(_ request: PageRequest) {
        condition.lock()
        let isOver = isClosed || isGivenUp
        if !isOver {
            pages.append(request)
            condition.broadcast()
        }
        condition.unlock()
        if isOver { request.reply(.failure(.stopped)) }
    }
}
