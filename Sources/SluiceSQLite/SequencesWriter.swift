import GRDB
import SluiceCore
import SluiceEngine

/// Keeps the numbers that sequences of merchants lack, within one page.
///
/// A merchant without numbers costs nothing; the next number of a sequence costs no statement but one
/// at the end of the page.
struct SequencesWriter {
    let database: Database
    let memory: ViewsMemory

    func assign(_ event: Event, _ moment: ViewsWriter.Moment) throws {
        switch event {
        case .factRecorded(let event):
            guard let number = event.fact.merchantSequence else { return }
            try hear(number, of: event.merchant, moment)
        case .merchantSwept(let event): try sweep(event)
        default: break
        }
    }

    /// Writes how far sequences have come.
    func write() throws {
        for merchant in memory.sequencesMoved.sorted() {
            guard let highest = memory.sequences[merchant]?.highest else { continue }
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO sequence_heads VALUES (?, ?)"
            ).execute(arguments: [merchant.blob, highest])
        }
        memory.sequencesMoved.removeAll()
    }

    private func hear(
        _ number: Int64, of merchant: MerchantKey, _ moment: ViewsWriter.Moment
    ) throws {
        var head = try head(of: merchant)
        if number > head.highest ?? .min {
            if let highest = head.highest, number > highest + 1 {
                try insert(merchant, highest + 1, number - 1, since: moment.time.ns)
                head.gaps += 1
            }
            head.highest = number
            memory.sequencesMoved.insert(merchant)
        } else if head.gaps > 0 {
            head.gaps += try fill(number, of: merchant)
        }
        if head.gaps > StoreLimits.sequenceGapsMax {
            try mergeOldest(merchant)
            head.gaps -= 1
        }
        memory.sequences[merchant] = head
    }

    private func head(of merchant: MerchantKey) throws -> ViewsMemory.SequenceHead {
        if let known = memory.sequences[merchant] { return known }
        let highest = try database.cachedStatement(
            sql: "SELECT highest FROM sequence_heads WHERE merchant = ?")
        return ViewsMemory.SequenceHead(
            highest: try Int64.fetchOne(highest, arguments: [merchant.blob]),
            gaps: try count(merchant))
    }

    private func count(_ merchant: MerchantKey) throws -> Int {
        let statement = try database.cachedStatement(
            sql: "SELECT count(*) FROM sequence_gaps WHERE merchant = ?")
        return try Int.fetchOne(statement, arguments: [merchant.blob]) ?? 0
    }

    private func insert(
        _ merchant: MerchantKey, _ first: Int64, _ last: Int64, since: Int64
    ) throws {
        try database.cachedStatement(
            sql: "INSERT INTO sequence_gaps VALUES (NULL, ?, ?, ?, ?)"
        ).execute(arguments: [merchant.blob, first, last, since])
    }

    /// - Returns: by how much the gaps have become more.
    private func fill(_ number: Int64, of merchant: MerchantKey) throws -> Int {
        let find = try database.cachedStatement(
            sql: """
                SELECT place, first, last, since FROM sequence_gaps
                WHERE merchant = ? AND first <= ? ORDER BY first DESC LIMIT 1
                """)
        guard let row = try Row.fetchOne(find, arguments: [merchant.blob, number]),
            case let last = try row.stored("last", as: Int64.self), number <= last
        else { return 0 }
        let first: Int64 = try row.stored("first")
        let place: Int64 = try row.stored("place")
        let since: Int64 = try row.stored("since")
        try database.cachedStatement(sql: "DELETE FROM sequence_gaps WHERE place = ?")
            .execute(arguments: [place])
        var more = -1
        if first < number {
            try insert(merchant, first, number - 1, since: since)
            more += 1
        }
        if number < last {
            try insert(merchant, number + 1, last, since: since)
            more += 1
        }
        return more
    }

    /// Makes one of the two with the lowest numbers, with what lies between.
    private func mergeOldest(_ merchant: MerchantKey) throws {
        let find = try database.cachedStatement(
            sql: """
                SELECT place, last, since FROM sequence_gaps WHERE merchant = ?
                ORDER BY first LIMIT 2
                """)
        let rows = try Row.fetchAll(find, arguments: [merchant.blob])
        try database.cachedStatement(sql: "DELETE FROM sequence_gaps WHERE place = ?")
            .execute(arguments: [rows[1]["place"] as Int64])
        try database.cachedStatement(
            sql: "UPDATE sequence_gaps SET last = ?, since = min(since, ?) WHERE place = ?"
        ).execute(arguments: [
            rows[1]["last"] as Int64, rows[1]["since"] as Int64, rows[0]["place"] as Int64,
        ])
    }

    /// What was missing when the merchant's orders were asked for is looked for no more.
    private func sweep(_ event: MerchantSwept) throws {
        try database.cachedStatement(
            sql: "DELETE FROM sequence_gaps WHERE merchant = ? AND since <= ?"
        ).execute(arguments: [event.merchant.blob, event.askedAt.ns])
        if memory.sequences[event.merchant] != nil {
            memory.sequences[event.merchant]?.gaps = try count(event.merchant)
        }
    }
}
