import Foundation
import GRDB
import SluiceCore
import SluiceEngine

/// Texts and contact data: kept, shown and given up again.
extension SQLitePeople {
    /// Keeps a text sealed; it is on the disk when this returns.
    /// - Returns: what the command carries of it.
    /// - Throws: `PeopleError`; `JournalError` if the store cannot be written.
    public func seal(
        _ text: String, of person: SubjectKey, about: NamedKey
    ) throws -> AnyKey {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw PeopleError.emptyText }
        guard bytes.count <= PeopleLimits.noteBytesMax else { throw PeopleError.textTooLong }
        return try change { database in
            let count = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM notes WHERE person = ?",
                arguments: [person.blob])
            guard (count ?? 0) < PeopleLimits.notesOfPersonMax else {
                throw PeopleError.tooManyNotes
            }
            let madeAt = clock.now()
            let sealed = try key(making: person, database).seal(
                bytes, as: .note(person: person, about: about, madeAt: madeAt))
            let note = NoteKey.of(sealed)
            try database.execute(
                sql: "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    note.blob, person.blob, about.kind.rawValue, about.key.blob, madeAt.ns,
                    Data(sealed),
                ])
            return note
        }
    }

    /// Destroys a text whose command left no trace; does nothing if there is none.
    public func discard(_ note: AnyKey) throws {
        try change { database in
            try database.execute(
                sql: "DELETE FROM notes WHERE note = ?", arguments: [note.blob])
        }
        try clean(vacuums: false)
    }

    /// Destroys texts that no command carries and that are older than the limit: a process ended
    /// between text and command.
    /// - Returns: how many.
    public func sweep(isCarried: (AnyKey) throws -> Bool) throws -> Int {
        let before = clock.now().ns - PeopleLimits.orphanHours * Span.hourNs
        let count = try change { database in
            let notes = try Data.fetchAll(
                database, sql: "SELECT note FROM notes WHERE made_at < ?", arguments: [before])
            let orphans = try notes.filter { try !isCarried(AnyKey(blob: $0)) }
            for note in orphans {
                try database.execute(
                    sql: "DELETE FROM notes WHERE note = ?", arguments: [note])
            }
            return orphans.count
        }
        if count > 0 { try clean(vacuums: false) }
        return count
    }

    /// Replaces all contact data of a person; an empty one destroys what there was.
    public func setContact(of person: SubjectKey, to contact: Contact) throws {
        let bytes = Array(try JSONEncoder().encode(contact))
        try change { database in
            guard !contact.isEmpty else {
                try database.execute(
                    sql: "UPDATE persons SET contact = NULL, contact_at = NULL WHERE person = ?",
                    arguments: [person.blob])
                return
            }
            let time = clock.now()
            let sealed = try key(making: person, database).seal(
                bytes, as: .contact(person: person, at: time))
            try database.execute(
                sql: "UPDATE persons SET contact = ?, contact_at = ? WHERE person = ?",
                arguments: [Data(sealed), time.ns, person.blob])
        }
        // What was replaced is not to be found in the log either.
        try clean(vacuums: false)
    }

    /// Everything held on a person, in clear text.
    /// - Throws: `JournalError` `.damaged` if something does not open under the person's key.
    public func holdings(of person: SubjectKey) throws -> PersonHoldings {
        try store.write { try open(person, $0) }
    }

    func open(_ person: SubjectKey, _ database: Database) throws -> PersonHoldings {
        var holdings = PersonHoldings(erasure: try newestErasure(of: person, database))
        guard let row = try personRow(person, database) else { return holdings }
        let key = try unwrap(row)
        if let (contact, time) = try contact(row, under: key) {
            (holdings.contact, holdings.contactAt) = (contact, time)
        }
        let notes = try Row.fetchAll(
            database,
            sql: "SELECT * FROM notes WHERE person = ? ORDER BY made_at, note",
            arguments: [person.blob])
        holdings.notes = try notes.map { try note($0, under: key) }
        return holdings
    }

    // MARK: Rows

    /// The key of a person, made if there is none.
    private func key(making person: SubjectKey, _ database: Database) throws -> PersonKey {
        if let row = try personRow(person, database) { return try unwrap(row) }
        // After the newest erasure, whatever the clock says: that one must not reach this key.
        let erasedAt = try newestErasure(of: person, database)?.at
        let madeAt = max(clock.now(), erasedAt?.adding(spanNs: 1) ?? .epoch)
        let (key, wrapped) = vault.makeKey(of: person, madeAt: madeAt)
        try database.execute(
            sql: "INSERT INTO persons (person, made_at, wrapped_key) VALUES (?, ?, ?)",
            arguments: [person.blob, madeAt.ns, Data(wrapped)])
        return key
    }

    func personRow(_ person: SubjectKey, _ database: Database) throws -> Row? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM persons WHERE person = ?", arguments: [person.blob])
    }

    func newestErasure(of person: SubjectKey, _ database: Database) throws -> Erasure? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM erasures WHERE person = ?", arguments: [person.blob]
        ).map(erasure(in:))
    }

    func erasure(in row: Row) throws -> Erasure {
        guard let reason = Code(try row.stored("reason", as: String.self)) else {
            throw damage("an erasure")
        }
        return Erasure(
            person: try SubjectKey(blob: row.stored("person")),
            at: Instant(ns: try row.stored("erased_at")),
            reason: reason)
    }

    func unwrap(_ row: Row) throws -> PersonKey {
        let person = try SubjectKey(blob: row.stored("person"))
        let wrapped = Array(try row.stored("wrapped_key", as: Data.self))
        guard
            let key = vault.unwrap(
                wrapped, of: person, madeAt: Instant(ns: try row.stored("made_at")))
        else { throw damage("the key of \(person.hexadecimal)") }
        return key
    }

    /// Contact data of a person's row, and when they were given; nil where there are none.
    func contact(_ row: Row, under key: PersonKey) throws -> (Contact, at: Instant)? {
        guard let sealed: Data = try row.storedIfAny("contact"),
            let ns: Int64 = try row.storedIfAny("contact_at")
        else { return nil }
        let person = try SubjectKey(blob: row.stored("person"))
        let time = Instant(ns: ns)
        guard let bytes = key.open(Array(sealed), as: .contact(person: person, at: time)),
            let contact = try? JSONDecoder().decode(Contact.self, from: Data(bytes))
        else { throw damage("contact data of \(person.hexadecimal)") }
        return (contact, time)
    }

    func note(_ row: Row, under key: PersonKey) throws -> PersonNote {
        let note = try AnyKey(blob: row.stored("note"))
        let sealed = Array(try row.stored("sealed", as: Data.self))
        let madeAt = Instant(ns: try row.stored("made_at"))
        guard let kind = KeyKind(rawValue: try row.stored("about_kind")) else {
            throw damage("text \(note.hexadecimal)")
        }
        let about = NamedKey(kind, try AnyKey(blob: row.stored("about")))
        let person = try SubjectKey(blob: row.stored("person"))
        guard NoteKey.of(sealed) == note,
            let bytes = key.open(sealed, as: .note(person: person, about: about, madeAt: madeAt))
        else { throw damage("text \(note.hexadecimal)") }
        return PersonNote(
            note: note, about: about, madeAt: madeAt, text: String(decoding: bytes, as: UTF8.self))
    }

    private func damage(_ what: String) -> JournalError {
        JournalError(.damaged, "\(store.path): \(what) does not open")
    }
}
