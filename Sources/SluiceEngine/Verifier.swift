import SluiceCore

/// Checks a whole data directory against itself: the journal's chain, every posting, the
/// invariants, and the archive against what the journal says.
public struct Verifier {
    /// What was found; `faults` is empty for a sound directory.
    public struct Report: Sendable {
        public var rows: UInt64 = 0
        public var commands = 0
        public var events: UInt64 = 0
        public var accounts = 0
        public var holds = 0
        public var archived = 0
        public var archiveRow: UInt64 = 0
        public var mode: JournalMode?
        /// The ledger time of the newest row.
        public var newestTime = Instant.epoch
        /// The hash of the newest row.
        public var head = RowHash.zero
        /// The digest of the state after the newest row.
        public var digest = RowHash.zero
        public var faults: [String] = []
    }

    private let journal: any Journal
    private let archive: (any Archive)?
    private var recovery = Recovery()
    private var report = Report()

    /// Faults named; beyond it only the first ones are told.
    static let faultsMax = 100

    public init(journal: any Journal, archive: (any Archive)?) {
        self.journal = journal
        self.archive = archive
    }

    /// Reads everything. `progress` is told the newest row now and then; `atRow` is called with
    /// each row, its records and the ledger after it, for checks of other stores.
    public mutating func run(
        pageBytesMax: Int = 4 << 20, progress: (UInt64) -> Void = { _ in },
        atRow: (JournalRow, [CommandRecord], Ledger) throws -> [String] = { _, _, _ in [] }
    ) throws -> (report: Report, ledger: Ledger) {
        var archived = try archive.map(ArchiveCheck.init)
        do {
            while true {
                let rows = try journal.read(after: recovery.sequence, bytesMax: pageBytesMax)
                if rows.isEmpty { break }
                for row in rows {
                    let records = try replay(row)
                    add(archived?.follow(row, records, recovery.ledger) ?? [])
                    add(try atRow(row, records, recovery.ledger))
                }
                progress(recovery.sequence)
            }
        } catch let error as JournalError {
            add(["\(error)"])
        }
        add(archived?.finish(recovery.ledger, atRow: recovery.sequence) ?? [])
        add(recovery.ledger.audit().map(\.description))
        report.archiveRow = archived?.row ?? 0
        report.archived = archived?.recordCount ?? 0
        finish()
        return (report, recovery.ledger)
    }

    private mutating func replay(_ row: JournalRow) throws -> [CommandRecord] {
        var faults: [String] = []
        let records = try recovery.replay(row) { ledger, event in
            if let fault = ledger.audit(event) {
                faults.append("row \(row.sequence): \(fault)")
            }
        }
        report.commands += records.count
        add(faults)
        return records
    }

    private mutating func add(_ faults: [String]) {
        report.faults += faults.prefix(max(0, Verifier.faultsMax - report.faults.count))
    }

    private mutating func finish() {
        report.rows = recovery.sequence
        report.events = recovery.ledger.sequence
        report.accounts = recovery.ledger.accountCount
        report.holds = recovery.ledger.residentHoldCount
        report.mode = recovery.ledger.journal?.mode
        report.newestTime = recovery.ledger.time
        report.head = recovery.hash
        report.digest = StateDigest.of(recovery.ledger)
    }
}
