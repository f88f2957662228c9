import GRDB
import SluiceCore
import SluiceEngine

/// What is written, and what is removed, at the end of a page.
extension ViewsWriter {
    /// Writes who told of new orders, and removes rows that can mean nothing any more: it looks at
    /// twice as many as were written, so that there are never many of them.
    func sweep(at now: Instant) throws {
        let sender = try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO created_senders VALUES (?, ?)")
        for (merchant, at) in memory.createdSenders {
            try sender.execute(arguments: [merchant.blob, at])
        }
        memory.createdSenders.removeAll(keepingCapacity: true)
        guard memory.watched > 0 else { return }
        let from = memory.sweptTo
        let page = """
            SELECT detector, subject FROM watches
            WHERE (detector, subject) > (?1, ?2) ORDER BY detector, subject LIMIT ?3
            """
        let last = try Row.fetchOne(
            database.cachedStatement(
                sql: "SELECT * FROM (\(page)) ORDER BY detector DESC, subject DESC LIMIT 1"),
            arguments: [from.detector, from.subject, 2 * memory.watched + 16])
        memory.watched = 0
        guard let last else {
            memory.sweptTo = (0, 0)
            return
        }
        let to: (detector: Int64, subject: Int64) = (last["detector"], last["subject"])
        let statement = try database.cachedStatement(
            sql: """
                DELETE FROM watches
                WHERE (detector, subject) > (?1, ?2) AND (detector, subject) <= (?3, ?4)
                    AND CASE detector
                        WHEN \(Detector.lateCapture.rawValue) THEN since <= ?5
                        WHEN \(Detector.creditNotReturned.rawValue) THEN NOT EXISTS (
                            SELECT 1 FROM returns WHERE opened_sequence = subject
                                AND due_at < \(Instant.never.ns))
                        ELSE NOT EXISTS (
                            SELECT 1 FROM holds
                            WHERE placed_sequence = subject AND ended_at IS NULL)
                        END
                """)
        try statement.execute(arguments: [
            from.detector, from.subject, to.detector, to.subject,
            now.ns - AnomalySpans.standard.lateCaptureNs,
        ])
        memory.sweptTo = to
    }
}
