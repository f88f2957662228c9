import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// What is asked where releases are judged: a few columns of many rows.
extension SQLiteViews {
    public func pastHolds(
        of account: AccountKey, limit: Int
    ) throws -> Viewed<[PastHoldView]> {
        let sql = """
            SELECT key, status, requested, refunded, placed_at, EXISTS (
                SELECT 1 FROM overlays WHERE overlays.placed_sequence = holds.placed_sequence
                    AND overlays.kind = \(OverlayKind.dispute.rawValue)) AS has_dispute
            FROM holds WHERE account = ? ORDER BY placed_sequence DESC LIMIT ?
            """
        return try reading { reader in
            try reader.rows(sql, [account.blob, SQLiteViews.bounded(limit)]).map { row in
                try PastHoldView(
                    hold: Key(blob: row.stored("key")),
                    status: try reader.known(HoldStatus(rawValue: row.stored("status"))),
                    requested: Money(minor: row.stored("requested")),
                    refunded: Money(minor: row.stored("refunded")),
                    placedAt: Instant(ns: row.stored("placed_at")),
                    hasDispute: row.stored("has_dispute"))
            }
        }
    }

    public func deskCases(limit: Int) throws -> Viewed<[DeskCaseView]> {
        let sql = """
            SELECT holds.key AS hold, holds.merchant, overlays.key, desk_tier, since, until
            FROM overlays JOIN holds USING (placed_sequence)
            WHERE desk_tier IS NOT NULL ORDER BY until, overlays.sequence LIMIT ?
            """
        return try reading { reader in
            try reader.rows(sql, [SQLiteViews.bounded(limit)]).map { row in
                let review = try row.storedIfAny("key", as: Data.self)
                return try DeskCaseView(
                    hold: Key(blob: row.stored("hold")),
                    review: review.map { try Key(blob: $0) } ?? .none,
                    merchant: Key(blob: row.stored("merchant")),
                    tier: try reader.known(RiskTier(rawValue: row.stored("desk_tier"))),
                    since: Instant(ns: row.stored("since")),
                    until: Instant(ns: row.stored("until")))
            }
        }
    }
}
