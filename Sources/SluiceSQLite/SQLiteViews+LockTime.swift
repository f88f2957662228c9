import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// What explanations and the attribution of lock time read beside timelines.
extension SQLiteViews {
    public func limitChanges(
        of account: AccountKey, after first: UInt64, before last: UInt64
    ) throws -> [LimitChange] {
        try reading { reader in
            try SQLiteViews.entries(LimitChange.names, of: account, first, last, reader).map {
                row in
                LimitChange(
                    sequence: UInt64(bitPattern: try row.stored("sequence")),
                    time: Instant(ns: try row.stored("time")),
                    reason: try reader.known(Reason(rawValue: row.stored("reason"))))
            }
        }.value
    }

    public func repayments(of account: AccountKey, after first: UInt64) throws -> [Repayment] {
        try reading { reader in
            try SQLiteViews.entries(Repayment.names, of: account, first, .max, reader).map { row in
                Repayment(
                    time: Instant(ns: try row.stored("time")),
                    amount: Money(minor: try row.stored("amount")),
                    isBounced: try row.stored("reason") == Reason.repaymentBounced.rawValue)
            }
        }.value
    }

    /// The newest of the events of an account that have one of some names, between two others, oldest
    /// first.
    private static func entries(
        _ names: [String], of account: AccountKey, _ first: UInt64, _ last: UInt64,
        _ reader: ViewsReader
    ) throws -> [Row] {
        try reader.rows(
            """
            SELECT sequence, time, reason, amount FROM timeline
            WHERE account = (SELECT opened_sequence FROM accounts WHERE key = ?)
                AND name IN ('\(names.joined(separator: "', '"))') AND sequence > ? AND sequence < ?
            ORDER BY sequence DESC LIMIT \(StoreLimits.accountChangesMax)
            """,
            [account.blob, Int64(clamping: first), Int64(clamping: last)]
        ).reversed()
    }

    public func lockTime(
        _ filter: LockTimeFilter, after cursor: UInt64
    ) throws -> Viewed<ViewPage<HourLockTime>> {
        try reading { reader in
            let start =
                cursor == 0
                ? try SQLiteViews.firstEvent(at: filter.from, reader) - 1 : Int64(clamping: cursor)
            let end = try SQLiteViews.firstEvent(at: filter.to, reader) - 1
            let until = min(end, start + StoreLimits.scanEventsMax)
            var sums: [Part: LockSum] = [:]
            var order: [Part] = []
            for row in try SQLiteViews.ended(after: start, until: until, filter, reader) {
                let key = Part(
                    merchant: try row.stored("merchant"), currency: try row.stored("currency"),
                    hour: UnlockTally.hour(of: Instant(ns: try row.stored("ended_at"))))
                if sums[key] == nil { order.append(key) }
                sums[key, default: LockSum()].add(try SQLiteViews.lockTime(of: row, reader))
            }
            let items = try order.map { key in
                HourLockTime(
                    hour: key.hour,
                    lockTime: MerchantLockTime(
                        merchant: try reader.named(.merchant, key.merchant),
                        currency: try reader.known(Currency(packed: key.currency)),
                        sum: sums[key] ?? LockSum()))
            }
            return ViewPage(items: items, next: until < end ? UInt64(bitPattern: until) : nil)
        }
    }

    private struct Part: Hashable {
        var merchant: Data
        var currency: UInt32
        var hour: Int64
    }

    /// The holds that ended with one of some events: with the last of those of the hold at that time.
    private static func ended(
        after start: Int64, until: Int64, _ filter: LockTimeFilter, _ reader: ViewsReader
    ) throws -> [Row] {
        try reader.rows(
            """
            SELECT holds.placed_sequence, holds.merchant, holds.currency, holds.placed_at, holds.ended_at
            FROM timeline JOIN holds ON holds.placed_sequence = timeline.hold
                AND holds.ended_at = timeline.time
            WHERE timeline.sequence > ?1 AND timeline.sequence <= ?2
                AND timeline.time >= ?3 AND (?4 IS NULL OR holds.merchant = ?4)
                AND NOT EXISTS (
                    SELECT 1 FROM timeline AS later
                    WHERE later.hold = timeline.hold AND later.sequence > timeline.sequence
                        AND later.time = timeline.time)
            ORDER BY timeline.sequence
            """,
            [start, until, filter.from.ns, filter.merchant?.blob])
    }

    private static func lockTime(of hold: Row, _ reader: ViewsReader) throws -> LockTime {
        let steps = try reader.rows(
            "SELECT * FROM timeline WHERE hold = ? ORDER BY sequence",
            [try hold.stored("placed_sequence", as: Int64.self)]
        ).compactMap(reader.step)
        let meter = LockMeter(
            steps, placedAt: Instant(ns: try hold.stored("placed_at")), openMinor: 0)
        return try reader.known(meter).lockTime
    }

    /// The first event not before a time, or the place after the last one: events are in order of time.
    private static func firstEvent(at time: Instant, _ reader: ViewsReader) throws -> Int64 {
        var low: Int64 = 1
        let newest = try reader.rows("SELECT max(sequence) AS newest FROM timeline", []).first
        let last: Int64? = try newest?.storedIfAny("newest")
        var high = (last ?? 0) + 1
        while low < high {
            let middle = low + (high - low) / 2
            let row = try reader.rows(
                """
                SELECT sequence, time FROM timeline WHERE sequence >= ? ORDER BY sequence LIMIT 1
                """, [middle]
            ).first
            if let row, try row.stored("time", as: Int64.self) < time.ns {
                low = try row.stored("sequence", as: Int64.self) + 1
            } else {
                high = middle
            }
        }
        return low
    }
}

extension ViewsReader {
    /// What a row of the timeline says of its hold; nil where it says nothing.
    func step(_ row: Row) throws -> HoldStep? {
        guard let kind = HoldStep.Kind(rawValue: try row.stored("name")) else { return nil }
        let overlay: String? = kind == .refused ? nil : try row.storedIfAny("kind")
        return try HoldStep(
            kind: kind, sequence: UInt64(bitPattern: row.stored("sequence")),
            time: Instant(ns: row.stored("time")),
            role: known(Role(rawValue: row.stored("role"))),
            overlay: overlay.flatMap { OverlayKind(code: $0) },
            amount: (row.storedIfAny("amount") as Int64?).map(Money.init(minor:)),
            until: (row.storedIfAny("until") as Int64?).map(Instant.init(ns:)),
            endsAt: (row.storedIfAny("ends_at") as Int64?).map(Instant.init(ns:)),
            headroomMinor: row.storedIfAny("headroom"),
            reason: known(Reason(rawValue: row.stored("reason"))),
            outcome: known(OutcomeCode(rawValue: row.stored("outcome"))))
    }
}
