import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

/// The board shows what a recount of all records finds, live and made again.
@Suite struct BoardTests {
    @Test func showsWhatARecountFinds() throws {
        var seen: [Detector: Int] = [:]
        // Verdicts that are late are seldom, for every touch ends the wait: looked for further on.
        for seed in UInt64(1)...1_000 where seed <= 100 || seen[.verdictOverdue] ?? 0 == 0 {
            var history = BoardHistory(seed: seed)
            let directory = try StoreDirectory(inMemory: true)
            let live = try SQLiteViews(directory: directory.path)
            for _ in 0..<6 {
                history.go(commands: 40)
                try live.consume([history.batches[history.batches.count - 1]])
                try compare(live, history, "seed \(seed)", &seen)
            }
            let other = try StoreDirectory(inMemory: true)
            let again = try SQLiteViews(directory: other.path)
            try again.consume(Array(history.batches.prefix(5)))
            try again.discard()
            try again.consume(history.batches)
            try compare(again, history, "seed \(seed), made again", &seen)
            try comparePlaces(again, history, "seed \(seed)")
        }
        // The first is of stores and the second of the process: records know neither.
        let ofNoRecord: [Detector] = [
            .storeDamaged, .clockInDoubt, .sequenceGap, .undelivered,
        ]
        for detector in Detector.allCases where !ofNoRecord.contains(detector) {
            #expect(seen[detector] ?? 0 > 0, "\(detector) was never found")
        }
    }

    private func compare(
        _ views: SQLiteViews, _ history: BoardHistory, _ comment: String,
        _ seen: inout [Detector: Int]
    ) throws {
        for detector in Detector.allCases where detector != .sequenceGap {
            let wanted = history.naive.found(detector)
            let found = try all(views, history.query(detector))
            seen[detector, default: 0] += wanted.count
            #expect(
                Set(found) == Set(wanted) && found.count == wanted.count,
                "\(comment), \(detector.code)")
            for merchant in Set(wanted.compactMap(\.merchant)) {
                let own = try all(views, history.query(detector, merchant: merchant))
                #expect(Set(own) == Set(wanted.filter { $0.merchant == merchant }), "\(comment)")
            }
        }
    }

    /// What is asked for by its place is what stands there, and nothing where there is nothing.
    private func comparePlaces(
        _ views: SQLiteViews, _ history: BoardHistory, _ comment: String
    ) throws {
        var found: [Detector: [Anomaly]] = [:]
        for detector in Detector.allCases {
            found[detector] =
                try views.anomalies(history.query(detector), after: 0, limit: 100).value.items
        }
        for place in Set(found.values.joined().map(\.position)) {
            for (detector, all) in found {
                var query = history.query(detector)
                query.place = place
                let there = try views.anomalies(query, after: 0, limit: 100).value
                #expect(
                    there.items == all.filter { $0.position == place },
                    "\(comment), \(detector.code) at \(place)")
            }
        }
    }

    /// All pages of a detector, a few items each.
    private func all(
        _ views: SQLiteViews, _ query: AnomalyQuery
    ) throws -> [NaiveBoard.Found] {
        var found: [NaiveBoard.Found] = []
        var cursor: UInt64? = 0
        while let after = cursor {
            let page = try views.anomalies(query, after: after, limit: 3).value
            for item in page.items {
                #expect(item.position > after, "in the order of their places")
                found.append(
                    NaiveBoard.Found(
                        hold: item.hold?.key, order: item.order?.key,
                        account: item.account?.key, merchant: item.merchant?.key,
                        amount: item.amount, since: item.since, reason: item.reason))
            }
            cursor = page.next
        }
        return found
    }
}
