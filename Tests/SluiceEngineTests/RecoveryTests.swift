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

    @Test("an archive that caught up from the journal, and no further, is sound")
    func archiveAhead() async throws {
        let fixture = try await filledDisk()
        // As a kill leaves it: a page of old rows with the records as they are now.
        let whole = Verifier(journal: MemoryJournal(fixture.disk), archive: nil)
        var verifier = whole
        let (_, ledger) = try verifier.run()
        let archive = MemoryArchive()
        for row in fixture.disk.rows.prefix(4) {
            let records = try Recovery.decode(row)
            try archive.consume([
                CommittedBatch(
                    row: row.sequence, hash: row.hash, firstEvent: row.firstEvent,
                    records: records, ended: ledger.endedImages(changedBy: records))
            ])
        }
        var second = Verifier(journal: MemoryJournal(fixture.disk), archive: archive)
        #expect(try second.run().report.faults == [])
    }
}
