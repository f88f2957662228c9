import Foundation
import GRDB
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceEngine
@testable import SluiceSQLite

@Suite("Erasing a person")
struct ErasureTests {
    private let alice = KeyDerivation.subject("A-1")

    /// What must not be found after an erasure: plain texts, and pieces of what is stored.
    private struct Canaries {
        var pieces: [(name: String, bytes: Data)] = []

        /// Pieces of 16 bytes: a long text is cut at the borders of pages.
        mutating func add(_ name: String, _ bytes: Data) {
            let starts = stride(from: 0, to: max(1, bytes.count - 15), by: 512)
            for start in starts { pieces.append((name, Data(bytes.dropFirst(start).prefix(16)))) }
        }

        func found(in bytes: Data) -> Set<String> {
            Set(pieces.filter { bytes.range(of: $0.bytes) != nil }.map(\.name))
        }
    }

    /// Plants a person with a long and a short text and contact data among others.
    private func plant(_ people: SQLitePeople) throws -> Canaries {
        let long = (0..<2_000).map { "canary text \($0)" }.joined(separator: " ")
        for index in 0..<20 { try people.seal("of somebody else \(index)", of: "B-\(index % 5)") }
        try people.seal("canary-short", of: "A-1")
        try people.setContact(of: alice, to: Contact(name: "canary-name"))
        try people.seal(long, of: "A-1")
        try people.setContact(of: alice, to: Contact(name: "canary-new-name"))
        for index in 0..<20 { try people.seal("of somebody else \(index)", of: "C-\(index % 5)") }
        var canaries = Canaries()
        try people.store.write { database in
            let row = try #require(try people.personRow(alice, database))
            canaries.add("wrapped key", row["wrapped_key"])
            canaries.add("contact", row["contact"])
            canaries.add("key", Data(try people.unwrap(row).bytes))
            let notes = try Data.fetchAll(
                database, sql: "SELECT sealed FROM notes WHERE person = ?",
                arguments: [alice.blob])
            for sealed in notes { canaries.add("ciphertext", sealed) }
        }
        for text in [long, "canary-short", "canary-name", "canary-new-name"] {
            canaries.add("plain text", Data(text.utf8))
        }
        return canaries
    }

    @Test("scenario 58: no byte of text, ciphertext or key is left in any file")
    func erased() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        let canaries = try plant(people)
        // The scan finds what is there: else it would prove nothing.
        #expect(
            canaries.found(in: try fixture.bytes()) == ["wrapped key", "contact", "ciphertext"])
        let done = try people.erase(alice, reason: Erasure.requested)
        #expect(done.hadContact && done.notes == 2)
        #expect(canaries.found(in: try fixture.bytes()).isEmpty)
        let held = try people.holdings(of: alice)
        #expect(held.contact == nil && held.notes.isEmpty && held.erasure == done.erasure)
        #expect(try people.counts().persons == 10)
        #expect(try people.counts().notes == 40)
        #expect(try people.counts().erased == 1)
        #expect(try people.texts(of: "C-0").count == 4)
        #expect(try people.faults().isEmpty)
    }

    @Test("an erasure is done once; a person that comes back has another key")
    func again() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.seal("before", of: "A-1")
        let first = try people.erase(alice, reason: Erasure.requested)
        fixture.clock.advance(byNs: Span.dayNs)
        let second = try people.erase(alice, reason: Erasure.requested)
        #expect(second == PersonDestroyed(erasure: first.erasure, hadContact: false, notes: 0))
        #expect(try ErasureList(directory: fixture.data).read() == [first.erasure])

        try people.seal("after", of: "A-1")
        #expect(try people.applyErasures() == 0)
        #expect(try people.texts(of: "A-1") == ["after"])
        let third = try people.erase(alice, reason: try #require(Code("retention")))
        #expect(third.notes == 1 && third.erasure.at > first.erasure.at)
        #expect(try people.holdings(of: alice).erasure == third.erasure)
    }

    @Test("a clock that goes back neither saves an old key nor takes a new one")
    func clock() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.seal("before", of: "A-1")
        try fixture.backUp()
        fixture.clock.advance(byNs: -Span.dayNs)
        _ = try people.erase(alice, reason: Erasure.requested)
        try people.seal("after", of: "A-1")
        #expect(try people.applyErasures() == 0)
        #expect(try people.texts(of: "A-1") == ["after"])
        #expect(try people.faults().isEmpty)
    }

    @Test("an older copy put back is erased again at the start, to the last byte")
    func restored() throws {
        let fixture = try PeopleFixture()
        let canaries: Canaries
        do {
            let people = try fixture.open()
            canaries = try plant(people)
            try fixture.backUp()
            _ = try people.erase(alice, reason: Erasure.requested)
        }
        try fixture.restore()
        #expect(!canaries.found(in: try fixture.bytes()).isEmpty)
        let people = try fixture.open()
        #expect(try people.faults().count == 1)
        #expect(try people.applyErasures() == 1)
        #expect(try people.applyErasures() == 0)
        #expect(canaries.found(in: try fixture.bytes()).isEmpty)
        #expect(try people.texts(of: "A-1").isEmpty)
        #expect(try people.texts(of: "B-0").count == 4)
        #expect(try people.faults().isEmpty)
    }

    @Test("a kill between deleting and cleaning up: the next start cleans up")
    func killedWhileErasing() throws {
        let fixture = try PeopleFixture()
        let canaries: Canaries
        do {
            let people = try fixture.open()
            canaries = try plant(people)
            try people.store.write { database in
                for table in ["notes", "persons"] {
                    try database.execute(
                        sql: "DELETE FROM \(table) WHERE person = ?", arguments: [alice.blob])
                }
            }
            // The log as the kill leaves it, with what was deleted still in it.
            try fixture.backUp()
        }
        try fixture.restore()
        #expect(!canaries.found(in: try fixture.bytes()).isEmpty)
        let people = try fixture.open()
        #expect(canaries.found(in: try fixture.bytes()).isEmpty)
        #expect(try people.texts(of: "B-0").count == 4)
    }

    @Test("a kill between list and store: the next start erases")
    func killedBeforeErasing() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.seal("text", of: "A-1")
        try people.erasures.append([
            Erasure(person: alice, at: fixture.clock.now, reason: Erasure.requested)
        ])
        #expect(try people.applyErasures() == 1)
        #expect(try people.texts(of: "A-1").isEmpty)
    }

    @Test("a list that was lost is written again from the store")
    func lostList() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.seal("text", of: "A-1")
        let erasure = try people.erase(alice, reason: Erasure.requested).erasure
        try FileManager.default.removeItem(atPath: fixture.list)
        #expect(try people.applyErasures() == 0)
        #expect(try ErasureList(directory: fixture.data).read() == [erasure])
    }

    @Test("a list cut short by a crash loses its last line alone; nonsense is refused")
    func damagedList() throws {
        let fixture = try PeopleFixture()
        let list = ErasureList(directory: fixture.data)
        let first = Erasure(person: alice, at: Instant(ns: 1), reason: Erasure.requested)
        let second = Erasure(person: alice, at: Instant(ns: 2), reason: Erasure.requested)
        try list.append([first])
        let url = URL(fileURLWithPath: fixture.list)
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("0123456789abcdef".utf8))
        try handle.close()
        #expect(try list.read() == [first])
        try list.append([second])
        #expect(try list.read() == [first, second])
        try Data("nonsense\n".utf8).write(to: url)
        #expect(throws: JournalError.self) { try list.read() }
    }

    @Test("where the erasure cannot be listed nothing is erased")
    func unlisted() throws {
        let fixture = try PeopleFixture()
        let people = try fixture.open()
        try people.seal("text", of: "A-1")
        try FileManager.default.createDirectory(
            atPath: fixture.list, withIntermediateDirectories: false)
        let error = #expect(throws: JournalError.self) {
            try people.erase(alice, reason: Erasure.requested)
        }
        #expect(error?.detail.contains("data.erasures") == true)
        #expect(try people.texts(of: "A-1") == ["text"])
    }

    @Test("the list stands beside the directory however its name is spelt")
    func listPath() throws {
        let fixture = try PeopleFixture()
        let link = fixture.root.file("link")
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: fixture.data)
        let expected = ErasureList(directory: fixture.data).path
        #expect(expected.hasSuffix("/data.erasures"))
        for spelling in [fixture.data + "/", fixture.data + "/.", link, link + "/"] {
            #expect(ErasureList(directory: spelling).path == expected, "\(spelling)")
        }
    }
}
