import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

/// What merchants are to do, against all holds one by one.
@Suite struct MerchantViewsTests {
    let directory: StoreDirectory
    let seed: UInt64 = 8_128
    let merchants: [MerchantKey] = (0..<3).map { .named("merchant \($0)") }

    init() throws { directory = try StoreDirectory() }

    /// The views of many holds, all of these, and times at which they are in different lists.
    private func world() throws -> (views: SQLiteViews, holds: [HoldView], times: [Instant]) {
        var source = BatchSource(seed: seed)
        let views = try SQLiteViews(directory: directory.path)
        try views.consume(source.batches(60, commands: 40))
        let holds = try source.holds.map { try #require(try views.hold($0).value) }
        let end = try #require(holds.map(\.placedAt).max())
        return (views, holds, [-1, 0, 1, 29, 31].map { end.adding(spanNs: $0 * Span.dayNs) })
    }

    private static func wanted(
        _ filter: MerchantTaskFilter, among holds: [HoldView]
    ) -> [HoldView] {
        let own = holds.filter { $0.merchant.key == filter.merchant }
        let live = own.filter(\.status.isLive)
        func inOrder(_ left: HoldView, _ right: HoldView) -> Bool {
            (left.guaranteedUntil, left.placedSequence)
                < (right.guaranteedUntil, right.placedSequence)
        }
        switch filter.task {
        case .ship:
            return live.filter { $0.guaranteedUntil > filter.warnedUntil }.sorted(by: inOrder)
        case .ending:
            return live.filter {
                $0.guaranteedUntil > filter.now && $0.guaranteedUntil <= filter.warnedUntil
            }.sorted(by: inOrder)
        case .over:
            let over = live.filter { $0.guaranteedUntil <= filter.now }
                .map { (at: $0.guaranteedUntil, hold: $0) }
            let ended = own.filter {
                [.closed, .expired, .released].contains($0.status)
                    && $0.endedAt > filter.endedSince
            }.map { (at: $0.endedAt, hold: $0) }
            return (over + ended).sorted {
                ($0.at, $0.hold.placedSequence) > ($1.at, $1.hold.placedSequence)
            }.map(\.hold)
        }
    }

    @Test("each list has its holds in their order, page by page")
    func lists() throws {
        let (views, holds, times) = try world()
        var found: [MerchantTask: Int] = [:]
        for merchant in merchants {
            for now in times {
                for task in MerchantTask.allCases {
                    let filter = MerchantTaskFilter(merchant, task, at: now)
                    var seen: [HoldView] = []
                    var position: DuePosition?
                    repeat {
                        let page = try views.tasks(filter, after: position, limit: 3).value
                        #expect(page.items.count == 3 || page.next == nil)
                        seen += page.items.map(\.hold)
                        position = page.next
                    } while position != nil
                    let wanted = Self.wanted(filter, among: holds)
                    #expect(seen == wanted, "seed \(seed), \(task) at \(now)")
                    found[task, default: 0] += wanted.count
                }
            }
        }
        for task in MerchantTask.allCases {
            #expect(found[task] ?? 0 > 3, "seed \(seed): nothing for \(task)")
        }
    }

    @Test("what is counted is what is listed")
    func tallies() throws {
        let (views, holds, times) = try world()
        func tally(_ holds: [HoldView], _ minor: (HoldView) -> Int64) -> AmountTally {
            var tally = AmountTally()
            for hold in holds { tally.add(1, minor(hold), hold.currency) }
            return tally
        }
        func returned(_ hold: HoldView) -> Int64 {
            hold.amounts.released.minor + hold.amounts.expired.minor
        }
        for merchant in merchants {
            for now in times {
                let tallies = try views.tallies(of: merchant, at: now).value
                for task in MerchantTask.allCases {
                    let filter = MerchantTaskFilter(merchant, task, at: now)
                    let wanted = tally(Self.wanted(filter, among: holds)) {
                        $0.status.isLive ? $0.amounts.open.minor : returned($0)
                    }
                    #expect(tallies[task] == wanted, "seed \(seed), \(task) at \(now)")
                }
                let own = holds.filter { $0.merchant.key == merchant }
                let live = tally(own.filter(\.status.isLive)) { $0.amounts.open.minor }
                #expect(tallies.live == live)
                let open = try views.returns(
                    ReturnFilter(merchant: merchant), after: nil, limit: 1_000
                ).value.items
                #expect(tallies.returns.count == Int64(open.count))
                let inspected = open.filter { $0.state.stage == .inspection }
                #expect(tallies.inspections.count == Int64(inspected.count))
            }
        }
    }

    @Test("days of what is owed are those of the statements, the newest first")
    func days() throws {
        let (views, _, _) = try world()
        var moved = 0
        for merchant in merchants {
            let all = try views.statementDays(of: merchant, before: nil, limit: 1_000).value
            #expect(all.map(\.date) == all.map(\.date).sorted(by: >))
            for day in all {
                let statement = try views.statement(
                    of: merchant, on: day.date, after: 0, limit: 1_000
                ).value
                #expect(day.sums.map(\.total) == statement.totals, "seed \(seed), \(day.date)")
                for sum in day.sums {
                    let lines = statement.lines.filter { $0.currency == sum.total.currency }
                    #expect(sum.orders == Int64(lines.count), "seed \(seed), \(day.date)")
                }
                moved += statement.lines.count
            }
            let last = try #require(all.last?.date)
            #expect(
                try views.statementDays(of: merchant, before: last, limit: 5).value.isEmpty)
            let first = try views.statementDays(of: merchant, before: nil, limit: 2).value
            #expect(first == Array(all.prefix(2)))
        }
        #expect(moved > 20, "seed \(seed): nothing was owed")
    }

    @Test("how far an order came is told of its hold")
    func progress() throws {
        let (views, holds, _) = try world()
        var shipped = 0
        for merchant in merchants {
            let filter = MerchantTaskFilter(merchant, .ship, at: .epoch)
            for item in try views.tasks(filter, after: nil, limit: 1_000).value.items {
                let entries = try views.timeline(
                    of: .order(item.hold.order.key), after: 0, limit: 1_000
                ).value.items.filter { $0.name == "order.fact_recorded" }.compactMap(\.kind)
                let wanted: FactKind? =
                    entries.contains("delivered")
                    ? .delivered : entries.contains("shipped") ? .shipped : nil
                #expect(item.progress == wanted, "seed \(seed)")
                if wanted != nil { shipped += 1 }
            }
        }
        #expect(shipped > 0 && !holds.isEmpty, "seed \(seed): nothing was shipped")
    }
}
