import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// What a merchant is to do, by the indices `holds_of_merchant` and `holds_unbilled` alone.
extension SQLiteViews {
    public func tasks(
        _ filter: MerchantTaskFilter, after position: DuePosition?, limit: Int
    ) throws -> Viewed<DuePage<MerchantTaskView>> {
        let limit = SQLiteViews.bounded(limit)
        let isOver = filter.task == .over
        var arguments: [String: any DatabaseValueConvertible] = [
            "merchant": filter.merchant.blob, "now": filter.now.ns,
            "after": position?.dueAt.ns ?? (isOver ? Int64.max : Int64.min),
            "sequence": position.map { Int64(clamping: $0.sequence) } ?? 0, "limit": limit + 1,
        ]
        if isOver {
            arguments["since"] = filter.endedSince.ns
        } else {
            arguments["warned"] = filter.warnedUntil.ns
        }
        return try reading { reader in
            let rows = try reader.rows(filter.task.sql, StatementArguments(arguments))
            let asOf = try position?.asOf ?? reader.newestEvent()
            let page = rows.prefix(limit)
            return DuePage(
                items: try page.map { row in
                    MerchantTaskView(
                        hold: try reader.hold(row), progress: try reader.progress(of: row))
                },
                next: rows.count > limit
                    ? try page.last.map { row in
                        DuePosition(
                            dueAt: Instant(ns: try row.stored("list_due")),
                            sequence: UInt64(bitPattern: try row.stored("placed_sequence")),
                            asOf: asOf)
                    } : nil)
        }
    }

    public func tallies(
        of merchant: MerchantKey, at now: Instant
    ) throws -> Viewed<MerchantTallies> {
        let filter = MerchantTaskFilter(merchant, .ship, at: now)
        return try reading { reader in
            var tallies = MerchantTallies()
            /// Whether there are more than were counted.
            func count(
                _ sql: String, _ arguments: [String: any DatabaseValueConvertible],
                add: (Row, AmountTally) throws -> Void
            ) throws -> Bool {
                var all = arguments
                all["merchant"] = merchant.blob
                all["limit"] = StoreLimits.talliedMax + 1
                var counted: Int64 = 0
                for row in try reader.rows(sql, StatementArguments(all)) {
                    var tally = AmountTally()
                    tally.add(
                        try row.stored("count"), try row.stored("minor"),
                        try reader.known(Currency(packed: row.stored("currency"))))
                    counted += tally.count
                    try add(row, tally)
                }
                return counted > StoreLimits.talliedMax
            }
            let isLiveCut = try count(
                Tally.live, ["now": now.ns, "warned": filter.warnedUntil.ns]
            ) { row, tally in
                let task: MerchantTask = try reader.known(
                    MerchantTask(rawValue: row.stored("kind")))
                tallies.tasks[task, default: AmountTally()] += tally
                tallies.live += tally
                if task == .over { tallies.ended += tally }
            }
            if isLiveCut { tallies.cutLive() }
            let isEndedCut = try count(Tally.ended, ["since": filter.endedSince.ns]) { row, tally in
                tallies.ended += tally
                if try row.stored("kind", as: Int64.self) == 1 {
                    tallies.tasks[.over, default: AmountTally()] += tally
                }
            }
            if isEndedCut {
                tallies.tasks[.over, default: AmountTally()].isCut = true
                tallies.ended.isCut = true
            }
            let areReturnsCut = try count(Tally.returns, [:]) { row, tally in
                tallies.returns += tally
                if try row.stored("kind", as: UInt8.self) == ReturnStage.inspection.rawValue {
                    tallies.inspections += tally
                }
            }
            if areReturnsCut {
                tallies.inspections.isCut = true
                tallies.returns.isCut = true
            }
            return tallies
        }
    }

    public func statementDays(
        of merchant: MerchantKey, before date: BusinessDate?, limit: Int
    ) throws -> Viewed<[StatementDay]> {
        try reading { reader in
            let closed = try reader.rows("SELECT max(date) AS date FROM days", [])
            let newestClosed: Int32? = try closed.first?.storedIfAny("date")
            let rows = try reader.rows(
                """
                SELECT date, currency, count(*) AS orders, sum(captured) AS captured,
                    sum(refunded) AS refunded, sum(corrected) AS corrected
                FROM statements WHERE merchant = :merchant AND date IN (
                    SELECT DISTINCT date FROM statements
                    WHERE merchant = :merchant AND date < :before ORDER BY date DESC LIMIT :limit)
                GROUP BY date, currency ORDER BY date DESC, currency
                """,
                [
                    "merchant": merchant.blob, "before": Int64(date?.day ?? .max),
                    "limit": SQLiteViews.bounded(limit),
                ])
            var days: [StatementDay] = []
            for row in rows {
                let day = BusinessDate(day: try row.stored("date"))
                if days.last?.date != day {
                    days.append(
                        StatementDay(
                            date: day, isClosed: newestClosed.map { day.day <= $0 } ?? false,
                            sums: []))
                }
                days[days.count - 1].sums.append(
                    StatementDay.Sum(
                        orders: try row.stored("orders"), total: try reader.statementTotal(row)))
            }
            return days
        }
    }
}

extension MerchantTallies {
    /// Not all that are live were counted. What ends first was: of what ends before the last of those
    /// that were there are no more.
    fileprivate mutating func cutLive() {
        live.isCut = true
        for task in [MerchantTask.ship, .ending, .over] {
            let isLast = self[task].count > 0
            tasks[task, default: AmountTally()].isCut = true
            if isLast { break }
        }
        if self[.over].isCut { ended.isCut = true }
    }
}

extension ViewsReader {
    /// How far the order of a hold came.
    fileprivate func progress(of hold: Row) throws -> FactKind? {
        let kinds = try rows(
            """
            SELECT DISTINCT kind FROM timeline
            WHERE order_key = ? AND name = 'order.fact_recorded' AND kind IN (?, ?)
            """,
            [
                try hold.stored("order_key", as: Data.self), FactKind.shipped.code,
                FactKind.delivered.code,
            ])
        return try kinds.compactMap { FactKind(code: try $0.stored("kind")) }
            .max { $0.rawValue < $1.rawValue }
    }
}

extension HoldStatus {
    fileprivate static func list(_ those: [HoldStatus]) -> String {
        those.map { String($0.rawValue) }.joined(separator: ", ")
    }

    fileprivate static let live = list([.active, .partCaptured])
    /// Ended, and something of it was not billed: as the index of those has it.
    static let unbilled = list([.closed, .expired, .released])
    /// Ended, and once granted.
    fileprivate static let ended = list([.captured, .closed, .expired, .released])
}

extension MerchantTask {
    fileprivate var sql: String {
        switch self {
        case .ship: MerchantTask.live("> :warned", "guaranteed_until > :now")
        case .ending: MerchantTask.live("> :now", "guaranteed_until <= :warned")
        case .over:
            """
            SELECT * FROM (
                SELECT *, guaranteed_until AS list_due FROM holds
                WHERE merchant = :merchant AND ended_at IS NULL AND status IN (\(HoldStatus.live))
                    AND guaranteed_until <= :now
                    AND (guaranteed_until < :after
                        OR guaranteed_until = :after AND placed_sequence < :sequence)
                ORDER BY guaranteed_until DESC, placed_sequence DESC LIMIT :limit)
            UNION ALL
            SELECT * FROM (
                SELECT *, ended_at AS list_due FROM holds INDEXED BY holds_unbilled
                WHERE merchant = :merchant AND ended_at > :since
                    AND status IN (\(HoldStatus.unbilled))
                    AND (ended_at < :after OR ended_at = :after AND placed_sequence < :sequence)
                ORDER BY ended_at DESC, placed_sequence DESC LIMIT :limit)
            ORDER BY list_due DESC, placed_sequence DESC LIMIT :limit
            """
        }
    }

    private static func live(_ from: String, _ also: String) -> String {
        """
        SELECT *, guaranteed_until AS list_due FROM holds
        WHERE merchant = :merchant AND ended_at IS NULL AND status IN (\(HoldStatus.live))
            AND guaranteed_until \(from) AND \(also)
            AND (guaranteed_until > :after
                OR guaranteed_until = :after AND placed_sequence > :sequence)
        ORDER BY guaranteed_until, placed_sequence LIMIT :limit
        """
    }
}

/// Counts of what comes first, so that a merchant of millions costs no more than one of thousands.
private enum Tally {
    /// What no `Money` is beyond, which sums of hostile amounts may be.
    static let minor = "CAST(min(total(minor), \(Money.maximum.minor)) AS INTEGER)"
    static let live = """
        SELECT CASE WHEN until <= :now THEN '\(MerchantTask.over.rawValue)'
                WHEN until <= :warned THEN '\(MerchantTask.ending.rawValue)'
                ELSE '\(MerchantTask.ship.rawValue)' END AS kind,
            currency, count(*) AS count, \(minor) AS minor
        FROM (SELECT guaranteed_until AS until, currency,
                authorised - captured - released - expired AS minor
            FROM holds WHERE merchant = :merchant AND ended_at IS NULL
                AND status IN (\(HoldStatus.live))
            ORDER BY guaranteed_until LIMIT :limit)
        GROUP BY 1, 2
        """
    static let ended = """
        SELECT kind, currency, count(*) AS count, \(minor) AS minor
        FROM (SELECT status IN (\(HoldStatus.unbilled)) AS kind, currency,
                released + expired AS minor
            FROM holds WHERE merchant = :merchant AND ended_at > :since
                AND status IN (\(HoldStatus.ended))
            ORDER BY ended_at DESC LIMIT :limit)
        GROUP BY 1, 2
        """
    static let returns = """
        SELECT kind, currency, count(*) AS count, \(minor) AS minor
        FROM (SELECT stage AS kind, amount - refunded AS minor,
                (SELECT currency FROM holds WHERE holds.order_key = returns.order_key LIMIT 1)
                    AS currency
            FROM returns WHERE merchant = :merchant AND due_at < \(Instant.never.ns)
            ORDER BY due_at LIMIT :limit)
        GROUP BY 1, 2
        """
}
