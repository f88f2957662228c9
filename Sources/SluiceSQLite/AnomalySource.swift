import SluiceCore
import SluiceEngine

/// Where the views have what a detector finds.
///
/// Parameters of `sql`: 1 the place after which, and 2 up to which is looked; 3 how many rows; 4 and 5
/// the two times of the condition, `before` and `notBefore`; 6 the merchant, NULL for all.
struct AnomalySource {
    let sql: String
    /// Whether all open holds have to be looked at, some at a time.
    var isScan = false
    /// What is to be found was so at this time, or before.
    var before: Instant
    /// The older bound of those that have one.
    var notBefore = Instant.epoch

    /// - Returns: nil for what views know nothing of.
    init?(_ query: AnomalyQuery) {
        let (now, spans) = (query.now, query.spans)
        func ago(_ spanNs: Int64) -> Instant { Instant(ns: now.ns - spanNs) }
        before = now
        switch query.detector {
        case .orderOver:
            before = ago(spans.orderOverNs)
            sql = Self.ofWatched(
                .orderOver,
                reason: """
                    (SELECT \(Reason.legalFreezeSet.rawValue) FROM overlays
                        WHERE overlays.placed_sequence = holds.placed_sequence
                            AND overlays.kind = \(OverlayKind.legalFreeze.rawValue))
                    """,
                where: """
                    holds.ended_at IS NULL AND NOT EXISTS (
                        SELECT 1 FROM pulled_orders AS pulled
                        WHERE pulled.order_key = holds.order_key AND pulled.is_over = 0)
                    """)
        case .linesDone:
            sql = Self.ofWatched(
                .linesDone, reason: "NULL",
                where: """
                    holds.ended_at IS NULL AND NOT EXISTS (
                        SELECT 1 FROM hold_lines AS line
                        WHERE line.placed_sequence = holds.placed_sequence AND line.is_told = 0
                            AND line.authorised > line.captured + line.released + line.expired)
                    """)
        case .orderContradicted:
            sql = Self.ofWatched(
                .orderContradicted, reason: "watches.reason", where: "holds.ended_at IS NULL")
        case .lateCapture:
            notBefore = ago(spans.lateCaptureNs)
            sql = Self.ofWatched(
                .lateCapture, reason: "watches.reason",
                amount: "coalesce(watches.amount, holds.released + holds.expired)",
                where: "watches.since > ?5")
        case .reviewOverdue:
            before = ago(spans.reviewOverdueNs)
            sql = Self.ofOverlay([.placementReview, .unlockReview], since: "overlays.until")
        case .verdictOverdue:
            before = ago(spans.verdictOverdueNs)
            sql = Self.ofOverlay([.releaseQueued], since: "overlays.until")
        case .resultUnknown:
            before = ago(spans.resultUnknownNs)
            sql = Self.ofOverlay([.resultUnknown], since: "overlays.since")
        case .orderSilent:
            sql = Self.ofOverlay(
                [.silence], since: "overlays.since", reason: "overlays.reason")
        case .creditNotReturned:
            before = ago(spans.creditNotReturnedNs)
            sql = Self.ofReturns
        case .sequenceGap:
            before = ago(spans.sequenceGapNs)
            sql = Self.ofGaps
        case .restrictionEndless: sql = Self.ofRestrictions
        case .feedLost: sql = Self.ofFeeds
        case .factParked:
            before = ago(spans.factParkedNs)
            sql = Self.ofParked
        case .orderUntold:
            isScan = true
            before = ago(spans.orderUntoldNs)
            notBefore = ago(spans.createdWithinNs)
            sql = Self.ofOpen(since: "holds.placed_at", where: Self.isUntold)
        case .endPassed:
            isScan = true
            before = ago(spans.endPassedNs)
            sql = Self.ofOpen(since: "holds.expires_at", where: "TRUE")
        case .heldTwice:
            isScan = true
            sql = Self.ofOpen(since: "max(holds.placed_at, \(Self.otherPlacedAt))", where: "TRUE")
        case .storeDamaged, .clockInDoubt, .undelivered: return nil
        }
    }

    private static let hold = """
        holds.placed_sequence AS place, holds.key AS hold, holds.order_key, holds.account,
            holds.merchant, holds.currency
        """
    private static let open = "holds.authorised - holds.captured - holds.released - holds.expired"

    /// Of a kind of row of `watches` that is of holds.
    private static func ofWatched(
        _ detector: Detector, reason: String, amount: String = open, where condition: String
    ) -> String {
        """
        SELECT \(hold), \(amount) AS amount, watches.since, \(reason) AS reason
        FROM watches JOIN holds ON holds.placed_sequence = watches.subject
        WHERE watches.detector = \(detector.rawValue)
            AND watches.subject > ?1 AND watches.subject <= ?2
            AND watches.since <= ?4 AND \(condition)
            AND (?6 IS NULL OR holds.merchant = ?6)
        ORDER BY watches.subject LIMIT ?3
        """
    }

    /// Of overlays, in the order of their key: there are few, beside the holds.
    private static func ofOverlay(
        _ kinds: [OverlayKind], since: String, reason: String = "NULL"
    ) -> String {
        """
        SELECT \(hold), \(open) AS amount, \(since) AS since, \(reason) AS reason
        FROM overlays JOIN holds ON holds.placed_sequence = overlays.placed_sequence
        WHERE overlays.placed_sequence > ?1 AND overlays.placed_sequence <= ?2
            AND +overlays.kind IN (\(kinds.map { "\($0.rawValue)" }.joined(separator: ", ")))
            AND \(since) <= ?4 AND (?6 IS NULL OR holds.merchant = ?6)
        ORDER BY overlays.placed_sequence LIMIT ?3
        """
    }

    private static func ofOpen(since: String, where condition: String) -> String {
        """
        SELECT \(hold), \(open) AS amount, \(since) AS since, NULL AS reason
        FROM holds INDEXED BY holds_live
        WHERE holds.ended_at IS NULL AND holds.placed_sequence > ?1
            AND holds.placed_sequence <= ?2 AND \(since) <= ?4
            AND \(condition) AND (?6 IS NULL OR holds.merchant = ?6)
        ORDER BY holds.placed_sequence LIMIT ?3
        """
    }

    private static let isUntold = """
        EXISTS (
            SELECT 1 FROM created_senders AS sender
            WHERE sender.merchant = holds.merchant AND sender.newest_at > ?5)
        AND NOT EXISTS (
            SELECT 1 FROM timeline
            WHERE timeline.order_key = holds.order_key
                AND timeline.name = 'order.fact_recorded'
                AND timeline.kind = '\(FactKind.created.code)')
        """

    /// When the first other live hold came that a live hold may not have beside it.
    private static let otherPlacedAt = """
        CASE WHEN holds.status IN (\(live)) THEN (
            SELECT min(other.placed_at) FROM holds AS other
            WHERE other.order_key = holds.order_key
                AND other.placed_sequence <> holds.placed_sequence
                AND other.status IN (\(live))
                AND (other.account <> holds.account OR other.purpose = holds.purpose)) END
        """
    private static let live = HoldStatus.allCases.filter(\.isLive).map { "\($0.rawValue)" }
        .joined(separator: ", ")

    /// Of an order with a return all holds are of one merchant; its first names the account.
    private static let ofReturns = """
        SELECT returns.opened_sequence AS place, NULL AS hold, returns.order_key, holds.account,
            returns.merchant, holds.currency, returns.amount - returns.refunded AS amount,
            watches.since, returns.reason
        FROM watches JOIN returns ON returns.opened_sequence = watches.subject
            JOIN holds ON holds.placed_sequence = (
                SELECT min(first.placed_sequence) FROM holds AS first
                WHERE first.order_key = returns.order_key)
        WHERE watches.detector = \(Detector.creditNotReturned.rawValue)
            AND watches.subject > ?1 AND watches.subject <= ?2 AND watches.since <= ?4
            AND returns.due_at < \(Instant.never.ns)
            AND (?6 IS NULL OR returns.merchant = ?6)
        ORDER BY watches.subject LIMIT ?3
        """

    private static let ofRestrictions = """
        SELECT restrictions.sequence AS place, NULL AS hold, NULL AS order_key, accounts.key AS account,
            NULL AS merchant, accounts.currency, accounts.held AS amount, restrictions.since,
            NULL AS reason
        FROM restrictions INDEXED BY restrictions_endless
            JOIN accounts ON accounts.key = restrictions.account
        WHERE restrictions.review_by IS NULL AND restrictions.sequence > ?1
            AND restrictions.sequence <= ?2 AND restrictions.since <= ?4
            AND ?6 IS NULL
        ORDER BY restrictions.sequence LIMIT ?3
        """

    private static let ofFeeds = """
        SELECT sequence AS place, NULL AS hold, NULL AS order_key, NULL AS account, merchant,
            NULL AS currency, NULL AS amount, since, reason
        FROM lost_feeds
        WHERE sequence > ?1 AND sequence <= ?2 AND since <= ?4
            AND (?6 IS NULL OR merchant = ?6)
        ORDER BY sequence LIMIT ?3
        """

    private static let ofGaps = """
        SELECT place, NULL AS hold, NULL AS order_key, NULL AS account, merchant,
            NULL AS currency, NULL AS amount, since,
            CASE WHEN first = last THEN CAST(first AS TEXT) ELSE first || '-' || last END AS reason
        FROM sequence_gaps
        WHERE place > ?1 AND place <= ?2 AND since <= ?4 AND (?6 IS NULL OR merchant = ?6)
        ORDER BY place LIMIT ?3
        """

    private static let ofParked = """
        SELECT sequence AS place, NULL AS hold, order_key, NULL AS account, merchant,
            NULL AS currency, NULL AS amount, since, NULL AS reason
        FROM parked_facts
        WHERE sequence > ?1 AND sequence <= ?2 AND since <= ?4
            AND (?6 IS NULL OR merchant = ?6)
        ORDER BY sequence LIMIT ?3
        """
}
