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
    private var ahead: [RecordImage] = []

    /// Faults named; beyond it only the first ones are told.
    static let faultsMax = 100

    public init(journal: any Journal, archive: (any Archive)?) {
        self.journal = journal
        self.archive = archive
    }

    /// Reads everything. `progress` is told the newest row now and then; `atRow` is called with
    /// the ledger after each row, for checks of views.
    public mutating func run(
        pageBytesMax: Int = 4 << 20, progress: (UInt64) -> Void = { _ in },
        atRow: (UInt64, Ledger) throws -> [String] = { _, _ in [] }
    ) throws -> (report: Report, ledger: Ledger) {
        report.archiveRow = try archive?.checkpoint() ?? 0
        do {
            while true {
                let rows = try journal.read(after: recovery.sequence, bytesMax: pageBytesMax)
                if rows.isEmpty { break }
                for row in rows {
                    try replay(row)
                    add(try atRow(row.sequence, recovery.ledger))
                    if row.sequence == report.archiveRow { try compareArchive() }
                }
                progress(recovery.sequence)
            }
        } catch let error as JournalError {
            add(["\(error)"])
        }
        if report.archiveRow > recovery.sequence {
            add(["archive is at row \(report.archiveRow), the journal ends at \(recovery.sequence)"]
            )
        }
        compareAhead()
        add(recovery.ledger.audit().map(\.description))
        finish()
        return (report, recovery.ledger)
    }

    private mutating func replay(_ row: JournalRow) throws {
        var faults: [String] = []
        let records = try recovery.replay(row) { ledger, event in
            if let fault = ledger.audit(event) {
                faults.append("row \(row.sequence): \(fault)")
            }
        }
        report.commands += records.count
        try compareNames(records, row: row.sequence)
        add(faults)
    }

    /// Compares the archive with the state at its checkpoint. An image may be newer than that: a
    /// page read from the journal carries records as they are when it is read.
    private mutating func compareArchive() throws {
        guard let archive else { return }
        var count = 0
        var faults: [String] = []
        let ledger = recovery.ledger
        try archive.forEachImage { image in
            count += 1
            guard faults.count < Verifier.faultsMax else { return }
            if image.sequence > ledger.sequence {
                ahead.append(image)
                return
            }
            switch ledger.endedImage(of: image.key) {
            case nil where ledger.isResident(image.key): break
            case nil: faults.append("archive has \(image.key), which the journal has not")
            case let own? where own.bytes != image.bytes:
                faults.append("archive differs in \(image.key)")
            default: break
            }
        }
        report.archived = count
        let ended = ledger.endedCount
        if count < ended { faults.append("archive has \(count) of \(ended) ended records") }
        add(faults)
    }

    /// Compares the images newer than the archive's checkpoint with the newest state.
    private mutating func compareAhead() {
        for image in ahead {
            let own = recovery.ledger.endedImage(of: image.key)
            if image.sequence > recovery.ledger.sequence {
                add(["archive is ahead of the journal in \(image.key)"])
            } else if let own, own.sequence == image.sequence, own.bytes != image.bytes {
                add(["archive differs in \(image.key)"])
            }
        }
    }

    /// Checks that the archive knows every name told up to its checkpoint.
    private mutating func compareNames(_ records: [CommandRecord], row: UInt64) throws {
        guard let archive, row <= report.archiveRow else { return }
        for record in records {
            for name in record.names where try archive.name(of: name.key) != name.text {
                add(["archive does not know \(name.key.kind) \(name.text)"])
            }
        }
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
        report.head = recovery.hash
        report.digest = StateDigest.of(recovery.ledger)
    }
}
