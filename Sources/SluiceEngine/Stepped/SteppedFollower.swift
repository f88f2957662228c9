import SluiceCore

/// A follower that takes a step at a time: it asks for batches, for the images they need, and has them
/// consumed. What `ConsumerRunner` does on a thread.
struct SteppedFollower {
    private let consumer: any FeedConsumer
    private let feed: Feed
    private let pageBytesMax: Int
    private let status: EngineStatus
    /// The newest row taken.
    private(set) var row: UInt64
    private var state = State.atRest

    private enum State {
        case atRest
        case asking(Box<[CommittedBatch]>)
        case gathering([CommittedBatch], Box<Inbox.Reply>)
    }

    init(
        consumer: any FeedConsumer, feed: Feed, pageBytesMax: Int, status: EngineStatus
    ) throws {
        self.consumer = consumer
        self.feed = feed
        self.pageBytesMax = pageBytesMax
        self.status = status
        row = try consumer.checkpoint()
    }

    /// Goes one step on, if what it waits for has come.
    mutating func turn(
        ask: (Inbox.Request) -> Void, page: (CommitPipe.PageRequest) -> Void
    ) {
        switch state {
        case .atRest:
            guard feed.newestRow > row else { return }
            if let batches = feed.inMemory(after: row) { return gather(batches, ask) }
            let box = Box<[CommittedBatch]>()
            state = .asking(box)
            page(
                CommitPipe.PageRequest(after: row, bytesMax: pageBytesMax) { box.reply = $0 })
        case .asking(let box):
            guard let reply = box.reply else { return }
            state = .atRest
            if case .success(let batches) = reply { gather(batches, ask) }
        case .gathering(var batches, let box):
            guard let reply = box.reply else { return }
            state = .atRest
            guard case .success(.images(let ended)) = reply else { return }
            batches[batches.count - 1].ended = ended
            consume(batches)
        }
    }

    private mutating func gather(_ batches: [CommittedBatch], _ ask: (Inbox.Request) -> Void) {
        guard consumer.needsImages, !batches.isEmpty else { return consume(batches) }
        let box = Box<Inbox.Reply>()
        state = .gathering(batches, box)
        ask(Inbox.Request(work: .images(batches)) { box.reply = $0 })
    }

    private mutating func consume(_ batches: [CommittedBatch]) {
        guard let last = batches.last else { return }
        do {
            try consumer.consume(batches)
            row = last.row
            status.consumed(consumer.name, row: row)
        } catch {
            // It may have taken some of it before it failed: its own word counts.
            row = (try? consumer.checkpoint()) ?? row
        }
    }

    /// Filled by a turn of another part, on the same thread.
    private final class Box<Value: Sendable>: @unchecked Sendable {
        var reply: Result<Value, EngineRefusal>?
    }
}
