import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Compares views with the journal while that is replayed: timelines and names row by row, lists at
/// the row the views have followed to. Changes nothing.
public struct ViewsCheck {
    /// The row the views have followed to.
    public let row: UInt64

    let views: SQLiteViews
    /// Entries of the timeline that replay has not come to yet, the next one last.
    private var entries: [(sequence: Int64, values: [DatabaseValue])] = []
    private var newestEntry: Int64 = 0
    private var isUnreadable = false
    private var books = BooksCheck()
    private var pulls = PullsCheck()

    static let pageEntriesMax = 1_000

    /// Opens the views of a directory as they are.
    /// - Returns: nil for views of another layout, which the next start makes again.
    /// - Throws: `JournalError`; `.damaged` for a file that is no database.
    public init?(directory: String) throws {
        guard let views = try SQLiteViews(asTheyAre: directory) else { return nil }
        self.views = views
        row = try views.checkpoint()
    }

    /// - Parameter ledger: the state after the row, with every record resident.
    /// - Returns: what is wrong, as far as this row tells.
    public mutating func follow(
        _ row: JournalRow, _ records: [CommandRecord], _ ledger: Ledger
    ) -> [String] {
        guard row.sequence <= self.row, !isUnreadable else { return [] }
        do {
            books.follow(records, from: row.firstEvent, ledger)
            pulls.follow(records, from: row.firstEvent)
            var faults = try compareNames(records)
            faults += try compareTimeline(row, records, ledger)
            if row.sequence == self.row { faults += try compareLists(row, ledger) }
            return faults
        } catch {
            isUnreadable = true
            return ["views cannot be read: \(error)"]
        }
    }

    private func compareNames(_ records: [CommandRecord]) throws -> [String] {
        let names = records.flatMap(\.names)
        guard !names.isEmpty else { return [] }
        return try views.read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT name FROM names WHERE kind = ? AND key = ?")
            return try names.filter { name in
                try String.fetchOne(
                    statement, arguments: [name.key.kind.rawValue, name.key.key.blob]) != name.text
            }.map { "views do not know \($0.key.kind) \($0.text)" }
        }
    }

    // MARK: The timeline

    private mutating func compareTimeline(
        _ row: JournalRow, _ records: [CommandRecord], _ ledger: Ledger
    ) throws -> [String] {
        var faults: [String] = []
        var sequence = row.firstEvent
        for record in records {
            for event in record.events {
                let moment = ViewsWriter.Moment(sequence: sequence, record: record)
                if let told = TimelineRow(event) {
                    let values = told.values(
                        moment, hold: told.holdPlace(in: ledger),
                        account: told.accountPlace(in: ledger))
                    faults += try compare(values.map(\.databaseValue), event, sequence)
                }
                sequence += 1
            }
        }
        // Whatever comes before the next row's events was told by none.
        faults += try strays(before: row.sequence == self.row ? .max : Int64(sequence))
        return faults
    }

    private mutating func compare(
        _ values: [DatabaseValue], _ event: Event, _ sequence: UInt64
    ) throws -> [String] {
        var faults = try strays(before: Int64(sequence))
        guard let entry = try nextEntry(), entry.sequence == Int64(sequence) else {
            return faults + ["views lack event \(sequence), \(event.name), in the timeline"]
        }
        entries.removeLast()
        if entry.values != values {
            faults.append("views differ in event \(sequence), \(event.name), of the timeline")
        }
        return faults
    }

    private mutating func strays(before sequence: Int64) throws -> [String] {
        var faults: [String] = []
        while let entry = try nextEntry(), entry.sequence < sequence {
            entries.removeLast()
            faults.append(
                "views have event \(entry.sequence) in the timeline, where the journal tells none")
        }
        return faults
    }

    private mutating func nextEntry() throws -> (sequence: Int64, values: [DatabaseValue])? {
        if let entry = entries.last { return entry }
        let after = newestEntry
        entries = try views.read { database in
            try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT * FROM timeline WHERE sequence > ? ORDER BY sequence LIMIT ?"),
                arguments: [after, ViewsCheck.pageEntriesMax]
            ).map { (try $0.stored("sequence"), Array($0.databaseValues)) }.reversed()
        }
        newestEntry = entries.first?.sequence ?? newestEntry
        return entries.last
    }

    // MARK: Lists

    private func compareLists(_ row: JournalRow, _ ledger: Ledger) throws -> [String] {
        var faults: [String] = []
        if try views.checkpointHash() != row.hash {
            faults.append("views followed another journal: row \(row.sequence) differs")
        }
        // What lists are found by: an index that lacks a row hides it.
        let told = try views.read { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(20)")
        }
        if told != ["ok"] { faults += told.map { "views: \($0)" } }
        faults += try books.compare(views)
        faults += try pulls.compare(views)
        var seen: Set<StateKey> = []
        try forEach(page: accounts) { view in
            seen.insert(StateKey(.account, view.account.key))
            let account = ledger.account(view.account.key)
            if account.map({ AccountView($0, naming: view) }) != view {
                faults.append("views differ in account \(text(view.account))")
            }
        }
        let holds = { after, limit in try views.holds(HoldFilter(), after: after, limit: limit) }
        try forEach(page: holds) { view in
            seen.insert(StateKey(.hold, view.hold.key))
            let hold = ledger.hold(view.hold.key)
            if hold.map({
                HoldView($0, naming: view, extendableUntil: ledger.extendableUntil($0))
            }) != view {
                faults.append("views differ in hold \(text(view.hold))")
            }
        }
        faults += try compareReturns(ledger)
        try ledger.forEachImage { key, _ in
            guard [.account, .hold].contains(key.kind), !seen.contains(key) else { return }
            let name = try views.read { database in
                try String.fetchOne(
                    database, sql: "SELECT name FROM names WHERE kind = ? AND key = ?",
                    arguments: [
                        (key.kind == .hold ? KeyKind.hold : .account).rawValue, key.key.blob,
                    ])
            }
            faults.append("views lack \(key.kind) \(name ?? "\(key.key)")")
        }
        return faults
    }

    private func forEach<Item>(
        page: (UInt64, Int) throws -> Viewed<ViewPage<Item>>, _ body: (Item) -> Void
    ) throws {
        var cursor: UInt64? = 0
        while let after = cursor {
            let items = try page(after, StoreLimits.pageItemsMax).value
            items.items.forEach(body)
            cursor = items.next
        }
    }

    private func text<Tag>(_ named: Named<Tag>) -> String { named.name ?? "\(named.key)" }
}

extension TimelineRow {
    /// The keys of the rows of its hold and account; nil where it is of none.
    fileprivate func holdPlace(in ledger: Ledger) -> Int64? {
        ledger.hold(hold).map { Int64(bitPattern: $0.placedSequence) }
    }

    fileprivate func accountPlace(in ledger: Ledger) -> Int64? {
        ledger.account(account).map { Int64(bitPattern: $0.openedSequence) }
    }
}

extension StoredValue {
    fileprivate var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .text(let text): text.databaseValue
        case .key(let key): key.blob.databaseValue
        case .bytes(let bytes): Data(bytes).databaseValue
        }
    }
}

extension ViewsCheck {
    private func accounts(
        after cursor: UInt64, limit: Int
    ) throws -> Viewed<ViewPage<AccountView>> {
        try views.accounts(AccountFilter(), after: cursor, limit: limit)
    }
}
