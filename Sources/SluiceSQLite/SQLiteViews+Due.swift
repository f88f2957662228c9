import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Lists in the order of deadlines, as these were when a list was begun.
///
/// A page is of two parts: what no event moved since then, in the order of an index, and what was moved,
/// which is little, at the deadline it had.
extension SQLiteViews {
    public func reviews(
        _ filter: ReviewFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<ReviewView>> {
        let kinds: [OverlayKind] = filter.kind.map { [$0] } ?? [.placementReview, .unlockReview]
        var conditions = [
            "item.kind IN (\(kinds.map { String($0.rawValue) }.joined(separator: ", ")))"
        ]
        if filter.merchant != nil { conditions.append("holds.merchant = :merchant") }
        let query = DueQuery(
            source: "overlays AS item JOIN holds USING (placed_sequence)", due: "item.until",
            opened: "item.sequence",
            moved: """
                overlays AS item ON item.placed_sequence = moves.hold
                    AND item.sequence = moves.opened JOIN holds USING (placed_sequence)
                """,
            conditions: conditions)
        return try page(query, ["merchant": filter.merchant?.blob], after: position, limit) {
            row, reader in
            let hold = try reader.rows(
                "SELECT * FROM holds WHERE placed_sequence = ?",
                [try row.stored("placed_sequence", as: Int64.self)])
            return ReviewView(review: try reader.overlay(row), hold: try reader.hold(hold[0]))
        }
    }

    public func returns(
        _ filter: ReturnFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<ReturnView>> {
        var conditions = ["item.due_at < \(Instant.never.ns)"]
        if filter.merchant != nil { conditions.append("item.merchant = :merchant") }
        if filter.stage != nil { conditions.append("item.stage = :stage") }
        let query = DueQuery(
            source: "returns AS item", due: "item.due_at", opened: "item.opened_sequence",
            moved: "returns AS item ON item.opened_sequence = moves.opened",
            conditions: conditions)
        return try page(
            query, ["merchant": filter.merchant?.blob, "stage": filter.stage?.rawValue],
            after: position, limit
        ) { row, reader in try reader.returnCase(row) }
    }

    private func page<Item>(
        _ query: DueQuery, _ filter: [String: (any DatabaseValueConvertible)?],
        after position: DuePosition?, _ limit: Int, _ read: (Row, ViewsReader) throws -> Item
    ) throws -> Viewed<DuePage<Item>> {
        let limit = SQLiteViews.bounded(limit)
        return try reading { reader in
            let asOf = try position?.asOf ?? reader.newestEvent()
            var arguments: [String: (any DatabaseValueConvertible)?] = filter.filter {
                $0.value != nil
            }
            arguments["as_of"] = Int64(clamping: asOf)
            arguments["due"] = position?.dueAt.ns ?? Int64.min
            arguments["opened"] = Int64(clamping: position?.sequence ?? 0)
            arguments["limit"] = limit + 1
            let rows = try reader.rows(query.sql, StatementArguments(arguments))
            let items = try rows.prefix(limit).map { try read($0, reader) }
            guard rows.count > limit else { return DuePage(items: items, next: nil) }
            let last = rows[limit - 1]
            return DuePage(
                items: items,
                next: DuePosition(
                    dueAt: Instant(ns: try last.stored("list_due")),
                    sequence: UInt64(bitPattern: try last.stored("list_opened")), asOf: asOf))
        }
    }
}

/// A list of what has a deadline, `item`, as it was at `:as_of`.
private struct DueQuery {
    /// The items, and what else conditions ask.
    var source: String
    var due: String
    /// The sequence of what is listed.
    var opened: String
    /// The items of `moves`.
    var moved: String
    var conditions: [String]

    var sql: String {
        let filter = conditions.joined(separator: " AND ")
        return """
            SELECT * FROM (
                SELECT item.*, \(due) AS list_due, \(opened) AS list_opened FROM \(source)
                WHERE \(filter) AND \(opened) <= :as_of AND (\(due), \(opened)) > (:due, :opened)
                    AND NOT EXISTS (SELECT 1 FROM due_moves
                        WHERE opened = \(opened) AND moved_sequence > :as_of)
                ORDER BY \(due), \(opened) LIMIT :limit)
            UNION ALL
            SELECT * FROM (
                SELECT item.*, moves.due_before AS list_due, moves.opened AS list_opened
                FROM (SELECT opened, due_before, hold, min(moved_sequence) FROM due_moves
                    WHERE moved_sequence > :as_of AND opened <= :as_of GROUP BY opened) AS moves
                    JOIN \(moved)
                WHERE \(filter) AND moves.due_before < \(Instant.never.ns)
                    AND (moves.due_before, moves.opened) > (:due, :opened)
                ORDER BY moves.due_before, moves.opened LIMIT :limit)
            ORDER BY list_due, list_opened LIMIT :limit
            """
    }
}
