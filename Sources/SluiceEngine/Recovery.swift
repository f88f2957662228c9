import SluiceCore

/// Reads a journal from its beginning: checks the chain, decodes, replays.
public struct Recovery: Sendable {
    public private(set) var ledger = Ledger()
    public private(set) var sequence: UInt64 = 0
    public private(set) var hash = RowHash.zero
    private var epoch: UInt64 = 0

    public init() {}

    /// Goes on after a row whose state is known.
    init(ledger: consuming Ledger, row: UInt64, hash: RowHash) {
        self.ledger = ledger
        sequence = row
        self.hash = hash
    }

    /// Gives the ledger away, so that nobody else holds what is changed next.
    mutating func takeLedger() -> Ledger {
        defer { ledger = Ledger() }
        return ledger
    }

    /// Replays one row; `auditing` sees each event with the state before it.
    /// - Returns: its records.
    /// - Throws: `JournalError(.damaged)` naming the row and what is wrong with it,
    ///   `.formatUnknown` for a row of a later version.
    @discardableResult
    public mutating func replay(
        _ row: JournalRow, auditing: ((borrowing Ledger, Event) -> Void)? = nil
    ) throws -> [CommandRecord] {
        var chain = RowChain(after: sequence, hash)
        return try replay(try chain.decode(row), auditing: auditing)
    }

    /// The same of a row that follows by its number and hash, which `RowChain` has seen to.
    /// - Parameter supplying: may bring back what an event changes.
    mutating func replay(
        _ row: DecodedRow, auditing: ((borrowing Ledger, Event) -> Void)? = nil,
        supplying: (Event, inout Ledger) throws -> Void = { _, _ in }
    ) throws -> [CommandRecord] {
        let (records, row) = (row.records, row.row)
        guard row.epoch >= epoch, row.firstEvent == ledger.sequence + 1 else {
            throw JournalError(.damaged, "row \(row.sequence): epoch or first event out of order")
        }
        ledger.row = row.sequence
        // By index: a record is half a kilobyte, and is not to be copied.
        for index in records.indices {
            let (time, date) = (records[index].time, records[index].command.businessDate)
            guard time > ledger.time else {
                throw JournalError(.damaged, "row \(row.sequence): time does not rise")
            }
            for event in records[index].events {
                try supplying(event, &ledger)
                auditing?(ledger, event)
                ledger.replay(event, at: time, on: date)
            }
        }
        guard ledger.sequence + 1 == row.firstEvent + UInt64(row.count),
            records.last?.time == row.time
        else {
            throw JournalError(.damaged, "row \(row.sequence): count or time differs")
        }
        sequence = row.sequence
        hash = row.hash
        epoch = row.epoch
        return records
    }

    /// The records of a row.
    /// - Parameter isNaming: whether with their names.
    public static func decode(
        _ row: JournalRow, isNaming: Bool = true
    ) throws -> [CommandRecord] {
        do {
            return try BatchCodec.decode(row.bytes, isNaming: isNaming)
        } catch let error where error.code == .formatUnknown {
            throw Recovery.laterFormat(row.bytes.first, ofRow: row.sequence)
        } catch {
            throw JournalError(.damaged, "row \(row.sequence): \(error)")
        }
    }

    /// Refuses a row of a later version. A journal asks this of its newest row before it writes
    /// anything; that is enough, for formats never fall along a journal.
    ///
    /// A row that is not whole has no format: replay will say that it is damaged.
    /// - Throws: `JournalError(.formatUnknown)`.
    public static func checkFormat(
        of row: JournalRow, after previous: RowHash
    ) throws(JournalError) {
        guard let format = row.bytes.first, format > BatchCodec.format,
            row.chained(after: previous) == row.hash
        else { return }
        throw laterFormat(format, ofRow: row.sequence)
    }

    private static func laterFormat(_ format: UInt8?, ofRow sequence: UInt64) -> JournalError {
        JournalError(
            .formatUnknown,
            "row \(sequence) has format \(format.map(String.init) ?? "none"), "
                + "this binary reads up to \(BatchCodec.format): use the newer binary")
    }
}
