import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

/// `messages.db` against the same messages kept in memory.
@Suite("store of messages")
struct SQLiteMessagesTests {
    @Test("whatever the pages, the restarts and the clock: each message once, at its place")
    func exactlyOnce() throws {
        for seed in UInt64(1)...25 {
            var (history, random) = (RandomHistory(seed: seed), RandomSource(seed: seed))
            var book = MessageBook()
            var batches: [CommittedBatch] = []
            for _ in 0..<160 {
                let step = history.step()
                book.take(step.events, at: step.at)
                batches.append(Self.batch(step, after: batches.last))
            }
            try Self.withDirectory { directory in
                var store = try SQLiteMessages(directory: directory, keepDays: 3_660)
                var index = 0
                while index < batches.count {
                    if random.chance(20) {
                        store = try SQLiteMessages(directory: directory, keepDays: 3_660)
                    }
                    let end = min(batches.count, index + 1 + random.below(12))
                    // What the clock tells before the next event of the feed.
                    if random.chance(30), index > 0 {
                        try store.messages.remind(batches[index - 1].records[0].time)
                    }
                    try store.consume(Array(batches[index..<end]))
                    #expect(throws: (any Error).self) {
                        try store.consume(Array(batches[index..<end]))
                    }
                    index = end
                    #expect(try store.checkpoint() == UInt64(index))
                }
                let kept = try Self.all(store)
                #expect(kept.map(\.line) == book.messages.map(\.line), "seed \(seed)")
                #expect(kept.map(\.position) == book.messages.map(\.position))
                #expect(kept.map(\.isSuppressed) == book.messages.map(\.isSuppressed))
                #expect(try store.faults().isEmpty)
            }
        }
    }

    @Test("pages of each audience, account and merchant; what was read stays so over a restart")
    func pages() throws {
        let (book, batches) = Self.eventful
        try Self.withDirectory { directory in
            let store = try SQLiteMessages(directory: directory, keepDays: 3_660)
            try store.consume(batches)
            let accounts = Set(book.messages.map(\.account)).sorted()
            for audience in Audience.allCases {
                for account in accounts {
                    for hasSuppressed in [false, true] {
                        let query = MessageQuery(
                            audience, account: account, hasSuppressed: hasSuppressed)
                        var (found, after): ([UInt64], UInt64?) = ([], 0)
                        while let next = after {
                            let page = try store.messages.page(query, next, 3)
                            found += page.messages.map(\.message.position)
                            after = page.next
                        }
                        let wanted = book.messages.filter {
                            $0.audiences.contains(audience) && $0.account == account
                                && (hasSuppressed || !$0.isSuppressed)
                        }
                        #expect(found == wanted.map(\.position))
                    }
                }
            }
            let first = try #require(book.messages.first)
            let audience = first.audiences.all[0]
            try store.messages.read(first.position, audience, Instant(ns: 5))
            try store.messages.read(first.position, audience, Instant(ns: 6))
            let again = try SQLiteMessages(directory: directory)
            let kept = try #require(try again.messages.message(first.position, audience))
            #expect(kept.readAt == Instant(ns: 5))
            #expect(KeptMessage.place(of: kept.id)?.position == first.position)
            #expect(try again.messages.message(first.position + 100_000, audience) == nil)
        }
    }

    @Test("what is older than it is kept is forgotten")
    func forgotten() throws {
        let batches = Self.eventful.batches
        try Self.withDirectory { directory in
            let store = try SQLiteMessages(directory: directory, keepDays: 7)
            var (most, fewer) = (0, false)
            for (index, batch) in batches.enumerated() {
                try store.consume([batch])
                guard index % 20 == 19 else { continue }
                let kept = try Self.all(store)
                let oldest = batch.records[0].time.adding(spanNs: -7 * Span.dayNs)
                #expect(kept.allSatisfy { $0.time >= oldest })
                if kept.count < most { fewer = true }
                most = max(most, kept.count)
            }
            #expect(most > 0 && fewer)
        }
    }

    /// The first random history in which much is told.
    static let eventful: (book: MessageBook, batches: [CommittedBatch]) = {
        for seed in UInt64(1)... {
            var (history, book) = (RandomHistory(seed: seed), MessageBook())
            var batches: [CommittedBatch] = []
            for _ in 0..<400 {
                let step = history.step()
                book.take(step.events, at: step.at)
                batches.append(batch(step, after: batches.last))
            }
            if book.messages.count > 60 { return (book, batches) }
        }
        preconditionFailure("no seed is left")
    }()

    private static func all(_ store: SQLiteMessages) throws -> [Message] {
        var found: [UInt64: Message] = [:]
        for audience in Audience.allCases {
            var after: UInt64? = 0
            while let next = after {
                let page = try store.messages.page(
                    MessageQuery(audience, hasSuppressed: true), next, 100)
                for kept in page.messages { found[kept.message.position] = kept.message }
                after = page.next
            }
        }
        return found.values.sorted { $0.position < $1.position }
    }

    private static func batch(
        _ step: RandomHistory.Step, after last: CommittedBatch?
    ) -> CommittedBatch {
        CommittedBatch(
            row: (last?.row ?? 0) + 1, hash: .zero,
            firstEvent: (last?.firstEvent ?? 1) + UInt64(last?.eventCount ?? 0),
            records: [
                CommandRecord(
                    time: step.at, policyVersion: 1,
                    command: Command(
                        actor: .tester, businessDate: BusinessDate(day: 1), body: .goLive),
                    outcome: .applied, names: [], events: step.events)
            ], ended: [])
    }

    static func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "sluice-messages-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }
}
