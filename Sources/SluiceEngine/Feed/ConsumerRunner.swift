import Foundation
import SluiceCore

/// Drives one consumer from its checkpoint to the newest row, for ever, on a thread of its own.
///
/// A consumer that throws is tried again after a pause with the same batches: it loses nothing.
/// One that has thrown a damaged store away is at row 0 and is fed from the beginning.
struct ConsumerRunner: Sendable {
    let consumer: any FeedConsumer
    let feed: Feed
    let inbox: Inbox
    let status: EngineStatus
    let onWarning: EngineWarning.Handler

    /// The pause after a failure.
    static let pauseSeconds = 0.25

    func run(from checkpoint: UInt64) {
        var row = checkpoint
        while feed.waitBlocking(after: row) {
            guard let batches = page(after: row), let last = batches.last else { return }
            do {
                try consumer.consume(batches)
                row = last.row
                status.consumed(consumer.name, row: row)
                status.recovered(consumer.name)
            } catch {
                failed("\(error)")
                // It may have taken some of it before it failed: its own word counts.
                let checkpoint = (try? consumer.checkpoint()) ?? row
                if checkpoint == 0, row > 0 {
                    status.renewed(consumer.name)
                    onWarning(.followerBeginsAnew(consumer: consumer.name, row: row))
                }
                row = checkpoint
                if feed.isStopping { return }
                Thread.sleep(forTimeInterval: ConsumerRunner.pauseSeconds)
            }
        }
    }

    /// Told once, however often it is tried again.
    private func failed(_ detail: String) {
        guard status.failed(consumer.name, detail) else { return }
        onWarning(.followerFails(consumer: consumer.name, detail: detail))
    }

    /// The next batches, from memory or through the sequencer; nil once the engine has stopped.
    private func page(after row: UInt64) -> [CommittedBatch]? {
        while true {
            if let batches = feed.inMemory(after: row) { return batches }
            switch askSequencer(after: row) {
            case .success(.batches(let batches)): return batches
            case .success, .failure(.stopped): return nil
            case .failure(let refusal):
                failed("\(refusal)")
                Thread.sleep(forTimeInterval: ConsumerRunner.pauseSeconds)
            }
        }
    }

    private func askSequencer(after row: UInt64) -> Result<Inbox.Reply, EngineRefusal> {
        let waiting = DispatchSemaphore(value: 0)
        let box = ReplyBox()
        inbox.put(
            Inbox.Request(work: .page(after: row)) { reply in
                box.reply = reply
                waiting.signal()
            })
        waiting.wait()
        return box.reply
    }

    /// Handed from the sequencer's thread to the consumer's; the semaphore orders the two.
    private final class ReplyBox: @unchecked Sendable {
        var reply: Result<Inbox.Reply, EngineRefusal> = .failure(.stopped)
    }
}
