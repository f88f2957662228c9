import Foundation
import GRDB
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

@Suite("The side store of people")
struct SQLitePeopleTests {
    private let alice = KeyDerivation.subject("A-1")
    private let bob = KeyDerivation.subject("A-2")

    @Test("texts and contact data come back as they were, after reopening too")
    func roundTrip() throws {
        let fixture = try PeopleFixture()
        let contact = Contact(
            name: "李雷", mobile: "+86 138 0013 8000", mail: "li@example.com", language: "zh")
        var people = try fixture.open()
        let first = try people.seal("first", of: "A-1")
        fixture.clock.advance(byNs: 1)
        try people.setContact(of: alice, to: contact)
        let second = try people.seal("第二", of: "A-1")
        try people.seal("another's", of: "A-2")
        #expect(first != second)
        for _ in 0..<2 {
            let held = try people.holdings(of: alice)
            #expect(held.contact == contact && held.contactAt == fixture.clock.now)
            #expect(held.notes.map(\.text) == ["first", "第二"])
            #expect(held.notes.map(\.note) == [first, second])
            #expect(held.notes.allSatisfy { $0.about == SQLitePeople.hold })
            #expect(held.erasure == nil && !held.isUnknown)
            #expect(try people.texts(of: "A-2") == ["another's"])
            #expect(try people.holdings(of: KeyDerivation.subject("A-3")).isUnknown)
            #expect(try people.counts().persons == 2)
            #expect(try people.counts().notes == 3)
            #expect(try people.faults().isEmpty)
            people = try fixture.open()
        }
        try people.setContact(of: alice, to: Contact())
        #expect(try people.holdings(of: alice).contact == nil)
    }

    @Test("a note key is the beginning of the hash of what is stored; equal texts differ")
    func noteKeys() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        let notes = try (0..<2).map { _ in try people.seal("the same", of: "A-1") }
        #expect(notes[0] != notes[1])
        let rows = try people.store.read { try Row.fetchAll($0, sql: "SELECT * FROM notes") }
        #expect(rows.count == 2)
        for row in rows {
            #expect(NoteKey.of(Array(row["sealed"] as Data)) == (try AnyKey(blob: row["note"])))
        }
    }

    @Test("what is written is durable when it returns")
    func durable() throws {
        let people = try PeopleFixture().open()
        #expect(try StorePool.setting("synchronous", of: people.store.pool) == 2)
        #expect(try StorePool.setting("secure_delete", of: people.store.pool) == 1)
    }

    @Test("nothing is in clear text in any file, and the master key is its owner's alone")
    func sealed() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.seal("canary-in-a-text", of: "A-1")
        try people.setContact(of: alice, to: Contact(name: "canary-in-a-name"))
        #expect(try fixture.bytes().range(of: Data("canary".utf8)) == nil)
        let attributes = try FileManager.default.attributesOfItem(
            atPath: fixture.data + "/people.key")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int == 32)
    }

    @Test("limits: empty and too long texts, too many of a person")
    func limits() throws {
        let people = try PeopleFixture().open()
        #expect(throws: PeopleError.emptyText) { try people.seal("", of: "A-1") }
        let longest = String(repeating: "x", count: PeopleLimits.noteBytesMax)
        try people.seal(longest, of: "A-1")
        #expect(throws: PeopleError.textTooLong) { try people.seal(longest + "x", of: "A-1") }
        try people.store.write { database in
            try database.execute(
                sql: """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 999)
                    INSERT INTO notes SELECT randomblob(16), ?, 2, zeroblob(16), 0, x'' FROM n
                    """, arguments: [alice.blob])
        }
        #expect(throws: PeopleError.tooManyNotes) { try people.seal("x", of: "A-1") }
        try people.seal("x", of: "A-2")
    }

    @Test("a text of a refused command is destroyed at once, one nobody carries after a day")
    func orphans() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        let refused = try people.seal("refused", of: "A-1")
        try people.discard(refused)
        try people.discard(refused)
        #expect(try people.texts(of: "A-1").isEmpty)
        let carried = try people.seal("carried", of: "A-1")
        try people.seal("left over", of: "A-1")
        fixture.clock.advance(byNs: PeopleLimits.orphanHours * Span.hourNs)
        #expect(try people.sweep { $0 == carried } == 0)
        fixture.clock.advance(byNs: 1)
        try people.seal("young", of: "A-1")
        #expect(try people.sweep { $0 == carried } == 1)
        #expect(try people.texts(of: "A-1") == ["carried", "young"])
    }

    /// What a pass of the scrub finds.
    private static func places(_ people: SQLitePeople) throws -> [String] {
        try people.scrubStore.damages(pageBytesMax: 1).map(\.place)
    }

    @Test("contact data and erasures that were changed are found by the scrub, with their row")
    func scrubbed() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.setContact(of: alice, to: Contact(name: "Alice"))
        try people.seal("text", of: "A-2")
        _ = try people.erase(bob, reason: try #require(Code("asked")))
        try people.seal("text", of: "A-2")
        #expect(try Self.places(people).isEmpty)
        for (table, column) in [("persons", "contact_at"), ("erasures", "erased_at")] {
            for change in ["+ 1", "- 1"] {
                try people.store.write { database in
                    try database.execute(sql: "UPDATE \(table) SET \(column) = \(column) \(change)")
                }
                #expect(try Self.places(people) == (change == "+ 1" ? ["\(table) 1"] : []))
            }
        }
        // One that comes while a pass reads is no damage.
        let next = try people.scrubStore.begin()
        _ = try next(1)
        _ = try people.erase(alice, reason: try #require(Code("asked")))
        while let page = try next(1) { #expect(page.damages.isEmpty) }
    }

    @Test("a text that was changed, moved to another person or another thing does not open")
    func tampered() throws {
        let changes = [
            "UPDATE notes SET sealed = CAST(sealed || x'00' AS BLOB)",
            "UPDATE notes SET about = zeroblob(16)",
            "UPDATE notes SET about_kind = 1",
            "UPDATE notes SET made_at = made_at + 1",
            "UPDATE notes SET note = zeroblob(16)",
            "UPDATE persons SET made_at = made_at + 1",
            "UPDATE persons SET wrapped_key = zeroblob(60)",
        ]
        for change in changes {
            let fixture = try PeopleFixture()
            let people = try fixture.open()
            try people.seal("text", of: "A-1")
            #expect(try people.faults().isEmpty)
            try people.store.write { try $0.execute(sql: change) }
            #expect(throws: JournalError.self, "\(change)") { try people.texts(of: "A-1") }
            #expect(try people.faults().count == 1, "\(change)")
            #expect(try Self.places(people).count == 1, "\(change)")
        }
        let people = try PeopleFixture().open()
        try people.seal("text", of: "A-1")
        try people.seal("text", of: "A-2")
        try people.store.write { database in
            try database.execute(
                sql: "UPDATE notes SET person = ? WHERE person = ?",
                arguments: [bob.blob, alice.blob])
        }
        #expect(throws: JournalError.self) { try people.texts(of: "A-2") }
    }

    @Test(
        "a letter of its schema changed, or its proof gone: refused by name, and left as it was",
        arguments: [
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'c' || substr(sql, 2) WHERE name = 'master';
            """,
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET type = 'Index' WHERE name = 'notes_by_time';
            """,
            "DELETE FROM master",
        ])
    func damagedOpening(damage: String) throws {
        let fixture = try PeopleFixture()
        try fixture.open().seal("text", of: "A-1")
        let path = fixture.data + "/people.db"
        let connection = try SQLiteConnection(path: path, mode: .create)
        try connection.execute(damage + "; PRAGMA wal_checkpoint(TRUNCATE)")
        let before = FileManager.default.contents(atPath: path)
        for _ in 0..<2 {
            let error = #expect(throws: JournalError.self) { try fixture.open() }
            #expect(error?.code == .damaged && error?.detail.contains(path) == true)
        }
        #expect(FileManager.default.contents(atPath: path) == before)
    }

    @Test("opening does not write the whole file anew for the page that GRDB leaves free")
    func openedAgain() throws {
        let fixture = try PeopleFixture()
        try fixture.open().seal("text", of: "A-1")
        let people = try fixture.open()
        #expect(try StorePool.setting("freelist_count", of: people.store.pool) == 1)
        #expect(try people.texts(of: "A-1") == ["text"])
    }

    @Test("without the master key, or with another, the store is refused and not written")
    func masterKey() throws {
        let fixture = try PeopleFixture()
        let key = fixture.data + "/people.key"
        do {
            let people = try fixture.open()
            try people.seal("text", of: "A-1")
        }
        let good = try Data(contentsOf: URL(fileURLWithPath: key))
        try FileManager.default.removeItem(atPath: key)
        #expect(throws: JournalError.self) { try fixture.open() }
        #expect(!FileManager.default.fileExists(atPath: key))
        for bad in [Data(), Data(good.dropLast()), good + [0], Data(repeating: 7, count: 32)] {
            try bad.write(to: URL(fileURLWithPath: key))
            #expect(throws: JournalError.self, "\(bad.count) bytes") { try fixture.open() }
        }
        try good.write(to: URL(fileURLWithPath: key))
        #expect(try fixture.open().texts(of: "A-1") == ["text"])
        let attributes = try FileManager.default.attributesOfItem(atPath: key)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("a file of a later format is refused by name")
    func laterFormat() throws {
        let fixture = try PeopleFixture()
        do {
            let people = try fixture.open()
            try people.store.write { try $0.execute(sql: "PRAGMA user_version = 2") }
        }
        let error = #expect(throws: JournalError.self) { try fixture.open() }
        #expect(error?.code == .formatUnknown)
        #expect(error?.detail.contains("people.db has format 2") == true)
    }
}
