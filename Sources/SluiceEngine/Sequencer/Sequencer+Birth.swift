import SluiceCore

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
                    time: time, policyVersion: ledger.policyVersion, command: command,
                    outcome: outcome.code, names: [], events: ledger.emitted))
        }
        return sealed()
    }
}
