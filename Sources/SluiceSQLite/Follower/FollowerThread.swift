import Foundation
import SluiceCore
import SluiceEngine

/// Appends rows to the second store of a `FollowedJournal` on a thread of its own, one at a time.
///
/// The store is touched by that thread alone while it runs. The condition guards all other state,
/// which makes it Sendable.
final class FollowerThread: @unchecked Sendable {
    private(set) var store: any FollowerStore
    private let condition = NSCondition()
    private var waiting: JournalRow?
    private var isBusy = false
    private var done: (sequence: UInt64, result: AppendResult)?
    private var forgetThrough: UInt64 = 0
    private var isOver = false
    private let ended = DispatchSemaphore(value: 0)
    private var isRunning = false

    init(_ store: any FollowerStore) { self.store = store }

    /// Opens the store and starts the thread.
    func open(shard: Shard, epochMin: UInt64) throws -> JournalHead {
        let head = try store.open(shard: shard, epochMin: epochMin)
        done = (head.sequence, .durable)
        isRunning = true
        NamedThread.start("sluice.follower") { [self] in
            run()
            ended.signal()
        }
        return head
    }

    /// Begins to make a row durable, unless that is done or under way.
    func begin(_ row: JournalRow) {
        condition.lock()
        defer { condition.unlock() }
        if isBusy || waiting != nil { return }
        if let done, done.sequence == row.sequence, done.result == .durable { return }
        done = nil
        waiting = row
        condition.broadcast()
    }

    /// What became of a row; nil if that is not known within a time.
    func result(of row: JournalRow, withinNs waitNs: Int64) -> AppendResult? {
        let deadline = Date(timeIntervalSinceNow: Double(waitNs) / Double(Span.secondNs))
        condition.lock()
        defer { condition.unlock() }
        while done?.sequence != row.sequence {
            if !condition.wait(until: deadline) { break }
        }
        guard let done, done.sequence == row.sequence else { return nil }
        return done.result
    }

    /// Rows up to one stand in files of the follower too.
    func forget(through row: UInt64) {
        condition.lock()
        forgetThrough = row
        condition.broadcast()
        condition.unlock()
    }

    /// Ends the thread and closes the store; a row under way is finished first, unless that takes
    /// longer than a time: then the thread is left to the end of the process.
    func close(withinNs waitNs: Int64) {
        guard isRunning else { return }
        condition.lock()
        isOver = true
        condition.broadcast()
        condition.unlock()
        _ = ended.wait(timeout: .now() + .nanoseconds(Int(waitNs)))
    }

    private enum Work {
        case append(JournalRow)
        case forget(through: UInt64)
    }

    private func next() -> Work? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let row = waiting.take() {
                isBusy = true
                return .append(row)
            }
            if isOver { return nil }
            if forgetThrough > 0 { return .forget(through: forgetThrough) }
            condition.wait()
        }
    }

    private func run() {
        while let work = next() {
            switch work {
            case .append(let row):
                finish(row, append(row))
                store.maintain()
            case .forget(let row):
                // What fails is tried with the next file.
                if (try? store.forget(through: row)) != true { forgot(through: row) }
                store.maintain()
            }
        }
        store.close()
    }

    /// Appends a row; after an unknown commit looks whether it is there.
    private func append(_ row: JournalRow) -> AppendResult {
        let result = store.append(row)
        guard case .unknown = result else { return result }
        do {
            let stored = try store.read(after: row.sequence - 1, bytesMax: 1).first
            return stored == row ? .durable : result
        } catch {
            return .failed("cannot be read after an unknown commit: \(error)")
        }
    }

    private func finish(_ row: JournalRow, _ result: AppendResult) {
        condition.lock()
        isBusy = false
        done = (row.sequence, result)
        condition.broadcast()
        condition.unlock()
    }

    private func forgot(through row: UInt64) {
        condition.lock()
        if forgetThrough == row { forgetThrough = 0 }
        condition.unlock()
    }
}
