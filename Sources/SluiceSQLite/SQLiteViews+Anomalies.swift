import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// The board: what each detector finds.
extension SQLiteViews {
    public func anomalies(
        _ query: AnomalyQuery, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<Anomaly>> {
        let limit = SQLiteViews.bounded(limit)
        let after = Int64(clamping: query.place.map { max($0, 1) - 1 } ?? cursor)
        guard let source = AnomalySource(query) else {
            return try reading { _ in ViewPage(items: [], next: nil) }
        }
        return try reading { reader in
            var until = query.place.map(Int64.init(clamping:)) ?? .max
            var isLast = true
            if source.isScan, query.place == nil {
                (until, isLast) = try SQLiteViews.scanned(after: after, reader)
            }
            let rows = try reader.rows(
                source.sql,
                [
                    after, until, limit + 1, source.before.ns, source.notBefore.ns,
                    query.merchant?.blob,
                ])
            let items = try rows.prefix(limit).map(reader.anomaly)
            let more: UInt64? =
                rows.count > limit
                ? items.last?.position : (isLast ? nil : UInt64(bitPattern: until))
            return ViewPage(items: items, next: more)
        }
    }

    public func openAmounts(after cursor: UInt64) throws -> Viewed<ViewPage<OpenAmount>> {
        let after = Int64(clamping: cursor)
        return try reading { reader in
            let (until, isLast) = try SQLiteViews.scanned(after: after, reader)
            let rows = try reader.rows(
                """
                SELECT merchant, currency,
                    sum(authorised - captured - released - expired) AS amount
                FROM holds INDEXED BY holds_live
                WHERE ended_at IS NULL AND placed_sequence > ? AND placed_sequence <= ?
                    AND merchant IN (SELECT merchant FROM lost_feeds)
                GROUP BY merchant, currency
                """,
                [after, until])
            let items = try rows.map { row in
                try OpenAmount(
                    merchant: Key(blob: row.stored("merchant")),
                    currency: reader.known(Currency(packed: row.stored("currency"))),
                    amount: Money(minor: row.stored("amount")))
            }
            return ViewPage(items: items, next: isLast ? nil : UInt64(bitPattern: until))
        }
    }

    public func openAges(
        at time: Instant, after cursor: UInt64
    ) throws -> Viewed<ViewPage<AgedAmount>> {
        let after = Int64(clamping: cursor)
        return try reading { reader in
            let (until, isLast) = try SQLiteViews.scanned(after: after, reader)
            let rows = try reader.rows(
                """
                SELECT \(SQLiteViews.ageSteps) AS age, currency, count(*) AS count,
                    sum(authorised - captured - released - expired) AS amount
                FROM holds INDEXED BY holds_live
                WHERE ended_at IS NULL AND placed_sequence > ? AND placed_sequence <= ?
                GROUP BY age, currency
                """,
                StatementArguments(
                    LockAge.allCases.compactMap(\.longestNs).map { time.ns - $0 } + [after, until]))
            let items = try rows.map { row in
                try AgedAmount(
                    age: reader.known(LockAge(rawValue: row.stored("age"))),
                    currency: reader.known(Currency(packed: row.stored("currency"))),
                    count: row.stored("count"), amount: Money(minor: row.stored("amount")))
            }
            return ViewPage(items: items, next: isLast ? nil : UInt64(bitPattern: until))
        }
    }

    /// The step of age of a hold; one argument for each but the last, the earliest placement it takes.
    private static let ageSteps = {
        let steps = LockAge.allCases.filter { $0.longestNs != nil }
            .map { "WHEN placed_at >= ? THEN \($0.rawValue)" }
        return "CASE \(steps.joined(separator: " ")) ELSE \(LockAge.older.rawValue) END"
    }()

    /// The next open holds, as many as one transaction looks at.
    /// - Returns: the place of the last of them, and whether there are no more.
    private static func scanned(
        after: Int64, _ reader: ViewsReader
    ) throws -> (until: Int64, isLast: Bool) {
        let row = try reader.rows(
            """
            SELECT max(placed_sequence) AS until, count(*) AS count FROM (
                SELECT placed_sequence FROM holds INDEXED BY holds_live
                WHERE ended_at IS NULL AND placed_sequence > ?
                ORDER BY placed_sequence LIMIT ?)
            """,
            [after, StoreLimits.scanHoldsMax])[0]
        let count: Int = try row.stored("count")
        return (try row.storedIfAny("until") ?? after, count < StoreLimits.scanHoldsMax)
    }
}

extension ViewsReader {
    fileprivate func anomaly(_ row: Row) throws -> Anomaly {
        Anomaly(
            hold: try (row.storedIfAny("hold") as Data?).map { try named(.hold, $0) },
            order: try (row.storedIfAny("order_key") as Data?).map { try named(.order, $0) },
            account: try (row.storedIfAny("account") as Data?).map { try named(.account, $0) },
            merchant: try (row.storedIfAny("merchant") as Data?).map { try named(.merchant, $0) },
            currency: try (row.storedIfAny("currency") as UInt32?).map {
                try known(Currency(packed: $0))
            },
            amount: try (row.storedIfAny("amount") as Int64?).map(Money.init(minor:)),
            since: Instant(ns: try row.stored("since")),
            reason: try reason(row),
            position: UInt64(bitPattern: try row.stored("place")))
    }

    /// A reason is kept as its text, or as the number of one of the ledger's.
    private func reason(_ row: Row) throws -> String? {
        switch try row.value("reason").storage {
        case .null: nil
        case .string(let text): text
        case .int64(let number):
            try known(UInt16(exactly: number).flatMap(Reason.init(rawValue:))).code
        default: throw JournalError(.damaged, "the views hold a value of no known meaning")
        }
    }
}
