import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// What stands over holds, the terms they have from policies, and return cases.
extension ViewsWriter {
    // MARK: Terms

    func assign(_ policy: Policy) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO terms VALUES (?, ?, ?)")
        for scenario in policy.scenarios {
            try execute(
                statement, [policy.version, scenario.name.text, scenario.maximumAgeNs])
        }
        try assign(UnlockTerms(policy), of: policy.version)
    }

    func maximumAgeNs(_ scenario: Code, _ version: UInt32) throws -> Int64 {
        try memory.maximumAgeNs(scenario, version) {
            let statement = try database.cachedStatement(
                sql: "SELECT maximum_age_ns FROM terms WHERE policy_version = ? AND scenario = ?")
            guard let ns = try Int64.fetchOne(statement, arguments: [version, scenario.text])
            else { throw JournalError(.damaged, "the views lack a policy that an event names") }
            return ns
        }
    }

    // MARK: Overlays

    func assignOverlay(
        of event: HoldChanged, on hold: Int64, _ moment: Moment
    ) throws {
        guard var overlay = event.overlay else { return }
        switch event.kind {
        case .approved, .reviewClosed, .overlayLifted, .heard, .extended, .releaseJudged:
            memory.unlocks.lifted[hold] = overlay
            try lift(overlay.kind, on: hold)
        case .reviewOpened, .overlaySet, .lateCaptured, .noticed, .silenced, .paused:
            overlay.sequence = UInt64(bitPattern: moment.stamp)
            try set(overlay, on: hold)
        case .releaseQueued where overlay.sequence == 0:
            overlay.sequence = UInt64(bitPattern: moment.stamp)
            try set(overlay, on: hold)
        case .reviewMoved, .releaseQueued, .decisionMade, .decisionUndone:
            try keepDeadline(of: overlay, on: hold, moment)
            try set(overlay, on: hold)
        }
    }

    /// Keeps the deadline that a review has until now, if it moves.
    private func keepDeadline(of overlay: Overlay, on hold: Int64, _ moment: Moment) throws {
        guard overlay.kind == .placementReview || overlay.kind == .unlockReview else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO due_moves SELECT sequence, ?, until, placed_sequence FROM overlays
                WHERE placed_sequence = ? AND kind = ? AND sequence = ? AND until <> ?
                """)
        // Most deadlines stay: then there is nothing to keep.
        try statement.execute(arguments: [
            moment.stamp, hold, overlay.kind.rawValue, Int64(bitPattern: overlay.sequence),
            overlay.until.ns,
        ])
    }

    func set(_ overlay: Overlay, on hold: Int64) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO overlays VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try execute(
            statement,
            [
                hold, overlay.kind.rawValue, overlay.key.optionalBlob, overlay.since.ns,
                overlay.until.ns, overlay.hardStop.ns, overlay.reason.rawValue,
                overlay.isMerchantWord, overlay.authority?.text, overlay.termEndsAt.ns,
                Int64(bitPattern: overlay.sequence),
                RecordCodec.details(of: overlay).map { Data($0) }, overlay.deskTier?.rawValue,
            ])
    }

    private func lift(_ kind: OverlayKind, on hold: Int64) throws {
        let statement = try database.cachedStatement(
            sql: "DELETE FROM overlays WHERE placed_sequence = ? AND kind = ?")
        try execute(statement, [hold, kind.rawValue])
    }

    // MARK: Returns

    func assign(_ event: ReturnChanged, _ moment: Moment) throws {
        let state = event.state
        let known = try database.cachedStatement(
            sql: """
                UPDATE returns SET refunded = ?, stage = ?, is_received = ?, due_at = ?,
                    reason = ?, sequence = ? WHERE key = ?
                """)
        try known.execute(arguments: [
            state.refunded.minor, state.stage.rawValue, state.isReceived, state.dueAt.ns,
            state.reason.rawValue, moment.stamp, state.key.blob,
        ])
        guard database.changesCount == 0 else { return }
        // A case opens when something was captured, so its order has a hold.
        let merchant = try Data.fetchOne(
            database.cachedStatement(
                sql: "SELECT merchant FROM holds WHERE order_key = ? LIMIT 1"),
            arguments: [event.order.blob])
        guard let merchant else {
            throw JournalError(.damaged, "the views lack an order that an event names")
        }
        try execute(
            database.cachedStatement(
                sql: "INSERT INTO returns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            [
                moment.stamp, state.key.blob, merchant, event.order.blob,
                state.lines.reduce(into: Data()) { $0 += $1.blob }, state.amount.minor,
                state.refunded.minor, state.stage.rawValue, state.isReceived, state.dueAt.ns,
                state.reason.rawValue, moment.time.ns, moment.stamp,
            ])
    }
}
