import Foundation
import GRDB
import SluiceCore
import SluiceEngine

extension SQLiteViews {
    public func closedDay(_ date: BusinessDate) throws -> Viewed<ClosedDay?> {
        try reading { reader in
            let days = try reader.rows(
                "SELECT * FROM days WHERE date >= ? ORDER BY date LIMIT 1", [date.day])
            guard let day = days.first else { return nil }
            let totals = try reader.rows(
                "SELECT * FROM day_totals WHERE date = ? ORDER BY currency",
                [day["date"] as Int32])
            return ClosedDay(
                date: BusinessDate(day: day["date"]), closedAt: Instant(ns: day["closed_at"]),
                sequence: UInt64(bitPattern: day["sequence"]),
                totals: try totals.map(reader.totals))
        }
    }

    public func statement(
        of merchant: MerchantKey, on date: BusinessDate, after cursor: UInt64, limit: Int
    ) throws -> Viewed<MerchantStatement> {
        let limit = SQLiteViews.bounded(limit)
        return try reading { reader in
            let rows = try reader.rows(
                """
                SELECT * FROM statements WHERE merchant = ? AND date = ? AND sequence > ?
                ORDER BY sequence LIMIT ?
                """,
                [merchant.blob, date.day, Int64(clamping: cursor), limit + 1])
            let totals = try reader.rows(
                """
                SELECT currency, sum(captured) AS captured, sum(refunded) AS refunded,
                    sum(corrected) AS corrected
                FROM statements WHERE merchant = ? AND date = ? GROUP BY currency ORDER BY currency
                """,
                [merchant.blob, date.day])
            let page = rows.prefix(limit)
            return MerchantStatement(
                lines: try page.map(reader.statementLine),
                totals: try totals.map(reader.statementTotal),
                next: rows.count > limit
                    ? try page.last.map { UInt64(bitPattern: try $0.stored("sequence")) } : nil)
        }
    }
}

extension ViewsReader {
    fileprivate func totals(_ row: Row) throws -> DayTotals {
        var totals = try DayTotals(
            date: BusinessDate(day: row.stored("date")),
            currency: try known(Currency(packed: row.stored("currency"))),
            opening: row.stored("opening"))
        totals.placed = try row.stored("placed")
        totals.incremented = try row.stored("incremented")
        totals.captured = try row.stored("captured")
        totals.released = try row.stored("released")
        totals.expired = try row.stored("expired")
        totals.refunded = try row.stored("refunded")
        return totals
    }

    fileprivate func statementLine(_ row: Row) throws -> MerchantStatement.Line {
        try MerchantStatement.Line(
            order: try named(.order, row.stored("order_key")),
            currency: try known(Currency(packed: row.stored("currency"))), amounts: payable(row))
    }

    func statementTotal(_ row: Row) throws -> MerchantStatement.Total {
        try MerchantStatement.Total(
            currency: try known(Currency(packed: row.stored("currency"))), amounts: payable(row))
    }

    private func payable(_ row: Row) throws -> StatementAmounts {
        try StatementAmounts(
            captured: row.stored("captured"), refunded: row.stored("refunded"),
            corrected: row.stored("corrected"))
    }
}
