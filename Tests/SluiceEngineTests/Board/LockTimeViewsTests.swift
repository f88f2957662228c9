import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

/// What the views tell of the time of locks is what the events tell.
@Suite struct LockTimeViewsTests {
    @Test("histories and sums of views are those of the events, page by page too")
    func sums() throws {
        var pages = 0
        var ended = 0
        for seed in UInt64(1)...40 {
            var history = BoardHistory(seed: seed)
            for _ in 0..<6 { history.go(commands: 40) }
            let directory = try StoreDirectory(inMemory: true)
            let views = try SQLiteViews(directory: directory.path)
            try views.consume(history.batches)
            var told = HoldHistories()
            for record in history.batches.flatMap(\.records) {
                told.add(record.events, at: record.time, by: record.command.actor.role)
            }
            for key in told.holds {
                let view = try #require(try views.history(of: key).value)
                let steps = view.entries.compactMap(HoldStep.init).map(Self.withoutPolicy)
                let wanted = (told.histories[key]?.steps ?? []).map(Self.withoutPolicy)
                #expect(steps == wanted, "seed \(seed)")
            }
            let times = history.batches.flatMap(\.records).map(\.time)
            let (first, last) = (times[0], times[times.count - 1])
            let middle = Instant(ns: first.ns + (last.ns - first.ns) / 2)
            for (from, to) in [
                (first, last.adding(spanNs: 1)), (first, middle), (middle, last), (last, last),
                (Instant.epoch, first),
            ] {
                var wanted = LockSum()
                for key in told.holds {
                    guard let meter = told.histories[key]?.meter, let end = meter.endedAt,
                        end >= from, end < to
                    else { continue }
                    wanted.add(meter.lockTime)
                }
                ended += wanted.holds
                let found = try Self.sum(views, LockTimeFilter(from: from, to: to), &pages)
                #expect(found == wanted, "seed \(seed), \(from.ns)…\(to.ns)")
            }
        }
        #expect(ended > 1_000 && pages >= 200)
    }

    private static func withoutPolicy(_ step: HoldStep) -> HoldStep {
        var step = step
        step.policyVersion = nil
        return step
    }

    private static func sum(
        _ views: SQLiteViews, _ filter: LockTimeFilter, _ pages: inout Int
    ) throws -> LockSum {
        var sum = LockSum()
        var cursor: UInt64? = 0
        while let after = cursor {
            let page = try views.lockTime(filter, after: after).value
            for item in page.items {
                #expect(item.hour >= UnlockTally.hour(of: filter.from))
                #expect(item.hour <= UnlockTally.hour(of: filter.to))
                sum.add(item.lockTime.sum)
            }
            pages += 1
            cursor = page.next
        }
        return sum
    }

    @Test("changes of a limit are told oldest first, within two events")
    func limitChanges() throws {
        for seed in UInt64(2)...10 {
            var history = BoardHistory(seed: 2 * seed)
            for _ in 0..<4 { history.go(commands: 40) }
            let directory = try StoreDirectory(inMemory: true)
            let views = try SQLiteViews(directory: directory.path)
            try views.consume(history.batches)
            var told = HoldHistories()
            for record in history.batches.flatMap(\.records) {
                told.add(record.events, at: record.time, by: record.command.actor.role)
            }
            for (account, changes) in told.limitChanges {
                let half = changes[changes.count / 2].sequence
                let found = try views.limitChanges(of: account, after: half - 1, before: .max)
                #expect(found == changes.filter { $0.sequence >= half }.suffix(20), "\(seed)")
            }
        }
    }
}
