import SluiceCore

/// One replay of a journal up to its head.
struct Replay {
    let journal: any Journal
    let parts: Engine.Parts
    let head: JournalHead

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
        while recovery.sequence < head.sequence {
            let rows = try journal.read(
                after: recovery.sequence, bytesMax: parts.options.pageBytesMax)
            guard !rows.isEmpty else {
                throw JournalError(.damaged, "row \(recovery.sequence + 1) is missing")
            }
            for row in rows { try replay(row, &recovery, &state) }
        }
        guard recovery.hash == head.hash else {
            throw JournalError(.damaged, "the head's hash is not that of row \(head.sequence)")
        }
        state.figures.events = recovery.ledger.sequence - first
        state.ledger = recovery.takeLedger()
    }

    private func replay(
        _ row: JournalRow, _ recovery: inout Recovery, _ state: inout RecoveredState
    ) throws {
        let isWhole = state.figures.snapshotRow == 0
        let records = try recovery.replay(
            row,
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
            guard !rows.isEmpty else { return }
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
