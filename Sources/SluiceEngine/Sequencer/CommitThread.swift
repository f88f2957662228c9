import Foundation
import SluiceCore

/// Runs the journal's writer on the thread that owns it.
struct CommitThread {
    let pipe: CommitPipe
    let inbox: Inbox
    /// The pause before rows that met a full or busy store are tried again.
    let retryPauseNs: Int64
    var writer: JournalWriter

    /// Writes what is handed over until the pipe is closed and empty.
    mutating func run() {
        while let work = pipe.next() {
            switch work {
            case .batch(let batch):
                guard write(batch) else {
                    pipe.abandon()
                    break
                }
                pipe.finished()
                writer.journal.maintain()
            case .page(let request): request.reply(page(request))
            case .forget(let request): request.reply(forget(request))
            }
        }
        writer.journal.close()
    }

    /// Makes a batch durable, publishes and answers it; a store that is full or busy is tried again
    /// with the same bytes until it gives in.
    /// - Returns: false where the engine is stopped before that.
    private mutating func write(_ batch: SealedBatch) -> Bool {
        guard !batch.records.isEmpty else {
            writer.publish(batch, nil)
            return true
        }
        var batch = batch
        let row = writer.row(of: batch)
        var isStalled = false
        while true {
            switch writer.append(row) {
            case .durable:
                writer.publish(batch, row)
                if isStalled {
                    pipe.resume()
                    inbox.resume()
                }
                return true
            case .stalled(let obstacle):
                batch.refuse(.journalStalled(obstacle))
                if !isStalled {
                    // The inbox first: nobody may come between.
                    inbox.stall(obstacle)
                    pipe.stall(obstacle)
                }
                isStalled = true
                if inbox.isStopping { return false }
            case .lost: break
            }
            Thread.sleep(forTimeInterval: Double(retryPauseNs) / 1e9)
        }
    }

    private mutating func forget(
        _ request: CommitPipe.ForgetRequest
    ) -> CommitPipe.ForgetRequest.Reply {
        let began = ContinuousClock.now
        do {
            let isMore = try writer.journal.forget(through: request.through)
            writer.journal.maintain()
            return .success((Int64((ContinuousClock.now - began) / .nanoseconds(1)), isMore))
        } catch {
            return .failure(
                error as? JournalError ?? JournalError(.unavailable, "\(error)"))
        }
    }

    private func page(_ request: CommitPipe.PageRequest) -> Result<[CommittedBatch], EngineRefusal>
    {
        do {
            return .success(try writer.page(after: request.after, bytesMax: request.bytesMax))
        } catch {
            return .failure(.journalUnreadable("\(error)"))
        }
    }
}
