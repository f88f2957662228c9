import SluiceCore
import SluiceEngine
import SluiceSQLite

/// The policies a journal adopted, read from its rows; an engine may run beside it.
enum JournalPolicies {
    private static let pageBytesMax = 8 << 20

    /// Every version, the first being 1, with the time of its adoption.
    /// - Throws: `JournalError` if the journal cannot be read.
    static func read(directory: String) throws -> [(policy: Policy, adoptedAt: Instant)] {
        var journal = try SQLiteJournal.openReadOnly(directory: directory)
        defer { journal.close() }
        let head = try journal.head()
        var policies: [(policy: Policy, adoptedAt: Instant)] = []
        var row: UInt64 = 0
        while row < head.sequence {
            let rows = try journal.read(after: row, bytesMax: pageBytesMax)
            guard let last = rows.last else {
                throw JournalError(.damaged, "row \(row + 1) is missing")
            }
            for record in try rows.flatMap({ try Recovery.decode($0) }) {
                for case .policyAdopted(let policy) in record.events {
                    policies.append((policy, record.time))
                }
            }
            row = last.sequence
        }
        return policies
    }
}
