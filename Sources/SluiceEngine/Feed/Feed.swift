import DequeModule
import Foundation
import SluiceCore

/// The newest durable batches, for those that follow the journal.
///
/// Holds a bounded ring in memory; one that fell behind it is served from the journal by the
/// sequencer, a page at a time. The condition guards all state, which makes it Sendable.
public final class Feed: @unchecked Sendable {
    /// Batches kept in memory, and handed over at once: a consumer a few hundred commits behind needs no
    /// disk.
    static let ringBatchesMax = 1_024
    /// Events kept in memory over all batches.
    static let ringEventsMax = 262_144
    /// Events after which a page ends: its transaction is short, and how far a follower is is told soon.
    static let pageEventsMax = 32_768
    /// A page of fewer events is small: a follower that took one waits before it looks for more. Of one that
    /// waits longer than `gatherMs`, as many times more.
    static let gatherEventsMin = 1_024
    /// So long; commits that come meanwhile share its transaction.
    static let gatherMs = 25
    /// The archive, which nobody waits for, lets more come: it makes each page durable, on the disk that the
    /// next commit waits for.
    static let archiveGatherMs = 250

    private let condition = NSCondition()
    private var ring: Deque<CommittedBatch> = []
    private var ringEvents = 0
    private var tip: UInt64 = 0
    private var isStopped = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// The sequence of the newest durable row.
    public var newestRow: UInt64 {
        condition.lock()
        defer { condition.unlock() }
        return tip
    }

    /// Whether nothing more will be published.
    var isStopping: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isStopped
    }

    func start(at row: UInt64) {
        condition.lock()
        tip = row
        condition.unlock()
    }

    func publish(_ batch: CommittedBatch) {
        condition.lock()
        ring.append(batch)
        ringEvents += batch.eventCount
        // Freed a few at a time, and outside the lock: readers wait for neither.
        var dropped: [CommittedBatch] = []
        while ring.count > Feed.ringBatchesMax || ringEvents > Feed.ringEventsMax,
            let oldest = ring.popFirst()
        {
            ringEvents -= oldest.eventCount
            dropped.append(oldest)
        }
        tip = batch.row
        wake()
    }

    func stop() {
        condition.lock()
        isStopped = true
        wake()
    }

    /// Waits on a thread of its own until there is a row after `row`.
    /// - Returns: false once the feed has stopped and nothing is left.
    func waitBlocking(after row: UInt64) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while tip <= row {
            if isStopped { return false }
            condition.wait()
        }
        return true
    }

    /// Waits until there is a row after `row`, the feed stops, the task is cancelled or something else
    /// wakes it; the caller looks again.
    /// - Returns: false once the feed has stopped.
    public func wait(after row: UInt64) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                condition.lock()
                let isReady = tip > row || isStopped || Task.isCancelled
                if !isReady { waiters.append(continuation) }
                condition.unlock()
                if isReady { continuation.resume() }
            }
        } onCancel: {
            nudge()
        }
        return isRunning
    }

    private var isRunning: Bool {
        condition.lock()
        defer { condition.unlock() }
        return !isStopped
    }

    /// Wakes all that wait, to look at something else than the feed, such as their deadline.
    public func nudge() {
        condition.lock()
        wake()
    }

    /// Whether all batches after a row are in memory.
    public func hasInMemory(after row: UInt64) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        return tip <= row || (ring.first.map { $0.row <= row + 1 } ?? false)
    }

    /// Events of the batches after a row, as far as they are in memory.
    func eventCount(after row: UInt64) -> Int {
        condition.lock()
        defer { condition.unlock() }
        return ring.reversed().prefix { $0.row > row }.reduce(0) { $0 + $1.eventCount }
    }

    /// Batches after a row that are in memory; nil if some are not.
    func inMemory(after row: UInt64) -> [CommittedBatch]? {
        condition.lock()
        defer { condition.unlock() }
        if tip <= row { return [] }
        guard let first = ring.first, first.row <= row + 1 else { return nil }
        var page: [CommittedBatch] = []
        var events = 0
        for batch in ring.dropFirst(Int(row + 1 - first.row)) {
            page.append(batch)
            events += batch.eventCount
            if events >= Feed.pageEventsMax { break }
        }
        return page
    }

    /// Called with the lock held; gives it back.
    private func wake() {
        let woken = waiters
        waiters = []
        condition.broadcast()
        condition.unlock()
        for waiter in woken { waiter.resume() }
    }
}
