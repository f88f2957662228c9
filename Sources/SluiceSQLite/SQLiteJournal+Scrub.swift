import SluiceCore
import SluiceEngine

extension SQLiteJournal {
    /// The journal of a directory as a store that is read again: every row's hash against the row
    /// before, through a connection of its own.
    public static func scrubStore(directory: String) -> ScrubStore {
        ScrubStore(name: "journal") {
            let journal = try SQLiteJournal.openReadOnly(directory: directory)
            var sequence: UInt64 = 0
            var previous = RowHash.zero
            return { bytesMax in
                let rows = try journal.read(after: sequence, bytesMax: bytesMax)
                guard !rows.isEmpty else { return nil }
                var page = ScrubPage()
                for row in rows {
                    page.bytes += row.bytes.count
                    if row.chained(after: previous) != row.hash {
                        page.damages.append(
                            ScrubDamage(
                                place: "row \(row.sequence)",
                                detail: "\(journal.path): row \(row.sequence) does not follow row "
                                    + "\(sequence): its hash differs"))
                    }
                    sequence = row.sequence
                    previous = row.hash
                }
                return page
            }
        }
    }
}
