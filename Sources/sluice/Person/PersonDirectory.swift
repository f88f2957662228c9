import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceServer

/// What a stopped data directory has on people: nobody else is in it meanwhile.
struct PersonDirectory {
    private let path: String
    private let lock: DirectoryLock
    private let people: SQLitePeople?
    private let lender: String
    private let rows: UInt64

    /// - Parameter makesStore: whether `people.db` is made where there is none.
    /// - Throws: `JournalError`.
    init(_ path: String, makesStore: Bool) throws {
        umask(0o077)
        self.path = path
        lock = try DirectoryLock(directory: path, startedAt: WallClock.system.now())
        let journal = try SQLiteJournal.openReadOnly(directory: path)
        rows = try journal.head().sequence
        var recovery = Recovery()
        for row in try journal.read(after: 0, bytesMax: 1).prefix(1) {
            _ = try recovery.replay(row)
        }
        lender = recovery.ledger.journal?.lender ?? ""
        if makesStore || Self.has("people.db", in: path) {
            let people = try SQLitePeople(directory: path, clock: .system)
            _ = try people.applyErasures()
            self.people = people
        } else {
            people = nil
        }
    }

    func export(_ id: String) throws -> PersonExport {
        let held = try people?.holdings(of: KeyDerivation.subject(id)) ?? PersonHoldings()
        let archive =
            Self.has("archive.db", in: path) ? try SQLiteArchive(directory: path) : nil
        var names: [NamedKey: String] = [:]
        for note in held.notes {
            names[note.about] = try archive?.name(of: note.about)
        }
        func document(_ account: AccountView?) -> PersonDocument {
            PersonDocument(held, id: id, account: account.map(AccountDocument.init)) {
                names[$0] ?? $0.key.hexadecimal
            }
        }
        guard Self.has("views.db", in: path) else {
            return PersonExport(
                person: document(nil), notices: NoticeTerms([]), isUnknown: held.isUnknown,
                isComplete: rows == 0)
        }
        let views = try SQLiteViews(directory: path)
        let key = KeyDerivation.account(lender: lender, name: id)
        let account = try views.account(key).value
        return PersonExport(
            person: document(account), holds: try holds(of: key, views),
            timeline: try timeline(of: key, views),
            notices: NoticeTerms(try JournalPolicies.read(directory: path).map(\.policy)),
            currency: account?.currency,
            isUnknown: held.isUnknown && account == nil,
            isComplete: try views.checkpoint() >= rows)
    }

    func erase(
        _ id: String, reason: Code, _ export: PersonExport
    ) throws -> PersonErasedDocument {
        guard let people else { preconditionFailure("erasing makes the store") }
        let done = try people.erase(KeyDerivation.subject(id), reason: reason)
        return PersonErasedDocument(
            id: id, erasedAt: done.erasure.at, reason: done.erasure.reason,
            hadContact: done.hadContact, notes: done.notes,
            hasAccount: export.person.account != nil || !export.isComplete)
    }

    private func holds(of account: AccountKey, _ views: SQLiteViews) throws -> [HoldView] {
        try all { try views.holds(HoldFilter(account: account), after: $0, limit: $1).value }
    }

    private func timeline(
        of account: AccountKey, _ views: SQLiteViews
    ) throws -> [TimelineEntry] {
        try all { try views.timeline(of: .account(account), after: $0, limit: $1).value }
    }

    private func all<Item>(
        _ page: (_ after: UInt64, _ limit: Int) throws -> ViewPage<Item>
    ) throws -> [Item] {
        var items: [Item] = []
        var next: UInt64? = 0
        while let cursor = next {
            let page = try page(cursor, 1_000)
            items += page.items
            next = page.next
        }
        return items
    }

    private static func has(_ file: String, in path: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + file)
    }
}
