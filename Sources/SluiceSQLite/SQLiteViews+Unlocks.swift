import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// How soon credit came back.
extension SQLiteViews {
    public func unlocks(_ filter: UnlockFilter) throws -> Viewed<UnlockReport> {
        try reading { reader in
            let oldest = filter.hour - UnlockFilter.hours
            let figures =
                try filter.merchant.map { try SQLiteViews.byDay(of: $0, oldest, filter, reader) }
                ?? SQLiteViews.byHour(oldest, filter, reader)
            let declines = try reader.rows(
                """
                SELECT coalesce(sum(prevented), 0) AS prevented,
                    coalesce(sum(avoidable), 0) AS avoidable
                FROM decline_hours WHERE hour > ? AND hour <= ?
                """, [oldest, filter.hour]
            ).first
            return UnlockReport(
                figures: figures, reviews: try SQLiteViews.yields(oldest, filter, reader),
                declinesPrevented: try declines?.stored("prevented") ?? 0,
                declinesAvoidable: try declines?.stored("avoidable") ?? 0)
        }
    }

    /// Sums of hours: all, the newest two and the newest day apart.
    private static func byHour(
        _ oldest: Int64, _ filter: UnlockFilter, _ reader: ViewsReader
    ) throws -> [UnlockFigures] {
        let sql = """
            SELECT cause, tier, from_fact, step, sum(count) AS count, sum(kept_p95) AS kept_p95,
                sum(kept_p99) AS kept_p99, sum(kept_all) AS kept_all, 0 AS longest
            FROM unlock_hours WHERE hour > ? AND hour <= ?
            GROUP BY cause, tier, from_fact, step ORDER BY cause, tier
            """
        var figures: [UnlockFigures] = []
        for row in try reader.rows(sql, [oldest, filter.hour]) {
            let step = try row.stored("step", as: Int.self)
            let isFromFact = try row.stored("from_fact", as: Bool.self)
            try add(row, to: &figures, reader) { figures, tally in
                guard !isFromFact else {
                    return figures.timesFromFact.add(tally.count, atStep: step)
                }
                var tally = tally
                tally.longestNs = TimeSteps.spanNs(ofStep: step)
                figures.times.add(tally.count, atStep: step)
                figures.total.add(tally)
            }
        }
        let spans: [(WritableKeyPath<UnlockFigures, UnlockTally>, Int64)] = [
            (\.newest, 2), (\.day, 24),
        ]
        for (place, hours) in spans {
            for row in try reader.rows(sql, [filter.hour - hours, filter.hour]) {
                guard try !row.stored("from_fact", as: Bool.self) else { continue }
                try add(row, to: &figures, reader) { $0[keyPath: place].add($1) }
            }
        }
        return figures
    }

    private static func yields(
        _ oldest: Int64, _ filter: UnlockFilter, _ reader: ViewsReader
    ) throws -> [ReviewYield] {
        try reader.rows(
            """
            SELECT kind, tier, is_drawn, currency, sum(found) AS found, sum(in_vain) AS in_vain,
                sum(delayed) AS delayed
            FROM review_days WHERE day > ? AND day <= ?
            GROUP BY kind, tier, is_drawn, currency ORDER BY kind, tier, is_drawn, currency
            """, [oldest / 24, filter.hour / 24]
        ).map { row in
            var tally = ReviewTally()
            tally.found = try row.stored("found")
            tally.nothing = try row.stored("in_vain")
            tally.delayedMinorSeconds = try row.stored("delayed")
            return ReviewYield(
                kind: try reader.known(OverlayKind(rawValue: row.stored("kind"))),
                tier: RiskTier(rawValue: try row.stored("tier")),
                isDrawn: try row.stored("is_drawn"),
                currency: try reader.known(Currency(packed: row.stored("currency"))), tally: tally)
        }
    }

    private static func byDay(
        of merchant: MerchantKey, _ oldest: Int64, _ filter: UnlockFilter, _ reader: ViewsReader
    ) throws -> [UnlockFigures] {
        let rows = try reader.rows(
            """
            SELECT * FROM unlock_days WHERE merchant = ? AND day > ? AND day <= ?
            ORDER BY cause, tier
            """, [merchant.blob, oldest / 24, filter.hour / 24])
        var figures: [UnlockFigures] = []
        for row in rows { try add(row, to: &figures, reader) { $0.total.add($1) } }
        return figures
    }

    /// Adds a row to the figures of its cause and tier.
    private static func add(
        _ row: Row, to figures: inout [UnlockFigures], _ reader: ViewsReader,
        _ add: (inout UnlockFigures, UnlockTally) throws -> Void
    ) throws {
        let cause = try reader.known(UnlockCause(rawValue: row.stored("cause")))
        let tier = RiskTier(rawValue: try row.stored("tier"))
        var place = figures.firstIndex { $0.cause == cause && $0.tier == tier }
        if place == nil {
            place = figures.count
            figures.append(UnlockFigures(cause: cause, tier: tier))
        }
        try add(
            &figures[place!],
            UnlockTally(
                count: row.stored("count"), keptP95: row.stored("kept_p95"),
                keptP99: row.stored("kept_p99"), keptAll: row.stored("kept_all"),
                longestNs: row.stored("longest")))
    }
}
