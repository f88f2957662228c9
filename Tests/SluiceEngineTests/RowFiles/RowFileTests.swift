import Foundation
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import SluiceSQLite

@Suite("Rows of the journal in files")
struct RowFileTests {
    @Test("files and database are one journal, wherever it is cut and however it is read")
    func oneJournal() throws {
        for seed in 1...20 as ClosedRange<UInt64> {
            var random = RandomSource(seed: seed)
            var fixture = try RowFileFixture()
            for _ in 0..<random.below(6) + 1 {
                try fixture.append((0...random.below(12)).map { _ in random.below(4_000) })
                let cut = UInt64(random.below(Int(fixture.head.sequence) + 1))
                let before = RowFileFixture.names(in: fixture.directory.path).count
                let filed = try fixture.file(through: cut)
                let after = RowFileFixture.names(in: fixture.directory.path).count
                #expect(after == before + (filed == nil ? 0 : 1), "seed \(seed)")
            }
            let stored = try RowFileFixture.stored(in: fixture.directory.path)
            #expect(stored.upperBound == Int64(fixture.head.sequence), "seed \(seed)")
            for bytesMax in [0, 1, 777, 5_000, .max] {
                let read = try RowFileFixture.all(in: fixture.directory.path, bytesMax: bytesMax)
                #expect(read == fixture.rows, "seed \(seed), \(bytesMax) bytes at once")
            }
            for row in 0..<fixture.head.sequence {
                let next = try fixture.journal.read(after: row, bytesMax: 1)
                #expect(next == [fixture.rows[Int(row)]], "seed \(seed), after row \(row)")
            }
            #expect(try fixture.journal.read(after: fixture.head.sequence, bytesMax: 1).isEmpty)
            fixture.close()
            var again = SQLiteJournal(directory: fixture.directory.path, version: "0.1.0")
            #expect(try again.open(shard: .only).hash == fixture.head.hash, "seed \(seed)")
            again.close()
        }
    }

    @Test(
        "a kill at any step, and in the middle of deleting, leaves a complete journal that goes on")
    func killed() throws {
        for step in RowFileMaker.Step.allCases {
            var fixture = try RowFileFixture()
            try fixture.append([100, 20, 300, 4, 50])
            try fixture.file(through: 2)
            var left: StoreDirectory?
            let directory = fixture.directory
            try fixture.file(through: 4) { if $0 == step { left = try directory.copy() } }
            try Self.goesOn(try #require(left), fixture.rows, "killed when \(step)")
        }
        // Rows of more than one transaction of deletion.
        var fixture = try RowFileFixture()
        try fixture.append([Int](repeating: 700_000, count: 5))
        let maker = try RowFileMaker(directory: fixture.directory.path)
        let filed = try #require(try maker.next(through: 4, now: .later, options: .atOnce))
        var journal = fixture.journal
        #expect(try journal.forget(through: filed.last), "all went at once: nothing is shown")
        try Self.goesOn(try fixture.directory.copy(), fixture.rows, "killed while deleting")
    }

    /// What was left has all rows, opens, takes another, and moves what is old.
    private static func goesOn(
        _ left: StoreDirectory, _ rows: [JournalRow], _ when: String
    ) throws {
        #expect(try RowFileFixture.all(in: left.path) == rows, "\(when)")
        var journal = SQLiteJournal(directory: left.path, version: "0.1.0")
        let head = try journal.open(shard: .only)
        let added = try journal.append(sizes: [10], after: head)
        let maker = try RowFileMaker(directory: left.path)
        let safe = UInt64(rows.count) - 1
        while let filed = try maker.next(through: safe, now: .later, options: .atOnce) {
            while try journal.forget(through: filed.last) {}
        }
        #expect(try RowFileFixture.stored(in: left.path).lowerBound == Int64(rows.count), "\(when)")
        #expect(try RowFileFixture.all(in: left.path) == rows + added, "\(when)")
        let names = RowFileFixture.names(in: left.path)
        #expect(names.allSatisfy { $0.hasSuffix(".rows") }, "\(when): \(names)")
        #expect(try damages(left.path) == [], "\(when)")
        journal.close()
    }

    /// What the scrub finds in the files.
    private static func damages(_ directory: String) throws -> [ScrubDamage] {
        let next = try #require(SQLiteJournal.scrubStores(directory: directory).first).begin()
        var found: [ScrubDamage] = []
        while let page = try next(64) { found += page.damages }
        return found
    }

    @Test("a changed bit anywhere in a file is found and the file named; rows before it are read")
    func damaged() throws {
        var fixture = try RowFileFixture()
        try fixture.append([10, 20, 30, 40, 50])
        try fixture.file(through: 2)
        try fixture.file(through: 4)
        fixture.close()
        let path = fixture.directory.file("journal/3-4.rows")
        let sound = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(try Self.damages(fixture.directory.path) == [])
        for place in sound.indices {
            var bytes = sound
            bytes[place] ^= 0x10
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let found = try Self.damages(fixture.directory.path)
            #expect(found.map(\.place) == ["3-4.rows"], "byte \(place)")
        }
        for length in [0, 87, 88, sound.count - 1] {
            try Data(sound.prefix(length)).write(to: URL(fileURLWithPath: path))
            #expect(try Self.damages(fixture.directory.path).map(\.place) == ["3-4.rows"])
            let journal = try SQLiteJournal.openReadOnly(directory: fixture.directory.path)
            #expect(try journal.read(after: 0, bytesMax: .max) == Array(fixture.rows[..<2]))
            #expect { try journal.read(after: 2, bytesMax: 1) } throws: {
                ($0 as? JournalError)?.detail.contains("3-4.rows") == true
            }
        }
        try FileManager.default.removeItem(atPath: fixture.directory.file("journal/1-2.rows"))
        try Data(sound).write(to: URL(fileURLWithPath: path))
        #expect(try Self.damages(fixture.directory.path).map(\.place) == ["rows 1 to 2"])
        let journal = try SQLiteJournal.openReadOnly(directory: fixture.directory.path)
        #expect { try journal.read(after: 0, bytesMax: 1) } throws: {
            ($0 as? JournalError)?.detail.contains("row 1 is missing") == true
        }
    }

    @Test("a database that is not the one the files were taken from is refused")
    func foreign() throws {
        var fixture = try RowFileFixture()
        try fixture.append([10, 20, 30])
        fixture.close()
        let young = try fixture.directory.copy()
        var journal = SQLiteJournal(directory: fixture.directory.path, version: "0.1.0")
        let head = try journal.open(shard: .only)
        try journal.append(sizes: [1, 2, 3], after: head)
        let maker = try RowFileMaker(directory: fixture.directory.path)
        let filed = try #require(try maker.next(through: 4, now: .later, options: .atOnce))
        while try journal.forget(through: filed.last) {}
        journal.close()
        let cases: [(name: String, told: String, replace: (StoreDirectory) throws -> Void)] = [
            (
                "older", "the journal's tail is lost",
                { left in
                    let data = try Data(contentsOf: URL(fileURLWithPath: young.file("journal.db")))
                    try data.write(to: URL(fileURLWithPath: left.file("journal.db")))
                }
            ),
            ("none", "is not there", { _ in }),
            (
                "empty", "ends at row 0",
                { left in
                    let other = try StoreDirectory()
                    var empty = SQLiteJournal(directory: other.path, version: "0.1.0")
                    _ = try empty.open(shard: .only)
                    empty.close()
                    try FileManager.default.copyItem(
                        atPath: other.file("journal.db"), toPath: left.file("journal.db"))
                }
            ),
        ]
        for (name, told, replace) in cases {
            let left = try fixture.directory.copy()
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: left.file("journal.db" + suffix))
            }
            try replace(left)
            var opened = SQLiteJournal(directory: left.path, version: "0.1.0")
            do {
                _ = try opened.open(shard: .only)
                Issue.record("\(name): it was opened")
            } catch {
                #expect(error.code == .damaged && error.detail.contains(told), "\(name): \(error)")
            }
        }
    }

    @Test("the newest row stays, and nothing is deleted that no file has")
    func kept() throws {
        var fixture = try RowFileFixture()
        try fixture.append([10, 20, 30])
        #expect(throws: JournalError.self) { try fixture.journal.forget(through: 1) }
        #expect(try RowFileFixture.stored(in: fixture.directory.path) == 1...3)
        #expect(try fixture.file(through: 0) == nil)
        let filed = try #require(try fixture.file(through: .max))
        #expect(filed.first == 1 && filed.last == 2)
        #expect(try RowFileFixture.stored(in: fixture.directory.path) == 3...3)
        #expect(try fixture.file(through: .max) == nil)
        fixture.close()
    }

    @Test("the first deletion raises the format, which an older binary refuses")
    func format() throws {
        var fixture = try RowFileFixture()
        try fixture.append([10, 20, 30])
        func format() throws -> Int64? {
            try SQLiteConnection(path: fixture.directory.file("journal.db"), mode: .readOnly)
                .integer("SELECT value FROM meta WHERE key = 'format'")
        }
        #expect(try format() == 1)
        try fixture.file(through: 1)
        #expect(try format() == 2)
        fixture.close()
    }

    @Test("rows move by age, in two files in that time, or by size, in whole files")
    func schedule() throws {
        let day = Span.dayNs
        // Rows are a second apart, the first at second 1.
        let second = Span.secondNs
        let cases: [(now: Int64, age: Int64, bytes: Int64, safe: UInt64, last: UInt64?)] = [
            (100 * second, day, 1 << 30, 99, nil),
            (100 * second, 100 * second, 1 << 30, 99, nil),
            (101 * second, 100 * second, 1 << 30, 99, 51),
            (101 * second, 100 * second, 1 << 30, 7, 7),
            (900 * second, 100 * second, 1 << 30, .max, 99),
            // 100 rows of 1,000 bytes: a quarter of 40,000 is ten rows of 1,072.
            (100 * second, day, 40_000, 99, 10),
            (100 * second, day, 40_000, 9, nil),
        ]
        var fixture = try RowFileFixture()
        try fixture.append([Int](repeating: 1_000, count: 100))
        let oldest = try #require(try fixture.journal.oldest())
        for (index, given) in cases.enumerated() {
            var options = RowFilingOptions()
            options.ageMaxNs = given.age
            options.bytesMax = given.bytes
            let last = try fixture.journal.lastToFile(
                oldest, through: given.safe, now: Instant(ns: given.now), options: options)
            #expect(last == given.last, "case \(index)")
        }
        fixture.close()
    }

    @Test("freed pages are used again: the database does not grow while rows move")
    func bounded() throws {
        var fixture = try RowFileFixture()
        var sizes: [Int64] = []
        for _ in 0..<8 {
            try fixture.append([Int](repeating: 200_000, count: 10))
            try fixture.file(through: .max)
            fixture.close()
            sizes.append(Files.sizeBytes(fixture.directory.file("journal.db")))
            try fixture.reopen()
        }
        #expect(sizes[7] <= sizes[1] + 100_000, "\(sizes)")
        #expect(try RowFileFixture.all(in: fixture.directory.path) == fixture.rows)
        fixture.close()
    }

    @Test("a copy takes files as files, goes on where it was, and never a damaged one")
    func copied() throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            var random = RandomSource(seed: seed)
            var fixture = try RowFileFixture()
            let target = try StoreDirectory()
            for _ in 0..<4 {
                try fixture.append((0...random.below(6)).map { _ in random.below(2_000) })
                if random.chance(50) { try fixture.file(through: UInt64(random.below(20))) }
                // A copy that may end after any page or file.
                var copy = try JournalCopy(of: fixture.directory.path, to: target.path)
                var left = random.chance(30) ? random.below(2) : .max
                while left > 0, try copy.advance() > 0 { left -= 1 }
                try copy.finish()
            }
            var copy = try JournalCopy(of: fixture.directory.path, to: target.path)
            while try copy.advance() > 0 {}
            #expect(copy.head.hash == fixture.head.hash, "seed \(seed)")
            try copy.finish()
            #expect(try RowFileFixture.all(in: target.path) == fixture.rows, "seed \(seed)")
            let names = RowFileFixture.names(in: fixture.directory.path)
            #expect(RowFileFixture.names(in: target.path) == names, "seed \(seed)")
            let stored = try RowFileFixture.stored(in: fixture.directory.path)
            #expect(try RowFileFixture.stored(in: target.path) == stored, "seed \(seed)")
            var served = SQLiteJournal(directory: target.path, version: "0.1.0")
            #expect(try served.open(shard: .only).hash == fixture.head.hash, "seed \(seed)")
            served.close()
            fixture.close()
        }
    }
}

extension RowFileFixture {
    /// Opens the journal again.
    mutating func reopen() throws {
        journal = SQLiteJournal(directory: directory.path, version: "0.1.0")
        head = try journal.open(shard: .only)
    }
}
