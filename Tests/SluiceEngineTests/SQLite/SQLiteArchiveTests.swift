import Foundation
import SluiceCore
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceEngine
@testable import SluiceSQLite

@Suite struct SQLiteArchiveTests {
    let directory: StoreDirectory

    init() throws { directory = try StoreDirectory() }

    private func batch(
        _ row: UInt64, ended: [RecordImage] = [], names: [Name] = []
    ) -> CommittedBatch {
        let record = CommandRecord(
            time: Instant(ns: Int64(row)), policyVersion: 1,
            command: Command(
                actor: .engine, businessDate: BusinessDate(day: 1), body: .tick(dueMax: 1)),
            outcome: .applied, names: Names(names), events: [.wentLive])
        return CommittedBatch(
            row: row, hash: RowHash(bytes: Array(repeating: UInt8(row), count: 32)),
            firstEvent: row, records: [record], ended: ended)
    }

    private func image(_ name: String, sequence: UInt64, _ bytes: [UInt8]) -> RecordImage {
        RecordImage(key: .hold(.named(name)), sequence: sequence, bytes: bytes)
    }

    @Test func isMadeDurableAtEveryCommit() throws {
        let store = try StorePool(path: directory.file("x.db"), durability: .full)
        #expect(try StorePool.setting("synchronous", of: store.pool) == 2)
    }

    @Test func keepsTheNewestImageOfARecord() throws {
        let archive = try SQLiteArchive(directory: directory.path)
        let key = RecordKey.hold(.named("H"))
        #expect(try archive.image(of: key) == nil)
        try archive.consume([batch(1, ended: [image("H", sequence: 5, [1])])])
        try archive.consume([batch(2, ended: [image("H", sequence: 7, [2])])])
        #expect(try archive.image(of: key) == image("H", sequence: 7, [2]))
        // An older one comes late: kept is the newer.
        try archive.consume([batch(3, ended: [image("H", sequence: 6, [3])])])
        #expect(try archive.image(of: key) == image("H", sequence: 7, [2]))
        // Two in one call, the newer first.
        try archive.consume([
            batch(4, ended: [image("H", sequence: 9, [4])]),
            batch(5, ended: [image("H", sequence: 8, [5])]),
        ])
        #expect(try archive.image(of: key) == image("H", sequence: 9, [4]))
        // A repayment taken back keeps its sequence: of equals the later counts.
        try archive.consume([batch(6, ended: [image("H", sequence: 9, [6])])])
        #expect(try archive.image(of: key) == image("H", sequence: 9, [6]))
    }

    @Test func findsFactsThroughTheirOrderAndNames() throws {
        let archive = try SQLiteArchive(directory: directory.path)
        let order = RecordImage(
            key: .order(.named("O")), sequence: 3, bytes: [9],
            facts: [.named("F1"), .named("F2")])
        let name = Name(NamedKey(.order, OrderKey.named("O")), "größte Bestellung 订单")
        try archive.consume([batch(1, ended: [order], names: [name])])
        for fact in ["F1", "F2"] {
            let found = try archive.image(of: .fact(.named(fact)))
            #expect(found?.key == order.key)
            #expect(found?.bytes == [9])
        }
        #expect(try archive.image(of: .fact(.named("F3"))) == nil)
        #expect(try archive.name(of: name.key) == name.text)
        #expect(try archive.name(of: NamedKey(.hold, OrderKey.named("O"))) == nil)
    }

    @Test(
        "keys are read page by page, and one that does not fit between its neighbours is damage",
        arguments: [2, 3, 7, 100])
    func keys(countMax: Int) throws {
        let archive = try SQLiteArchive(directory: directory.path)
        let ended = (0..<20).flatMap {
            [
                image("H\($0)", sequence: 1, []),
                RecordImage(
                    key: .order(.named("O\($0)")), sequence: 1, bytes: [], facts: [.named("F\($0)")]
                ),
            ]
        }
        try archive.consume([batch(1, ended: ended)])
        func gather() throws -> [ArchivedKey] {
            var (found, last) = ([ArchivedKey](), ArchivedKey?.none)
            while true {
                let page = try archive.keys(after: last, countMax: countMax)
                if page.isEmpty { return found }
                #expect(page.count <= countMax)
                found += page
                last = page.last
            }
        }
        let wanted =
            (0..<20).map { ArchivedKey.record(StateKey(.hold, HoldKey.named("H\($0)"))) }
            + (0..<20).map { .record(StateKey(.order, OrderKey.named("O\($0)"))) }
            + (0..<20).map { .fact(.named("F\($0)")) }
        #expect(try gather() == wanted.sorted())

        // Written over below SQLite, which keeps the place of a row: the largest key in the middle.
        let key = wanted.sorted()[9].anyKey
        let connection = try SQLiteConnection(path: directory.file("archive.db"), mode: .create)
        try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let file = URL(fileURLWithPath: directory.file("archive.db"))
        var bytes = try Data(contentsOf: file)
        let place = try #require(bytes.range(of: key.blob))
        bytes.replaceSubrange(place, with: Data(repeating: 0xff, count: 16))
        try bytes.write(to: file)
        let damaged = try SQLiteArchive(directory: directory.path)
        let gathered = GatheredKeys()
        let told = Mutex<[EngineWarning]>([])
        var gatherer = KeyGatherer(
            archive: damaged, gathered: gathered, status: EngineStatus(),
            onWarning: { warning in told.withLock { $0.append(warning) } })
        gatherer.pageKeysMax = countMax
        var turn = gatherer.turn()
        while turn == .goesOn { turn = gatherer.turn() }
        #expect(turn == .fails)
        #expect(told.withLock { $0.count } == 1)
        #expect(gathered.take()?.count == nil)
    }

    /// A pass over the archive: what it finds, and how often it looked.
    private func scrub(
        _ archive: SQLiteArchive, pageBytesMax: Int
    ) throws -> (places: [String], pages: Int) {
        let next = try archive.scrubStore.begin()
        var (places, pages) = ([String](), 0)
        while let page = try next(pageBytesMax) {
            pages += 1
            places += page.damages.map(\.place)
        }
        return (places, pages)
    }

    @Test(
        "scenario 53: a changed fact or name is found by the scrub, and never handed on",
        arguments: [1, 1_000_000])
    func namesAndFactsHaveMarks(pageBytesMax: Int) throws {
        let archive = try SQLiteArchive(directory: directory.path)
        let order = RecordImage(
            key: .order(.named("O")), sequence: 3, bytes: [], facts: [.named("F1"), .named("F2")])
        let names = ["A", "B", "C"].map { Name(NamedKey(.account, AccountKey.named($0)), $0) }
        try archive.consume([batch(1, ended: [order], names: names)])
        // The image itself is none; it is told in every pass.
        let sound = try scrub(archive, pageBytesMax: pageBytesMax)
        #expect(sound.places == ["order \(OrderKey.named("O").hexadecimal)"])
        // Two keys of several columns are read there and back, and each way ends with a page.
        #expect(sound.pages == (pageBytesMax == 1 ? 15 : 5))

        let connection = try SQLiteConnection(path: directory.file("archive.db"), mode: .create)
        connection.setBusyTimeout(milliseconds: 5_000)
        let blob = { (key: AnyKey) in
            "x'" + key.blob.map { String(format: "%02x", $0) }.joined() + "'"
        }
        let fact = FactKey.named("F2")
        try connection.execute(
            """
            UPDATE facts SET order_key = zeroblob(16) WHERE fact = \(blob(fact.retagged()));
            UPDATE names SET name = 'Z' WHERE name = 'B'
            """)
        let damaged = [
            "fact \(fact.hexadecimal)",
            "name of account \(AccountKey.named("B").hexadecimal)",
        ]
        #expect(
            try scrub(archive, pageBytesMax: pageBytesMax).places == sound.places + damaged)
        for read in [
            { _ = try archive.image(of: .fact(fact)) },
            { _ = try archive.name(of: names[1].key) },
        ] {
            let error = try #require(throws: JournalError.self) { try read() }
            #expect(error.code == .damaged && error.detail.contains("mark differs"))
        }
        #expect(try archive.name(of: names[2].key) == "C")
        // What was archived before there were marks is taken as it is.
        try connection.execute("UPDATE names SET mark = NULL")
        #expect(try archive.name(of: names[1].key) == "Z")
    }

    @Test(
        "a key that changed below SQLite, which keeps its place, is found whichever way it went",
        arguments: [UInt8(0), 0xff], [1, 200, 1_000_000])
    func keysInPlace(byte: UInt8, pageBytesMax: Int) throws {
        let keys = (0..<30).map { AccountKey.named("\($0)") }.sorted()
        do {
            let archive = try SQLiteArchive(directory: directory.path)
            try archive.consume([
                batch(1, names: keys.map { Name(NamedKey(.account, $0), "a name") })
            ])
            #expect(try scrub(archive, pageBytesMax: pageBytesMax).places.isEmpty)
        }
        let connection = try SQLiteConnection(path: directory.file("archive.db"), mode: .create)
        try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let file = URL(fileURLWithPath: directory.file("archive.db"))
        var bytes = try Data(contentsOf: file)
        let place = try #require(bytes.range(of: keys[15].blob))
        let other = Data(repeating: byte, count: 16)
        bytes.replaceSubrange(place, with: other)
        try bytes.write(to: file)
        let archive = try SQLiteArchive(directory: directory.path)
        let found = try AccountKey(blob: other)
        #expect(
            try scrub(archive, pageBytesMax: pageBytesMax).places
                == ["name of account \(found.hexadecimal)"])
    }

    @Test func theCheckpointMovesWithTheImagesOrNotAtAll() throws {
        let archive = try SQLiteArchive(directory: directory.path)
        #expect(try archive.checkpoint() == 0)
        #expect(try archive.checkpointHash() == .zero)
        try archive.consume([batch(1), batch(2)])
        #expect(try archive.checkpoint() == 2)
        #expect(try archive.checkpointHash() == batch(2).hash)
        // A gap within the page, one before it, and a page twice.
        for rows in [[3, 5], [4], [2], [1, 2]] as [[UInt64]] {
            #expect(throws: JournalError.self) {
                try archive.consume(
                    rows.map { batch($0, ended: [image("\($0)", sequence: $0, [1])]) })
            }
        }
        #expect(try archive.checkpoint() == 2)
        #expect(try archive.image(of: .hold(.named("3"))) == nil)
    }

    @Test func reopensAndSurvivesAKilledProcess() throws {
        let archive = try SQLiteArchive(directory: directory.path)
        try archive.consume([batch(1, ended: [image("H", sequence: 1, [1, 2, 3])])])
        let left = try directory.copy()
        let next = try SQLiteArchive(directory: left.path)
        #expect(try next.checkpoint() == 1)
        #expect(try next.image(of: .hold(.named("H")))?.bytes == [1, 2, 3])
        withExtendedLifetime(archive) {}
    }

    @Test func aLaterVersionsFileIsRefused() throws {
        _ = try SQLiteArchive(directory: directory.path)
        let connection = try SQLiteConnection(path: directory.file("archive.db"), mode: .create)
        try connection.execute("INSERT INTO grdb_migrations VALUES ('99 later')")
        connection.close()
        let error = try #require(throws: JournalError.self) {
            _ = try SQLiteArchive(directory: directory.path)
        }
        #expect(error.code == .formatUnknown)
        #expect(error.detail.contains("archive.db"))
    }

    /// Whatever a page holds, the archive ends with the ledger's ended records.
    @Test(arguments: [1, 7, 64])
    func holdsWhatTheLedgerEnded(pageSize: Int) throws {
        let seed: UInt64 = 20_260_101
        var source = BatchSource(seed: seed)
        let archive = try SQLiteArchive(directory: directory.path)
        var rest = source.batches(60, commands: 40)[...]
        while !rest.isEmpty {
            try archive.consume(Array(rest.prefix(pageSize)))
            rest = rest.dropFirst(pageSize)
        }
        var images: [RecordImage] = []
        try archive.forEachImage { images.append($0) }
        for image in images {
            // An order may live again; then the archive has its image of before.
            if let now = source.ledger.endedImage(of: image.key) {
                #expect(image.sequence == now.sequence && image.bytes == now.bytes, "seed \(seed)")
                #expect(try archive.image(of: image.key) == image)
                for fact in now.facts {
                    #expect(try archive.image(of: .fact(fact))?.key == image.key)
                }
            }
        }
        for (left, right) in zip(images, images.dropFirst()) {
            #expect(isAscending(left.key, right.key))
        }
        let ended = source.holds.filter { source.ledger.endedImage(of: .hold($0)) != nil }
        #expect(images.count > ended.count && ended.count > 100, "seed \(seed) ends too little")
        for hold in ended { #expect(try archive.image(of: .hold(hold)) != nil) }
    }

    private func isAscending(_ left: RecordKey, _ right: RecordKey) -> Bool {
        switch (left, right) {
        case (.accountOperation(let left), .accountOperation(let right)): left < right
        case (.hold(let left), .hold(let right)): left < right
        case (.order(let left), .order(let right)): left < right
        case (.accountOperation, .hold), (.accountOperation, .order), (.hold, .order): true
        default: false
        }
    }
}
