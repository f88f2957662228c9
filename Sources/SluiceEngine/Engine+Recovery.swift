import SluiceCore

/// What replay makes of a journal.
struct RecoveredState {
    var ledger = Ledger()
    var residency: Residency
    var names: NameDirectory
    var subjects: Set<SubjectKey> = []

    init(archive: any Archive, options: EngineOptions) {
        // What has ended leaves room for what is live.
        let endedMax = min(options.residentEndedMax, options.capacity.ordersMax / 4)
        residency = Residency(archive: archive, endedMax: endedMax)
        names = NameDirectory(archive: archive)
    }
}

extension Engine {
    /// Replays a journal from its beginning.
    static func recover(
        _ journal: any Journal, _ parts: Parts, _ head: JournalHead
    ) throws -> RecoveredState {
        var state = RecoveredState(archive: parts.archive, options: parts.options)
        let archived = try parts.archive.checkpoint()
        for consumer in parts.consumers + [parts.archive] {
            let checkpoint = try consumer.checkpoint()
            guard checkpoint <= head.sequence else {
                throw JournalError(
                    .damaged,
                    "the journal ends at row \(head.sequence), but \(consumer.name) has followed "
                        + "it to row \(checkpoint): its tail is lost")
            }
        }
        var recovery = Recovery()
        while recovery.sequence < head.sequence {
            let rows = try journal.read(
                after: recovery.sequence, bytesMax: parts.options.pageBytesMax)
            guard !rows.isEmpty else {
                throw JournalError(.damaged, "row \(recovery.sequence + 1) is missing")
            }
            for row in rows {
                let records = try recovery.replay(row)
                for key in recovery.ledger.endedKeys(changedBy: records) {
                    state.residency.note(key, row: row.sequence)
                }
                for record in records {
                    state.subjects.insert(record.command.actor.subject)
                    if !record.command.note.isNone { parts.onNote(record.command.note) }
                }
                if row.sequence > archived { state.names.add(records, row: row.sequence) }
            }
        }
        guard recovery.hash == head.hash else {
            throw JournalError(.damaged, "the head's hash is not that of row \(head.sequence)")
        }
        state.ledger = recovery.ledger
        return state
    }
}

extension Sequencer {
    /// The first batch of an empty journal; nil where it has one.
    mutating func bear(_ birth: Birth) -> SealedBatch? {
        guard ledger.journal == nil else { return nil }
        for body in [Command.Body.createJournal(birth.journal), .adoptPolicy(birth.policy)] {
            let time =
                birth.journal.mode == .live
                ? max(clock.now(), Instant(ns: ledger.time.ns + 1))
                : Instant(ns: ledger.time.ns + 1)
            let command = Command(
                actor: .engine, businessDate: calendar.date(of: time), body: body)
            let outcome = ledger.apply(command, at: time)
            precondition(outcome.code == .applied, "a journal is born with a valid policy")
            add(
                CommandRecord(
                    time: time, policyVersion: ledger.policy?.version ?? 0, command: command,
                    outcome: outcome.code, names: [], events: ledger.emitted))
        }
        return sealed()
    }
}
