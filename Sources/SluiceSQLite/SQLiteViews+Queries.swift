import Foundation
import GRDB
import SluiceCore
import SluiceEngine

extension SQLiteViews {
    public func newestEvent() throws -> UInt64 { try read(StoreCheckpoint.init).event }

    public func account(_ key: AccountKey) throws -> Viewed<AccountView?> {
        try reading { reader in
            try reader.rows("SELECT * FROM accounts WHERE key = ?", [key.blob])
                .first.map(reader.account)
        }
    }

    public func accounts(
        _ filter: AccountFilter, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<AccountView>> {
        var conditions = ["opened_sequence > ?"]
        var arguments: StatementArguments = [Int64(clamping: cursor)]
        if let currency = filter.currency {
            conditions.append("currency = ?")
            arguments += [currency.packed]
        }
        if let isRestricted = filter.isRestricted {
            conditions.append(
                "EXISTS (SELECT 1 FROM restrictions WHERE account = accounts.key) = ?")
            arguments += [isRestricted]
        }
        if let isOverlimit = filter.isOverlimit {
            conditions.append("(held + owed > limit_minor) = ?")
            arguments += [isOverlimit]
        }
        arguments += [SQLiteViews.bounded(limit) + 1]
        let sql = """
            SELECT * FROM accounts WHERE \(conditions.joined(separator: " AND "))
            ORDER BY opened_sequence LIMIT ?
            """
        return try reading { reader in
            let items = try reader.rows(sql, arguments).map(reader.account)
            return ViewPage(items, limit: SQLiteViews.bounded(limit)) { $0.openedSequence }
        }
    }

    public func hold(_ key: HoldKey) throws -> Viewed<HoldView?> {
        try reading { reader in
            try reader.rows("SELECT * FROM holds WHERE key = ?", [key.blob])
                .first.map(reader.hold)
        }
    }

    public func holds(
        _ filter: HoldFilter, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<HoldView>> {
        var conditions = ["placed_sequence > ?"]
        var arguments: StatementArguments = [Int64(clamping: cursor)]
        func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        require("account = ?", filter.account?.blob)
        require("merchant = ?", filter.merchant?.blob)
        require("order_key = ?", filter.order?.blob)
        require("status = ?", filter.status?.rawValue)
        require("(ended_at IS NULL) = ?", filter.isOpen)
        require("purpose = ?", filter.purpose?.text)
        require("scenario = ?", filter.scenario?.text)
        require("placed_at >= ?", filter.placedFrom?.ns)
        require("placed_at < ?", filter.placedBefore?.ns)
        require(
            "placed_sequence IN (SELECT placed_sequence FROM overlays WHERE kind = ?)",
            filter.overlay?.rawValue)
        require("ended_at IS NULL AND expires_at < ?", filter.dueBefore?.ns)
        arguments += [SQLiteViews.bounded(limit) + 1]
        let sql = """
            SELECT * FROM holds WHERE \(conditions.joined(separator: " AND "))
            ORDER BY placed_sequence LIMIT ?
            """
        return try reading { reader in
            let items = try reader.rows(sql, arguments).map(reader.hold)
            return ViewPage(items, limit: SQLiteViews.bounded(limit)) { $0.placedSequence }
        }
    }

    public func timeline(
        of subject: TimelineSubject, after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<TimelineEntry>> {
        let (events, key) =
            switch subject {
            case .account(let key):
                ("account = (SELECT opened_sequence FROM accounts WHERE key = ?1)", key.blob)
            case .hold(let key):
                (SQLiteViews.eventsOfHold, key.blob)
            case .order(let key): (SQLiteViews.eventsOfOrder, key.blob)
            }
        return try reading { reader in
            let items = try SQLiteViews.entries(
                events, key, after: cursor, limit: SQLiteViews.bounded(limit) + 1, reader)
            return ViewPage(items, limit: SQLiteViews.bounded(limit)) { $0.sequence }
        }
    }

    public func history(of hold: HoldKey) throws -> Viewed<HoldHistoryView?> {
        try reading { reader in
            let row = try reader.rows("SELECT * FROM holds WHERE key = ?", [hold.blob]).first
            guard let row else { return nil }
            return HoldHistoryView(
                hold: try reader.hold(row),
                entries: try SQLiteViews.entries(
                    SQLiteViews.eventsOfHold, hold.blob, after: 0, limit: .max, reader),
                told: try SQLiteViews.told(of: hold, reader))
        }
    }

    private static func told(of hold: HoldKey, _ reader: ViewsReader) throws -> [ToldView] {
        try reader.rows("SELECT * FROM told WHERE hold = ? ORDER BY time", [hold.blob]).map { row in
            let billed: Int64? = try row.storedIfAny("billed")
            return try ToldView(
                moment: try reader.known(ToldView.Moment(rawValue: row.stored("kind"))),
                time: Instant(ns: row.stored("time")),
                told: Told(
                    p50: Instant(ns: row.stored("p50")), p80: Instant(ns: row.stored("p80")),
                    p90: Instant(ns: row.stored("p90")),
                    latest: Instant(ns: row.stored("latest")),
                    billedBasisPoints: billed.map { UInt16(clamping: $0) }))
        }
    }

    private static let eventsOfHold =
        "hold = (SELECT placed_sequence FROM holds WHERE key = ?1)"

    /// What happened, oldest first.
    private static func entries(
        _ events: String, _ key: Data, after cursor: UInt64, limit: Int, _ reader: ViewsReader
    ) throws -> [TimelineEntry] {
        let rows = try reader.rows(
            """
            SELECT timeline.*, holds.key AS hold_key, holds.order_key AS hold_order,
                accounts.key AS account_key,
                CASE WHEN name IN ('hold.placed', 'hold.declined')
                    THEN holds.policy_version ELSE timeline.decided_under END AS policy
            FROM timeline LEFT JOIN holds ON holds.placed_sequence = timeline.hold
                LEFT JOIN accounts ON accounts.opened_sequence = timeline.account
            WHERE timeline.\(events) AND timeline.sequence > ?2
            ORDER BY timeline.sequence LIMIT ?3
            """,
            [key, Int64(clamping: cursor), limit])
        return try rows.map { row in
            var entry = try reader.entry(row)
            // What was decided is told with the policy it was decided under.
            entry.policyVersion = try row.storedIfAny("policy")
            return entry
        }
    }

    /// Those of its holds, and those that are of no hold: some thousands at most, as holds of an order,
    /// operations of a hold and facts are bounded.
    private static let eventsOfOrder = """
        sequence IN (
            SELECT sequence FROM timeline WHERE order_key = ?1
            UNION ALL
            SELECT event.sequence FROM holds
                JOIN timeline AS event ON event.hold = holds.placed_sequence
                WHERE holds.order_key = ?1)
        """

    static func bounded(_ limit: Int) -> Int {
        min(max(1, limit), StoreLimits.pageItemsMax)
    }

    /// One read transaction: the value and how far it goes belong together.
    func reading<Value: Sendable>(
        _ body: (ViewsReader) throws -> Value
    ) throws -> Viewed<Value> {
        try read { database in
            Viewed(
                try body(ViewsReader(database)),
                sequence: try StoreCheckpoint(database).event)
        }
    }
}

extension ViewPage {
    /// A page of what was fetched with one item more than the limit, to see whether more follows.
    init(_ fetched: [Item], limit: Int, cursor: (Item) -> UInt64) {
        let items = Array(fetched.prefix(limit))
        self.init(items: items, next: fetched.count > limit ? items.last.map(cursor) : nil)
    }
}
