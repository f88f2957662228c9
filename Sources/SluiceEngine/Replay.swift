import SluiceCore

/// One replay of a journal up to its head.
struct Replay {
    let journal: any Journal
    let parts: Engine.Parts
    let head: JournalHead

    /// Bytes of journal decoded at once: decoded they take some seven times as much.
    private var pageBytesMax: Int { min(1 << 20, parts.options.pageBytesMax) }

    /// Why a snapshot is of no use to this journal and archive, now and later; nil if it serves.
    func refusal(of header: SnapshotHeader) throws -> String? {
        guard header.row <= head.sequence else {
            return "the journal ends before it, at row \(head.sequence)"
        }
        guard try journal.read(after: header.row - 1, bytesMax: 1).first?.hash == header.hash else {
            return "row \(header.row) of the journal is another"
        }
        let archived = try parts.archive.checkpoint()
        guard archived >= header.archivedRow else {
            return "the archive is at row \(archived), it needs \(header.archivedRow)"
        }
        return nil
    }

    /// Replays every row.
    func run() throws -> RecoveredState {
        var state = try RecoveredState(archive: parts.archive, options: parts.options)
        var recovery = Recovery()
        try run(&recovery, &state)
        return state
    }

    /// Replays the rows after a snapshot.
    /// - Throws: `JournalError` if the snapshot does not serve.
    func run(from path: String) throws -> RecoveredState {
        var snapshot = try Snapshot(path: path)
        let row = snapshot.header.row
        var state = try RecoveredState(
            archive: parts.archive, options: parts.options, hasEvicted: true)
        state.carried = snapshot.carried
        state.figures.snapshotRow = row
        var ledger = snapshot.takeLedger()
        ledger.noteAllEnded(row: row)
        var recovery = Recovery(ledger: ledger, row: row, hash: snapshot.header.hash)
        try keep(rowsUpTo: row, in: state)
        try run(&recovery, &state)
        try supplyOpenReturns(&state)
        return state
    }

    private func run(_ recovery: inout Recovery, _ state: inout RecoveredState) throws {
        let first = recovery.ledger.sequence
        let archived = state.lag.row
        var chain = RowChain(after: recovery.sequence, recovery.hash)
        let rows = ReadAhead("sluice.replay") { try page(&chain, namesAfter: archived) }
        defer { rows.stop() }
        while let page = try rows.next() {
            for row in page { try replay(row, &recovery, &state) }
        }
        guard recovery.hash == head.hash else {
            throw JournalError(.damaged, "the head's hash is not that of row \(head.sequence)")
        }
        state.figures.events = recovery.ledger.sequence - first
        state.ledger = recovery.takeLedger()
    }

    /// The next rows up to the head, checked and decoded; nil at the head.
    private func page(_ chain: inout RowChain, namesAfter archived: UInt64) throws -> [DecodedRow]?
    {
        guard chain.sequence < head.sequence else { return nil }
        let rows = try journal.read(after: chain.sequence, bytesMax: pageBytesMax)
        guard !rows.isEmpty else {
            throw JournalError(.damaged, "row \(chain.sequence + 1) is missing")
        }
        return try rows.map { try chain.decode($0, isNaming: $0.sequence > archived) }
    }

    private func replay(
        _ decoded: DecodedRow, _ recovery: inout Recovery, _ state: inout RecoveredState
    ) throws {
        let isWhole = state.figures.snapshotRow == 0
        let row = decoded.row
        let records = try recovery.replay(
            decoded,
            supplying: { event, ledger in
                guard !isWhole, let key = event.archivable, !ledger.isResident(key) else { return }
                try state.residency.supply(key, to: &ledger, row: row.sequence)
                guard ledger.isResident(key) else {
                    throw JournalError(
                        .damaged, "row \(row.sequence) changes \(key), which the archive lacks")
                }
            })
        state.carried.add(records)
        state.keep(records, row: row.sequence)
    }

    /// What the archive lacks of rows that are not replayed.
    private func keep(rowsUpTo last: UInt64, in state: RecoveredState) throws {
        var next = state.lag.row
        while next < last {
            let rows = try journal.read(after: next, bytesMax: parts.options.pageBytesMax)
            guard !rows.isEmpty else {
                throw JournalError(.damaged, "row \(next + 1) is missing")
            }
            for row in rows where row.sequence <= last {
                state.keep(try Recovery.decode(row), row: row.sequence)
            }
            next = rows[rows.count - 1].sequence
        }
    }

    /// A return opened after the snapshot brought back its order only; its end touches the holds.
    private func supplyOpenReturns(_ state: inout RecoveredState) throws {
        var holds: [HoldKey] = []
        state.ledger.forEachHoldOfOpenReturn { holds.append($0) }
        for hold in holds {
            try state.residency.supply(.hold(hold), to: &state.ledger, row: head.sequence)
            guard state.ledger.isResident(.hold(hold)) else {
                throw JournalError(.damaged, "\(hold) has an open return, and the archive lacks it")
            }
        }
    }
}
