import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Orders to be asked for, and what sequences lack.
extension SQLiteViews {
    public func pullWishes(
        after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<PullWish>> {
        try reading { reader in
            let rows = try reader.rows(
                "SELECT * FROM pull_wishes WHERE sequence > ? ORDER BY sequence LIMIT ?",
                [Int64(clamping: cursor), SQLiteViews.bounded(limit) + 1])
            let items = try rows.map(reader.pullWish)
            return ViewPage(items, limit: SQLiteViews.bounded(limit)) { $0.sequence }
        }
    }

    public func sequenceGaps(
        of merchant: MerchantKey?, missingSince latest: Instant, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<SequenceGap>> {
        let own = merchant == nil ? "" : "AND merchant = ?"
        var arguments: StatementArguments = [Int64(clamping: cursor), latest.ns]
        if let merchant { arguments += [merchant.blob] }
        arguments += [SQLiteViews.bounded(limit) + 1]
        return try reading { reader in
            let rows = try reader.rows(
                """
                SELECT * FROM sequence_gaps WHERE place > ? AND since <= ? \(own)
                ORDER BY place LIMIT ?
                """, arguments)
            let items = try rows.map(reader.sequenceGap)
            return ViewPage(items, limit: SQLiteViews.bounded(limit)) { $0.place }
        }
    }
}

extension ViewsReader {
    func pullWish(_ row: Row) throws -> PullWish {
        try PullWish(
            order: named(.order, row.stored("order_key")),
            merchant: named(.merchant, row.stored("merchant")),
            reasons: PullReasons(bits: row.stored("reasons")),
            since: Instant(ns: row.stored("since")),
            promised: Instant(ns: row.stored("promised")),
            sequence: UInt64(bitPattern: row.stored("sequence")))
    }

    func sequenceGap(_ row: Row) throws -> SequenceGap {
        try SequenceGap(
            merchant: named(.merchant, row.stored("merchant")), first: row.stored("first"),
            last: row.stored("last"), since: Instant(ns: row.stored("since")),
            place: UInt64(bitPattern: row.stored("place")))
    }
}
