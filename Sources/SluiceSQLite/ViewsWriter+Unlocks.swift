import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// How soon credit comes back that is due.
extension ViewsWriter {
    func assign(_ terms: UnlockTerms, of version: UInt32) throws {
        try execute(
            database.cachedStatement(sql: "INSERT INTO unlock_terms VALUES (?, ?, ?, ?, ?, ?, ?)"),
            [
                version, terms.levels.p95Ns, terms.levels.p99Ns, terms.levels.allNs,
                terms.verdictNs, terms.automaticNs, terms.personNs,
            ])
        memory.unlocks.terms = terms
    }

    /// Counts what a movement gives back, before the row of its hold changes.
    func measure(_ event: HoldMoved, of hold: Int64, _ moment: Moment) throws {
        switch event.kind {
        case .release, .expiry, .refund: break
        case .decline: return try countDecline(event, of: hold, moment)
        default: return
        }
        let doubt = try doubt(of: event, hold)
        let terms = try terms()
        _ = try termsOfHold.first([.integer(hold)]) { row in
            if let doubt, doubt.kind == .unlockReview {
                memory.unlocks.add(
                    doubt, UInt32(truncatingIfNeeded: row.integer(1)), at: moment.time,
                    delayed: event.amount)
            }
            let unlock = Unlock(
                event, of: moment.command, by: moment.role, at: moment.time,
                placedAt: Instant(ns: row.integer(2)), endsAt: Instant(ns: row.integer(3)),
                promisedUntil: Instant(ns: row.integer(4)), doubt: doubt, terms)
            if let unlock { memory.unlocks.add(unlock, of: try row.key(0)) }
        }
    }

    /// Counts a review that ended without giving credit back: of a purchase, or of a release that was refused.
    func countReview(_ event: HoldChanged, of hold: Int64, _ moment: Moment) throws {
        guard let review = event.overlay, review.kind.isReview,
            event.kind == .approved || event.kind == .reviewClosed && event.amount == .zero
        else { return }
        let columns = try database.cachedStatement(
            sql: "SELECT currency, authorised FROM holds WHERE placed_sequence = ?")
        guard let row = try Row.fetchOne(columns, arguments: [hold]) else { return }
        let isApproved = event.kind == .approved
        memory.unlocks.add(
            review, try row.stored("currency"), at: moment.time,
            delayed: isApproved ? Money(minor: try row.stored("authorised")) : nil)
    }

    /// Counts a purchase that was looked at and declined.
    func countDecline(_ event: HoldMoved, of hold: Int64, _ moment: Moment) throws {
        guard event.reason == .reviewRejected || event.reason == .stepUpFailed else { return }
        let columns = try database.cachedStatement(
            sql: """
                SELECT overlays.*, currency FROM overlays JOIN holds USING (placed_sequence)
                WHERE placed_sequence = ? AND kind = \(OverlayKind.placementReview.rawValue)
                """)
        guard let row = try Row.fetchOne(columns, arguments: [hold]) else { return }
        memory.unlocks.add(
            try ViewsReader(database).overlay(row).overlay, try row.stored("currency"),
            at: moment.time, delayed: nil)
    }

    /// What a release waited under: lifted by the same command, or over the hold that it ends.
    private func doubt(of event: HoldMoved, _ hold: Int64) throws -> Overlay? {
        guard event.kind == .release else { return nil }
        let waits: [OverlayKind] = [.releaseQueued, .unlockReview]
        if let lifted = memory.unlocks.lifted[hold] {
            return waits.contains(lifted.kind) ? lifted : nil
        }
        guard !event.amounts.open.isPositive,
            try hasOverlays.integers([.integer(hold)]) != nil
        else { return nil }
        let statement = try database.cachedStatement(
            sql: """
                SELECT * FROM overlays WHERE placed_sequence = ? AND kind IN
                    (\(waits.map { "\($0.rawValue)" }.joined(separator: ", "))) AND reason = ?
                """)
        let row = try Row.fetchOne(statement, arguments: [hold, event.reason.rawValue])
        return try row.map { try ViewsReader(database).overlay($0).overlay }
    }

    private func terms() throws -> UnlockTerms {
        if let known = memory.unlocks.terms { return known }
        let newest = try database.cachedStatement(
            sql: "SELECT * FROM unlock_terms ORDER BY policy_version DESC LIMIT 1")
        guard let row = try Row.fetchOne(newest) else {
            throw JournalError(.damaged, "the views lack the policy in force")
        }
        let terms = try UnlockTerms(
            levels: ServiceLevels(
                p95Ns: row.stored("p95"), p99Ns: row.stored("p99"),
                allNs: row.stored("all_of_them")),
            verdictNs: row.stored("verdict"), automaticNs: row.stored("automatic"),
            personNs: row.stored("person"))
        memory.unlocks.terms = terms
        return terms
    }

    /// Writes what was counted, and forgets what is older than anybody asks for.
    func writeUnlocks() throws {
        let counts = memory.unlocks
        let hour = try RowStatement(
            database,
            """
            INSERT INTO unlock_hours VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                count = count + excluded.count, kept_p95 = kept_p95 + excluded.kept_p95,
                kept_p99 = kept_p99 + excluded.kept_p99, kept_all = kept_all + excluded.kept_all
            """)
        for (key, tally) in counts.hours.sorted(by: { $0.key < $1.key }) {
            _ = try hour.run(
                [
                    .integer(key.hour), .number(key.cause.rawValue),
                    .number(key.tier?.rawValue ?? 0), .flag(key.isFromFact), .number(key.step),
                ] + tally.columns)
        }
        let day = try RowStatement(
            database,
            """
            INSERT INTO unlock_days VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                count = count + excluded.count, kept_p95 = kept_p95 + excluded.kept_p95,
                kept_p99 = kept_p99 + excluded.kept_p99, kept_all = kept_all + excluded.kept_all,
                longest = max(longest, excluded.longest)
            """)
        for (key, tally) in counts.days.sorted(by: { $0.key < $1.key }) {
            _ = try day.run(
                [
                    .key(key.merchant), .integer(key.day), .number(key.cause.rawValue),
                    .number(key.tier?.rawValue ?? 0),
                ] + tally.columns + [.integer(tally.longestNs)])
        }
        let declines = try RowStatement(
            database,
            """
            INSERT INTO decline_hours VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
                prevented = prevented + excluded.prevented,
                avoidable = avoidable + excluded.avoidable
            """)
        for (hour, count) in counts.declines.sorted(by: { $0.key < $1.key }) {
            _ = try declines.run([
                .integer(hour), .integer(count.prevented), .integer(count.avoidable),
            ])
        }
        let reviews = try RowStatement(
            database,
            """
            INSERT INTO review_days VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                found = found + excluded.found, in_vain = in_vain + excluded.in_vain,
                delayed = delayed + excluded.delayed
            """)
        for (key, tally) in counts.reviews.sorted(by: { $0.key < $1.key }) {
            _ = try reviews.run([
                .integer(key.day), .number(key.kind.rawValue), .number(key.tier?.rawValue ?? 0),
                .flag(key.isDrawn), .number(key.currency), .integer(tally.found),
                .integer(tally.nothing), .integer(tally.delayedMinorSeconds),
            ])
        }
        let newest = counts.hours.keys.map(\.hour).max()
        memory.unlocks.removeCounts()
        if let newest { try forgetUnlocks(before: newest - StoreLimits.unlockHoursKept) }
    }

    private func forgetUnlocks(before hour: Int64) throws {
        guard hour > memory.unlocks.forgottenTo else { return }
        memory.unlocks.forgottenTo = hour
        for (table, column, oldest) in [
            ("unlock_hours", "hour", hour), ("decline_hours", "hour", hour),
            ("unlock_days", "day", hour / 24), ("review_days", "day", hour / 24),
        ] {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE \(column) < ?")
                .execute(arguments: [oldest])
        }
    }
}

extension UnlockTally {
    fileprivate var columns: [StoredValue] {
        [.integer(count), .integer(keptP95), .integer(keptP99), .integer(keptAll)]
    }
}
