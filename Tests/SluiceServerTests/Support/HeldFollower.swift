import SluiceEngine
import Synchronization

/// A follower that can be held back: then it fails, and takes nothing.
final class HeldFollower: FeedConsumer {
    struct Held: Error {}

    private let follower: any FeedConsumer
    private let isHeld = Mutex(false)

    init(_ follower: any FeedConsumer) { self.follower = follower }

    func hold(_ isHeld: Bool) { self.isHeld.withLock { $0 = isHeld } }

    var name: String { follower.name }
    var needsImages: Bool { follower.needsImages }
    var gatherMs: Int { follower.gatherMs }

    func checkpoint() throws -> UInt64 { try follower.checkpoint() }

    func consume(_ batches: [CommittedBatch]) throws {
        if isHeld.withLock({ $0 }) { throw Held() }
        try follower.consume(batches)
    }
}
