import Foundation
import SluiceCore
import SluiceEngine

/// What every journal must do: each store runs all cases.
///
/// `make` gives a journal on the store of a name, not open yet: equal names give the same store.
/// `lose` deletes a row of a store behind the journal's back.
public enum JournalConformance: String, CaseIterable, Sendable {
    case emptyHead
    case appendsAndReadsInOrder
    case pagesByBytes
    case refusesGaps
    case epochGrowsWithEveryOpening
    case reopeningGivesTheHead
    case keepsRowsByteForByte
    case fencesTheReplacedWriter
    case namesALostRow
    case leavesALaterFormatAlone

    public typealias Make = (_ store: String) throws -> any Journal

    public func run(make: Make, lose: (_ store: String, _ row: UInt64) throws -> Void) throws {
        var journal = try make(rawValue)
        let head = try journal.open(shard: .only)
        switch self {
        case .emptyHead:
            try expect(head.sequence == 0 && head.hash == .zero, "an empty journal has no head")
            try expect(journal.read(after: 0, bytesMax: 1).isEmpty, "an empty journal has rows")
        case .appendsAndReadsInOrder:
            let rows = try journal.append(sizes: [3, 0, 5], after: head)
            try expect(journal.read(after: 0, bytesMax: .max) == rows, "rows differ")
            try expect(journal.read(after: 2, bytesMax: .max) == [rows[2]], "wrong page")
            try expect(journal.read(after: 3, bytesMax: .max).isEmpty, "rows after the end")
        case .pagesByBytes:
            let rows = try journal.append(sizes: [100, 100, 100, 1], after: head)
            try expect(journal.read(after: 0, bytesMax: 0) == [rows[0]], "not one row")
            try expect(journal.read(after: 0, bytesMax: 150).count == 2, "not up to the limit")
            try expect(journal.read(after: 2, bytesMax: 150) == [rows[2], rows[3]], "wrong page")
        case .refusesGaps: try refuseGaps(&journal, head)
        case .epochGrowsWithEveryOpening:
            journal.close()
            var epoch = head.epoch
            for _ in 0..<3 {
                var next = try make(rawValue)
                let reopened = try next.open(shard: .only)
                next.close()
                try expect(reopened.epoch > epoch, "epoch \(reopened.epoch) after \(epoch)")
                epoch = reopened.epoch
            }
            return
        case .reopeningGivesTheHead:
            let rows = try journal.append(sizes: [1, 2], after: head)
            journal.close()
            journal = try make(rawValue)
            let reopened = try journal.open(shard: .only)
            try expect(
                reopened.sequence == 2 && reopened.hash == rows[1].hash, "not the head")
            _ = try journal.append(sizes: [1], after: reopened)
        case .keepsRowsByteForByte: try keepBytes(&journal, head, make)
        case .fencesTheReplacedWriter:
            var other = try make(rawValue)
            let newer = try other.open(shard: .only)
            try expect(
                journal.append(.sample(after: head, size: 1)) == .fenced, "not fenced off")
            _ = try other.append(sizes: [1], after: newer)
            other.close()
        case .namesALostRow:
            _ = try journal.append(sizes: [1, 1, 1], after: head)
            try lose(rawValue, 2)
            do {
                _ = try journal.read(after: 0, bytesMax: .max)
                throw ConformanceFailure(detail: "the lost row was not missed")
            } catch let error as JournalError {
                try expect(error.code == .damaged, "\(error)")
                try expect(error.detail.contains("row 2"), "\(error) does not name row 2")
            }
        case .leavesALaterFormatAlone:
            try leaveLaterFormat(&journal, head, make: make, lose: lose)
            return
        }
        journal.close()
    }

    private func leaveLaterFormat(
        _ journal: inout any Journal, _ head: JournalHead, make: Make,
        lose: (_ store: String, _ row: UInt64) throws -> Void
    ) throws {
        var row = JournalRow.sample(after: head, size: 10)
        row.bytes[0] = BatchCodec.format + 1
        row.hash = row.chained(after: head.hash)
        try expect(journal.append(row) == .durable, "not durable")
        journal.close()
        do {
            journal = try make(rawValue)
            _ = try journal.open(shard: .only)
            throw ConformanceFailure(detail: "a later format was taken")
        } catch let error as JournalError {
            try expect(error.code == .formatUnknown, "\(error)")
            try expect(error.detail.contains("row 1 has format"), "\(error) names no row")
        }
        try lose(rawValue, 1)
        journal = try make(rawValue)
        let reopened = try journal.open(shard: .only)
        journal.close()
        try expect(reopened.epoch == head.epoch + 1, "the refused opening raised the epoch")
    }

    private func refuseGaps(_ journal: inout any Journal, _ head: JournalHead) throws {
        let rows = try journal.append(sizes: [1], after: head)
        var gap = JournalRow.sample(after: head, size: 1)
        gap.sequence = 3
        guard case .failed = journal.append(gap) else {
            throw ConformanceFailure(detail: "a gap was taken")
        }
        try expect(journal.read(after: 0, bytesMax: .max) == rows, "the refused row was kept")
    }

    private func keepBytes(
        _ journal: inout any Journal, _ head: JournalHead, _ make: Make
    ) throws {
        var row = JournalRow.sample(after: head, size: 0)
        row.bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        row.time = Instant(ns: .max - 1)
        row.count = .max
        row.hash = row.chained(after: head.hash)
        try expect(journal.append(row) == .durable, "not durable")
        journal.close()
        journal = try make(rawValue)
        _ = try journal.open(shard: .only)
        try expect(journal.read(after: 0, bytesMax: 1) == [row], "the row came back changed")
    }

    private func expect(_ condition: Bool, _ detail: String) throws {
        guard condition else { throw ConformanceFailure(detail: "\(rawValue): \(detail)") }
    }
}

/// What a store does not do as every store must.
public struct ConformanceFailure: Error, CustomStringConvertible {
    public var detail: String
    public var description: String { detail }
}

extension JournalRow {
    /// A row that follows a head and chains to it; after the format its bytes mean nothing.
    public static func sample(after head: JournalHead, size: Int) -> JournalRow {
        let sequence = head.sequence + 1
        let filling = (1..<max(1, size)).map { UInt8(truncatingIfNeeded: $0 &+ Int(sequence)) }
        var row = JournalRow(
            shard: .only, sequence: sequence, epoch: head.epoch,
            time: Instant(ns: Int64(sequence) * Span.secondNs), firstEvent: sequence, count: 1,
            hash: .zero, bytes: size == 0 ? [] : [BatchCodec.format] + filling)
        row.hash = row.chained(after: head.hash)
        return row
    }
}

extension Journal {
    /// Appends rows of these sizes after a head.
    /// - Throws: `ConformanceFailure` unless each is durable.
    @discardableResult
    public mutating func append(sizes: [Int], after head: JournalHead) throws -> [JournalRow] {
        var head = head
        var rows: [JournalRow] = []
        for size in sizes {
            let row = JournalRow.sample(after: head, size: size)
            var result = append(row)
            // A writer that was fenced off may still hold a second store for a moment: the same bytes
            // again, as the engine does.
            let deadline = ContinuousClock.now.advanced(by: .seconds(60))
            while case .notDurable = result, ContinuousClock.now < deadline {
                Thread.sleep(forTimeInterval: 0.001)
                result = append(row)
            }
            guard result == .durable else {
                throw ConformanceFailure(detail: "row \(row.sequence): \(result)")
            }
            head.sequence = row.sequence
            head.hash = row.hash
            rows.append(row)
        }
        return rows
    }
}
