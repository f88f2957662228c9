import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Lists in the order of deadlines.
extension SQLiteViews {
    public func reviews(
        _ filter: ReviewFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<ReviewView>> {
        let kinds: [OverlayKind] = filter.kind.map { [$0] } ?? [.placementReview, .unlockReview]
        let marks = kinds.map { _ in "?" }.joined(separator: ", ")
        var conditions = ["overlays.kind IN (\(marks))"]
        var arguments = StatementArguments(kinds.map(\.rawValue))
        if let merchant = filter.merchant {
            conditions.append("holds.merchant = ?")
            arguments += [merchant.blob]
        }
        if let position {
            conditions.append("(overlays.until, overlays.sequence) > (?, ?)")
            arguments += position.columns
        }
        arguments += [SQLiteViews.bounded(limit) + 1]
        let sql = """
            SELECT overlays.* FROM overlays JOIN holds USING (placed_sequence)
            WHERE \(conditions.joined(separator: " AND "))
            ORDER BY overlays.until, overlays.sequence LIMIT ?
            """
        return try reading { reader in
            let items = try reader.rows(sql, arguments).map { row in
                let hold = try reader.rows(
                    "SELECT * FROM holds WHERE placed_sequence = ?",
                    [try row.stored("placed_sequence", as: Int64.self)])
                return ReviewView(review: try reader.overlay(row), hold: try reader.hold(hold[0]))
            }
            return DuePage(items, limit: SQLiteViews.bounded(limit)) {
                DuePosition(
                    dueAt: $0.review.overlay.until, sequence: $0.review.overlay.sequence)
            }
        }
    }

    public func returns(
        _ filter: ReturnFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<ReturnView>> {
        var conditions = ["due_at < \(Instant.never.ns)"]
        var arguments = StatementArguments()
        if let merchant = filter.merchant {
            conditions.append("merchant = ?")
            arguments += [merchant.blob]
        }
        if let stage = filter.stage {
            conditions.append("stage = ?")
            arguments += [stage.rawValue]
        }
        if let position {
            conditions.append("(due_at, opened_sequence) > (?, ?)")
            arguments += position.columns
        }
        arguments += [SQLiteViews.bounded(limit) + 1]
        let sql = """
            SELECT * FROM returns WHERE \(conditions.joined(separator: " AND "))
            ORDER BY due_at, opened_sequence LIMIT ?
            """
        return try reading { reader in
            let items = try reader.rows(sql, arguments).map(reader.returnCase)
            return DuePage(items, limit: SQLiteViews.bounded(limit)) {
                DuePosition(dueAt: $0.state.dueAt, sequence: $0.state.openedSequence)
            }
        }
    }
}

extension DuePosition {
    fileprivate var columns: StatementArguments {
        [dueAt.ns, Int64(bitPattern: sequence)]
    }
}

extension DuePage {
    /// A page of what was fetched with one item more than the limit, to see whether more follows.
    fileprivate init(_ fetched: [Item], limit: Int, position: (Item) -> DuePosition) {
        let items = Array(fetched.prefix(limit))
        self.init(items: items, next: fetched.count > limit ? items.last.map(position) : nil)
    }
}
