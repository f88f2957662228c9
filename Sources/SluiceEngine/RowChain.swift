import SluiceCore

/// A row whose place in the chain was checked, and what is in it.
struct DecodedRow: Sendable {
    /// Without its bytes.
    var row: JournalRow
    var records: [CommandRecord]
}

/// Rows one after the other: each has the number and the hash that follow from the one before.
struct RowChain: Sendable {
    private(set) var sequence: UInt64
    private var hash: RowHash

    init(after sequence: UInt64, _ hash: RowHash) {
        self.sequence = sequence
        self.hash = hash
    }

    /// - Parameter isNaming: whether names are wanted.
    /// - Throws: `JournalError(.damaged)` naming the row, `.formatUnknown` for one of a later version.
    mutating func decode(_ row: JournalRow, isNaming: Bool = true) throws -> DecodedRow {
        guard row.sequence == sequence + 1 else {
            throw JournalError(
                .damaged, "row \(sequence + 1) is missing: row \(row.sequence) follows")
        }
        guard row.chained(after: hash) == row.hash else {
            throw JournalError(
                .damaged, "row \(row.sequence) does not follow row \(sequence): its hash differs")
        }
        let records = try Recovery.decode(row, isNaming: isNaming)
        sequence = row.sequence
        hash = row.hash
        var row = row
        row.bytes = []
        return DecodedRow(row: row, records: records)
    }
}
