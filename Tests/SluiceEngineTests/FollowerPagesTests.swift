import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine

/// Small commits share a follower's transaction.
@Suite("Pages of followers")
struct FollowerPagesTests {
    @Test(
        "while commits are small a follower takes a page in so many milliseconds, and none is lost",
        arguments: [Feed.gatherMs, Feed.archiveGatherMs])
    func gathered(ms: Int) async throws {
        let pages = CountedPages(gatherMs: ms)
        let fixture = try EngineFixture(consumers: [pages])
        let began = ContinuousClock.now
        _ = try await fixture.openAccount("A")
        for number in 0..<200 {
            _ = try await fixture.engine.submit(
                fixture.place("H\(number)", account: "A", amountMinor: 1))
        }
        let newest = fixture.engine.feed.newestRow
        #expect(newest >= 201)
        #expect(try await eventually { try pages.checkpoint() == newest })
        let spent = ContinuousClock.now - began
        // The first comes at once; each later one after a pause.
        let most = Int(spent / .milliseconds(ms)) + 2
        #expect(pages.count <= most, "\(pages.count) pages in \(spent)")
        fixture.engine.stop()
        #expect(try pages.checkpoint() == fixture.engine.feed.newestRow)
    }

    @Test("a page ends with the batch that reaches its events, and the next goes on after it")
    func bounded() {
        let feed = Feed()
        let record = CommandRecord(
            time: .epoch, policyVersion: 0,
            command: Command(
                actor: .tester, businessDate: BusinessDate(day: 0), body: .settle(.none)),
            outcome: .applied, names: [],
            events: ShortList(repeatElement(Event.merchantSeen(.named("M")), count: 2_000)))
        for row in 1...20 as ClosedRange<UInt64> {
            feed.publish(
                CommittedBatch(
                    row: row, hash: .zero, firstEvent: 2_000 * (row - 1) + 1, records: [record],
                    ended: []))
        }
        #expect(feed.inMemory(after: 0)?.map(\.row) == Array(1...17))
        #expect(feed.inMemory(after: 17)?.map(\.row) == [18, 19, 20])
        #expect(feed.inMemory(after: 20)?.isEmpty == true)
    }
}

/// A consumer that counts its pages and keeps the row it has come to.
private final class CountedPages: FeedConsumer {
    private let state = Mutex((row: UInt64(0), count: 0))
    let gatherMs: Int

    init(gatherMs: Int) { self.gatherMs = gatherMs }

    var name: String { "counted" }
    var count: Int { state.withLock { $0.count } }

    func checkpoint() throws -> UInt64 { state.withLock { $0.row } }

    func consume(_ batches: [CommittedBatch]) throws {
        state.withLock { state in
            for batch in batches {
                precondition(batch.row == state.row + 1)
                state.row = batch.row
            }
            state.count += 1
        }
    }
}
