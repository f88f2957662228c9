import Foundation
import SluiceCore

/// Moves old rows into files on a thread of its own: has a file written and verified, then has the
/// journal's thread delete its rows, a little at a time.
struct RowFiler: Sendable {
    let filing: RowFiling
    let options: RowFilingOptions
    let clock: WallClock
    let pipe: CommitPipe
    let status: EngineStatus
    let onWarning: EngineWarning.Handler
    let stopping: StopSignal
    /// The newest row that everybody has passed.
    let passed: @Sendable () -> UInt64

    /// Between two deletions the journal's thread has four times as long for commits.
    private static let restFactor: Int64 = 4
    private static let restNsMin = 2 * Span.millisecondNs

    /// Runs until the engine stops.
    func run() {
        ThreadPriority.lower()
        var next: RowFiling.Next?
        var told: String?
        repeat {
            do {
                let opened = try next ?? filing.open()
                next = opened
                while !stopping.isSet, let filed = try opened(passed(), clock.now(), options) {
                    guard try forget(filed) else { return }
                    status.filed(filed)
                }
                told = nil
            } catch {
                next = nil
                status.filingFailed()
                if told != "\(error)" { onWarning(.filingFails(detail: "\(error)")) }
                told = "\(error)"
            }
        } while !stopping.wait(ns: max(options.pauseNs, Span.millisecondNs))
    }

    /// - Returns: false where the engine stops meanwhile.
    private func forget(_ filed: FiledRows) throws -> Bool {
        while true {
            let (spentNs, isMore) = try forgetSome(through: filed.last)
            status.forgot(inNs: spentNs)
            guard isMore else { return true }
            if stopping.wait(ns: max(Self.restFactor * spentNs, Self.restNsMin)) { return false }
        }
    }

    private func forgetSome(through row: UInt64) throws -> (spentNs: Int64, isMore: Bool) {
        let replied = DispatchSemaphore(value: 0)
        let box = ReplyBox()
        pipe.ask(
            CommitPipe.ForgetRequest(through: row) { reply in
                box.reply = reply
                replied.signal()
            })
        replied.wait()
        return try box.reply.get()
    }

    /// Handed from the journal's thread to this one; the semaphore orders the two.
    private final class ReplyBox: @unchecked Sendable {
        var reply: CommitPipe.ForgetRequest.Reply = .failure(
            JournalError(.unavailable, "the engine has stopped"))
    }
}
