import Foundation
import SluiceCore

/// Drives one consumer from its checkpoint to the newest row, for ever, on a thread of its own.
///
/// A consumer that throws is tried again after a pause with the same batches: it loses nothing.
/// One that has thrown a damaged store away is at row 0 and is fed from the beginning. While commits
/// are small it takes a page every `FeedConsumer.gatherMs` and not a transaction for each.
struct ConsumerRunner: Sendable {
    let consumer: any FeedConsumer
    let feed: Feed
    let inbox: Inbox
    let pipe: CommitPipe
    let pageBytesMax: Int
    let status: EngineStatus
    let onWarning: EngineWarning.Handler

    /// The pause after a failure.
    static let pauseSeconds = 0.25

    func run(from checkpoint: UInt64) {
        var row = checkpoint
        var wasSmall = false
        while feed.waitBlocking(after: row) {
            if wasSmall { gather(after: row) }
            guard let batches = page(after: row), let last = batches.last else { return }
            do {
                try consumer.consume(batches)
                row = last.row
                wasSmall = batches.reduce(0) { $0 + $1.eventCount } < gatherEventsMin
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
                if row == last.row {
                    // Only the word of its commit was lost, and nobody may bring another batch.
                    status.consumed(consumer.name, row: row)
                    status.recovered(consumer.name)
                    continue
                }
                if feed.isStopping { return }
                Thread.sleep(forTimeInterval: ConsumerRunner.pauseSeconds)
            }
        }
    }

    /// Events of a page that is worth a transaction of its own.
    private var gatherEventsMin: Int {
        Feed.gatherEventsMin * consumer.gatherMs / Feed.gatherMs
    }

    /// Lets more come, until there is enough; not while everybody waits for the end.
    private func gather(after row: UInt64) {
        for _ in 0..<consumer.gatherMs / Feed.gatherMs {
            if feed.isStopping { return }
            Thread.sleep(forTimeInterval: Double(Feed.gatherMs) / 1_000)
            if feed.eventCount(after: row) >= gatherEventsMin { return }
        }
    }

    /// Told once, however often it is tried again.
    private func failed(_ detail: String) {
        guard status.failed(consumer.name, detail) else { return }
        onWarning(.followerFails(consumer: consumer.name, detail: detail))
    }

    /// The next batches, from memory or the journal, with images where they are needed; nil once the
    /// engine has stopped.
    private func page(after row: UInt64) -> [CommittedBatch]? {
        while true {
            switch batches(after: row).flatMap(withImages) {
            case .success(let batches): return batches
            case .failure(.stopped): return nil
            case .failure(let refusal):
                failed("\(refusal)")
                // What cannot be read now is not waited for at the end; the next start tells of it.
                if feed.isStopping, case .journalUnreadable = refusal { return nil }
                Thread.sleep(forTimeInterval: ConsumerRunner.pauseSeconds)
            }
        }
    }

    private func batches(after row: UInt64) -> Result<[CommittedBatch], EngineRefusal> {
        if let batches = feed.inMemory(after: row) { return .success(batches) }
        return waiting { reply in
            pipe.ask(
                CommitPipe.PageRequest(after: row, bytesMax: pageBytesMax, reply: reply))
        }
    }

    /// The sequencer has the records; what it gives is durable.
    private func withImages(
        _ batches: [CommittedBatch]
    ) -> Result<[CommittedBatch], EngineRefusal> {
        guard consumer.needsImages, !batches.isEmpty else { return .success(batches) }
        let images: Result<Inbox.Reply, EngineRefusal> = waiting { reply in
            inbox.put(Inbox.Request(work: .images(batches), reply: reply))
        }
        return images.map { reply in
            var batches = batches
            if case .images(let ended) = reply { batches[batches.count - 1].ended = ended }
            return batches
        }
    }

    /// Asks and waits for the reply, which comes on another thread.
    private func waiting<Reply: Sendable>(
        _ ask: (@escaping @Sendable (Result<Reply, EngineRefusal>) -> Void) -> Void
    ) -> Result<Reply, EngineRefusal> {
        let replied = DispatchSemaphore(value: 0)
        let box = ReplyBox<Reply>()
        ask { reply in
            box.reply = reply
            replied.signal()
        }
        replied.wait()
        return box.reply
    }

    /// Handed from the thread that replies to the consumer's; the semaphore orders the two.
    private final class ReplyBox<Reply: Sendable>: @unchecked Sendable {
        var reply: Result<Reply, EngineRefusal> = .failure(.stopped)
    }
}
