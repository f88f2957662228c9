import SluiceCore
import SluiceTestKit
import Testing

@testable import SluiceEngine

@Suite("Recovery")
struct RecoveryTests {
    private func filledDisk() async throws -> EngineFixture {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        for index in 0..<5 {
            _ = try await fixture.engine.submit(
                fixture.place("H\(index)", account: "A", amountMinor: 100))
        }
        #expect(
            try await eventually {
                try fixture.archive.checkpoint() == fixture.engine.feed.newestRow
            })
        fixture.engine.stop()
        return fixture
    }

    @Test("scenario 53: any changed byte of any row is refused, naming the row")
    func damagedRow() async throws {
        let fixture = try await filledDisk()
        let rows = fixture.disk.rows
        for index in rows.indices {
            for byte in rows[index].bytes.indices {
                let damaged = MemoryJournal.Disk()
                var copy = rows
                copy[index].bytes[byte] ^= 0x40
                damaged.rows = copy
                do {
                    _ = try EngineFixture(disk: damaged)
                    Issue.record("row \(index + 1) byte \(byte) was not noticed")
                } catch let error as JournalError {
                    #expect(error.code == .damaged)
                    #expect(error.detail.contains("row \(index + 1)"))
                }
            }
        }
    }

    @Test("a row written by a later version is refused by name")
    func laterFormat() async throws {
        let fixture = try await filledDisk()
        var rows = fixture.disk.rows
        var row = rows.removeLast()
        row.bytes[0] = BatchCodec.format + 1
        row.hash = row.chained(after: rows[rows.count - 1].hash)
        let later = MemoryJournal.Disk()
        later.rows = rows + [row]
        let error = try #require(throws: JournalError.self) { try EngineFixture(disk: later) }
        #expect(error.code == .formatUnknown)
        #expect(error.detail.contains("format \(BatchCodec.format + 1)"))
    }

    @Test("scenario 54: a consumer ahead of the journal names the lost tail")
    func lostTail() async throws {
        let fixture = try await filledDisk()
        let short = MemoryJournal.Disk()
        short.rows = Array(fixture.disk.rows.dropLast())
        let error = try #require(throws: JournalError.self) {
            try EngineFixture(disk: short, archive: fixture.archive)
        }
        #expect(error.detail.contains("its tail is lost"))
        #expect(error.detail.contains("row \(fixture.disk.rows.count)"))
    }

    @Test("scenario 55: the journal replayed into nothing gives the same digest")
    func replayIntoNothing() async throws {
        let fixture = try await filledDisk()
        var first = Verifier(journal: MemoryJournal(fixture.disk), archive: fixture.archive)
        let (report, ledger) = try first.run()
        #expect(report.faults.isEmpty)
        #expect(report.holds == 5 && report.accounts == 1)
        #expect(report.digest == StateDigest.of(ledger))
        var second = Verifier(journal: MemoryJournal(fixture.disk), archive: nil)
        #expect(try second.run().report.digest == report.digest)
    }

    /// An archive as a kill leaves it while it catches up: the first rows of a journal with the
    /// records as they are at its end.
    private func archive(of disk: MemoryJournal.Disk, rows: Int) throws -> MemoryArchive {
        var verifier = Verifier(journal: MemoryJournal(disk), archive: nil)
        let (_, ledger) = try verifier.run()
        let archive = MemoryArchive()
        for row in disk.rows.prefix(rows) {
            let records = try Recovery.decode(row)
            try archive.consume([
                CommittedBatch(
                    row: row.sequence, hash: row.hash, firstEvent: row.firstEvent,
                    records: records, ended: ledger.endedImages(changedBy: records))
            ])
        }
        return archive
    }

    private func faults(_ disk: MemoryJournal.Disk, _ archive: MemoryArchive) throws -> [String] {
        var verifier = Verifier(journal: MemoryJournal(disk), archive: archive)
        return try verifier.run().report.faults
    }

    /// Rows: born, A opened, H placed, H captured, and its order used for a second hold, released.
    private func revivedOrder() async throws -> MemoryJournal.Disk {
        let fixture = try EngineFixture()
        _ = try await fixture.openAccount("A")
        func place(_ hold: String, _ purpose: Code) async throws {
            _ = try await fixture.engine.submit(
                fixture.command(
                    .place(
                        PlaceHold(
                            hold: .named(hold), account: .named("A"), merchant: .named("M"),
                            order: .named("O"), amount: Money(minor: 100), currency: .yuan,
                            purpose: purpose))))
        }
        try await place("H", .order)
        _ = try await fixture.engine.submit(
            fixture.command(
                .capture(
                    CaptureHold(hold: .named("H"), operation: .named("C"), isFinal: true))))
        try await place("H2", try #require(Code("deposit")))
        fixture.engine.stop()
        return fixture.disk
    }

    @Test("an archive that caught up from the journal, and no further, is sound")
    func archiveAhead() async throws {
        let disk = try await filledDisk().disk
        #expect(try faults(disk, archive(of: disk, rows: 4)) == [])
        // The order had ended at row 4, and lived again when the page was read.
        let revived = try await revivedOrder()
        let behind = try archive(of: revived, rows: 4)
        #expect(try behind.image(of: .order(.named("O"))) == nil)
        #expect(try faults(revived, behind) == [])
        // Without that life it is missing, though nothing else is.
        let ended = MemoryJournal.Disk()
        ended.rows = Array(revived.rows.dropLast())
        let lacking = try archive(of: ended, rows: 4)
        #expect(try faults(ended, lacking) == [])
        lacking.damage(.order(.named("O")), nil)
        #expect(try faults(ended, lacking).map { $0.prefix(19) } == ["archive lacks order"])
    }

    @Test("an order whose hold ended later than its archive followed is sound, if it ended")
    func orderEndedLater() async throws {
        let revived = try await revivedOrder()
        let ended = MemoryJournal.Disk()
        ended.rows = Array(revived.rows.dropLast())
        // The order is as the placement, row 3, left it; its hold ended in row 4.
        let early = try archive(of: ended, rows: 3)
        #expect(try early.image(of: .order(.named("O"))) != nil)
        #expect(try faults(ended, early) == [])
        #expect(try faults(revived, early) == [])
        let open = MemoryJournal.Disk()
        open.rows = Array(ended.rows.dropLast())
        early.damage(.hold(.named("H")), nil)
        let told = try faults(open, early)
        #expect(told.map { $0.prefix(17) } == ["archive has order"])
        #expect(told.map { $0.suffix(23) } == ["as ended, which is live"])
    }

    @Test("what an archive cannot have come to is named")
    func archiveUnsound() async throws {
        let disk = try await revivedOrder()
        let hold = RecordKey.hold(.named("H"))
        let sound = try archive(of: disk, rows: 4)
        let image = try #require(try sound.image(of: hold))
        var other = image
        other.bytes[20] ^= 1
        var later = image
        later.sequence += 1_000
        var live = image
        live.key = .hold(.named("H2"))
        var stray = image
        stray.key = .hold(.named("H3"))
        let damaged: [(rows: Int, RecordKey, RecordImage?, String)] = [
            (4, hold, nil, "archive lacks hold"),
            (4, hold, other, "archive differs in hold"),
            // At row 3 the image of row 4 is ahead: compared when replay comes to it.
            (3, hold, other, "archive differs in hold"),
            (4, hold, later, "archive is ahead of the journal in hold"),
            (5, live.key, live, "as ended, which is live"),
            (4, stray.key, stray, "which the journal has not"),
        ]
        for (rows, key, image, fault) in damaged {
            let archive = try archive(of: disk, rows: rows)
            #expect(try faults(disk, archive) == [])
            archive.damage(key, image)
            let found = try faults(disk, archive)
            #expect(found.count == 1 && found[0].contains(fault), "\(fault): \(found)")
        }
    }

    @Test("facts that lead elsewhere, nowhere or from nowhere are named")
    func facts() async throws {
        let fixture = try EngineFixture()
        for index in 0..<3 {
            _ = try await fixture.engine.submit(
                fixture.command(
                    .recordFact(
                        RecordFact(
                            fact: .named("F\(index)"), source: .named("shop"),
                            merchant: .named("M"), order: .named("O\(index)"), kind: .created,
                            occurredAt: fixture.clock.now))))
        }
        fixture.engine.stop()
        let rows = fixture.disk.rows.count
        let damaged: [(FactKey, OrderKey?, String)] = [
            (.named("F1"), nil, "archive lacks fact"),
            (.named("F1"), .named("O2"), "archive leads fact"),
            (.named("F1"), .named("O9"), "archive leads fact"),
            (.named("F9"), .named("O1"), "which has no such fact"),
            (.named("F9"), .named("O9"), "which has no such fact"),
        ]
        for (fact, order, fault) in damaged {
            let archive = try archive(of: fixture.disk, rows: rows)
            #expect(try faults(fixture.disk, archive) == [])
            archive.damage(fact, leadingTo: order)
            let found = try faults(fixture.disk, archive)
            #expect(found.count == 1 && found[0].contains(fault), "\(fault): \(found)")
        }
    }
}
