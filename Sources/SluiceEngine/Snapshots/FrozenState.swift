import SluiceCore

/// The state after one row, held still while the engine goes on: what a snapshot is written from.
struct FrozenState: Sendable {
    var ledger: Ledger
    var row: UInt64
    /// The row the archive had followed to: what was evicted by then is in it.
    var archivedRow: UInt64
    var carried: CarriedKeys
}

/// Keys the journal's rows have had that no record keeps.
struct CarriedKeys: Sendable {
    /// Subjects that have sent a command, whose names are kept.
    var subjects: Set<SubjectKey> = []
    /// The one who sent the last command sends the next, mostly.
    private var newestSubject = SubjectKey.none
    /// Texts that commands carry.
    var notes: [Key<NoteTag>] = []

    mutating func add(_ records: [CommandRecord]) {
        for index in records.indices { add(records[index].command) }
    }

    mutating func add(_ command: Command) {
        if command.actor.subject != newestSubject {
            newestSubject = command.actor.subject
            subjects.insert(newestSubject)
        }
        if !command.note.isNone { notes.append(command.note) }
    }
}
