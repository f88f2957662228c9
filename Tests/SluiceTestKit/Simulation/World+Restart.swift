import SluiceCore
import SluiceEngine

extension World {
    func crash(_ restart: Restart) throws {
        tally.restarts += 1
        if engine.fault == nil { try clients.hear() }
        clients.lose()
        // A row that was torn was never there.
        try follow(machine.disk.whole.suffix(from: Int(witness.row)).map(\.self))
        clients.forget()
        machine.crash(restart)
        witness.halt(false, after: witness.whole.time)
        doubt = nil
        if let damage = restart.damage {
            try start(restart, after: damage)
        } else {
            try start(restart)
        }
    }

    private func start(_ restart: Restart) throws {
        do {
            engine = try machine.start(acceptsClock: restart.acceptsClock)
        } catch {
            throw Violation(.recovery, "a sound directory is refused: \(error)")
        }
        if engine.status.snapshot.recovery.snapshotRow > 0 { tally.fromSnapshots += 1 }
        heedClock(after: witness.whole.time)
        try follow()
        try compare()
    }

    /// Starts with something damaged; what must be refused is healed after that.
    private func start(_ restart: Restart, after damage: Damage) throws {
        let rows = machine.disk.rows
        guard let required = try machine.apply(damage) else { return try start(restart) }
        tally.damages += 1
        guard case .refuse(let names) = required else { return try start(restart) }
        do {
            _ = try machine.start()
        } catch {
            guard names.contains(where: { "\(error)".contains($0) }) else {
                throw Violation(.refusal, "\(damage) is refused, but as: \(error)")
            }
            tally.refused += 1
            machine.disk.clearFaults()
            machine.disk.rows = rows
            return try start(restart)
        }
        // It began with a snapshot after the place: a verification must find it.
        var verifier = Verifier(journal: MemoryJournal(machine.disk), archive: nil)
        let faults = try verifier.run().report.faults
        guard faults.contains(where: { fault in names.contains { fault.contains($0) } }) else {
            throw Violation(.refusal, "\(damage) is taken: \(faults)")
        }
        machine.disk.rows = rows
        try start(restart)
    }

    /// Memory and archive together are the state of the witness.
    func compare() throws {
        guard engine.head.sequence == witness.row, clients.unsure.isEmpty else { return }
        var joined = engine.ledger
        guard joined.sequence == witness.whole.sequence else {
            throw Violation(
                .recovery, "event \(joined.sequence), not \(witness.whole.sequence)")
        }
        var other = witness.whole
        if joined.nextDue() != other.nextDue() {
            throw Violation(.recovery, "another next due time")
        }
        let orphans = joined.orphans()
        if !orphans.isEmpty { throw Violation(.orphans, orphans.joined(separator: "\n")) }
        try machine.archive.forEachImage { image in
            if !joined.isResident(image.key) { try joined.install(image) }
        }
        if StateDigest.of(joined) != StateDigest.of(witness.whole) {
            throw Violation(
                .residency,
                "memory and archive are not what the journal says: \(differences(joined))")
        }
    }

    /// The records that differ, each with where it is.
    private func differences(_ joined: Ledger) -> [String] {
        var images: [StateKey: [UInt8]] = [:]
        witness.whole.forEachImage { images[$0] = $1 }
        var found: [String] = []
        joined.forEachImage { key, bytes in
            let wanted = images.removeValue(forKey: key)
            guard wanted != bytes else { return }
            let isArchived = RecordKey(key).map { !engine.ledger.isResident($0) } ?? false
            found.append(
                "\(key.kind) \(key.key.high) differs in \(isArchived ? "archive" : "memory"): "
                    + "\(bytes), not \(wanted ?? [])")
        }
        return found + images.keys.sorted().map { "\($0.kind) \($0.key.high) is missing" }
    }
}
