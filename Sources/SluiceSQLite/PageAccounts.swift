import GRDB
import SluiceCore
import SluiceEngine

/// The accounts that a page touches: where each stands is looked up once, and its balances are written
/// once, at the end of the page.
final class PageAccounts {
    private struct Entry {
        /// The sequence of the event that opened it: the key of its row.
        var place: Int64
        /// nil while they are as they are stored.
        var balances: Balances?
        var stamp: Int64 = 0
    }

    private let find: RowStatement
    private let update: RowStatement
    private var entries: [Entry] = []
    private var indices: [AccountKey: Int] = [:]

    init(_ database: Database) throws {
        find = try RowStatement(database, "SELECT opened_sequence FROM accounts WHERE key = ?")
        update = try RowStatement(
            database,
            """
            UPDATE accounts SET limit_minor = ?, held = ?, owed = ?, credit_balance = ?,
                payout_due = ?, sequence = ?
            WHERE opened_sequence = ?
            """)
    }

    /// The key of an account's row.
    func place(of account: AccountKey) throws -> Int64 { entries[try index(of: account)].place }

    func set(_ balances: Balances, of account: AccountKey, at stamp: Int64) throws {
        let index = try index(of: account)
        entries[index].balances = balances
        entries[index].stamp = stamp
    }

    /// Writes what has changed, in the order of the rows.
    func write() throws {
        for entry in entries.sorted(by: { $0.place < $1.place }) {
            guard let balances = entry.balances else { continue }
            let changed = try update.run([
                .money(balances.limit), .money(balances.held), .money(balances.owed),
                .money(balances.creditBalance), .money(balances.payoutDue),
                .integer(entry.stamp), .integer(entry.place),
            ])
            guard changed == 1 else { throw Self.lacking }
        }
    }

    private func index(of account: AccountKey) throws -> Int {
        if let index = indices[account] { return index }
        guard let place = try find.integers([.key(account)])?.first else { throw Self.lacking }
        entries.append(Entry(place: place))
        indices[account] = entries.count - 1
        return entries.count - 1
    }

    private static let lacking = JournalError(
        .damaged, "the views lack an account that an event names")
}
