import SluiceCore
import SluiceEngine

/// A simulated world: clients, a machine, and a witness who follows everything. Each step is checked
/// as far as it can be; what does not hold is thrown.
final class World {
    let machine: Machine
    let clients = Clients()
    private(set) var witness: Witness
    private(set) var engine: SteppedEngine
    /// Commands and reads sent.
    private(set) var operations = 0
    private(set) var tally = SimulationTally()
    private var doubt: ClockDoubt?
    /// Whether somebody accepts the clock now, so that time may jump.
    private var isAccepting = false

    init(_ sizes: Sizes, hasSnapshots: Bool, wholeEvery: Int = 50) throws {
        machine = Machine(sizes, hasSnapshots: hasSnapshots)
        witness = Witness(wholeEvery: wholeEvery)
        engine = try machine.start()
        try follow()
    }

    func perform(_ step: Step) throws {
        switch step {
        case .submit(let commands, let afterNs):
            machine.clock.pass(ns: afterNs)
            operations += commands.count
            engine.submit(commands.map { Submission(command: $0) }, reply: clients.send(commands))
        case .readAccount(let key): read(.account(key))
        case .readHold(let key): read(.hold(key))
        case .readOrder(let key): read(.order(key))
        case .acceptClock: try acceptClock()
        case .sequence: try sequence()
        case .write: engine.write()
        case .follow(let number): engine.follow(number)
        case .snapshot: engine.writeSnapshot()
        case .rest: try rest()
        case .setClock(let span): machine.clock.set(byNs: span)
        case .disk(let faults): machine.disk.inject(faults)
        case .archiveFails(let times): machine.archive.fail(times: times)
        case .archiveUnreadable(let times): machine.archive.failReads(times: times)
        case .viewsFail(let times): machine.views.fail(times: times)
        case .copyArchive: machine.copyArchive()
        case .crash(let restart): return try crash(restart)
        }
        try heed()
    }

    private func read(_ query: ReadQuery) {
        operations += 1
        engine.read(query, reply: clients.send(query))
    }

    private func sequence() throws(Violation) {
        let (before, seenNs) = (engine.time, machine.clock.seenNs)
        engine.sequence()
        heedClock(after: before)
        let passedNs = engine.time.ns - before.ns
        let elapsedNs = machine.clock.seenNs - seenNs
        // A step of a time server is believed.
        let believedNs = elapsedNs + (isAccepting ? .max / 2 : 2 * Span.secondNs)
        guard (elapsedNs...believedNs).contains(passedNs) else {
            throw Violation(
                .time, "\(passedNs) ns passed in the ledger, \(elapsedNs) ns by the monotonic clock")
        }
    }

    private func heedClock(after time: Instant) {
        guard engine.clockDoubt != doubt else { return }
        doubt = engine.clockDoubt
        if doubt != nil { tally.doubts += 1 }
        witness.halt(doubt != nil, after: time)
    }

    /// Hears what was answered; a process that met a fault it may not survive is started again.
    private func heed() throws {
        if engine.fault != nil { return try crash(Restart()) }
        try clients.hear()
        if let fault = machine.views.fault { throw Violation(.feed, fault) }
        if !clients.isWaiting { try follow() }
    }

    /// Lets the witness follow to the newest durable row: all that was answered is there.
    private func follow() throws {
        let newest = engine.head.sequence
        let rows = machine.disk.rows
        guard Int(newest) <= rows.count else {
            throw Violation(.acknowledged, "row \(newest) is not on the disk")
        }
        try follow(Array(rows[Int(witness.row)..<Int(newest)]))
    }

    private func follow(_ rows: [JournalRow]) throws {
        let (answered, seen) = clients.take()
        guard !rows.isEmpty || !answered.isEmpty || !seen.isEmpty else { return }
        tally.rows += rows.count
        for answer in answered { tally.count(answer.outcome) }
        try witness.follow(rows, answered: answered, seen: seen, unsure: clients.unsure)
    }

    // MARK: Coming to rest

    /// Lets every part work until nothing is left to do, and looks at what must be true then.
    func rest() throws {
        var began = engine.time.adding(spanNs: machine.clock.unseenNs)
        for _ in 0..<World.roundsMax {
            try sequence()
            engine.write()
            for number in engine.followed.indices { engine.follow(number) }
            engine.writeSnapshot()
            let restarts = tally.restarts
            try heed()
            guard restarts == tally.restarts else {
                // It has looked at nothing yet, and has another idea of the time.
                began = engine.time
                continue
            }
            if isAtRest {
                clients.forget()
                if doubt == nil, let violation = witness.overdue(at: began) { throw violation }
                return
            }
        }
        throw Violation(
            .liveness,
            """
            does not come to rest: \(clients.waiting) requests wait, \(engine.depth) commands in lanes, \
            row \(engine.head.sequence), followers at \(engine.followed)
            """)
    }

    private var isAtRest: Bool {
        !clients.isWaiting && engine.isIdle
            && engine.followed.allSatisfy { $0 == engine.head.sequence }
    }

    /// More than anything takes: a row for each of a thousand commands, and each of them read back.
    private static let roundsMax = 20_000

    private func acceptClock() throws {
        try rest()
        let command = Command(
            actor: Actor(role: .operator), businessDate: BusinessDate(day: 0), body: .acceptClock)
        engine.submit([Submission(command: command)], reply: clients.send([command]))
        isAccepting = true
        defer { isAccepting = false }
        try rest()
    }

    // MARK: Crash and restart

    private func crash(_ restart: Restart) throws {
        tally.restarts += 1
        if engine.fault == nil { try clients.hear() }
        clients.lose()
        // A row that was torn was never there.
        try follow(machine.disk.whole.suffix(from: Int(witness.row)).map(\.self))
        clients.forget()
        machine.crash(restart)
        witness.halt(false, after: witness.whole.time)
        doubt = nil
        if let damage = restart.damage { try start(restart, after: damage) } else {
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

    // MARK: The whole state

    /// Memory and archive together are the state of the witness.
    private func compare() throws {
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
        try machine.archive.forEachImage { image in
            if !joined.isResident(image.key) { try joined.install(image) }
        }
        if StateDigest.of(joined) != StateDigest.of(witness.whole) {
            throw Violation(.residency, "memory and archive are not what the journal says")
        }
    }

    /// The faults stop and time passes: what can end ends, and all that is stored agrees.
    func finish() throws {
        machine.disk.clearFaults()
        machine.archive.fail(times: 0)
        machine.archive.failReads(times: 0)
        machine.views.fail(times: 0)
        try acceptClock()
        for _ in 0..<World.endsMax {
            let dues = witness.reference.dues.map(\.at.ns).filter { $0 < .max / 2 }
            guard let last = dues.max() else { break }
            machine.clock.pass(ns: max(0, last - engine.time.ns) + 1)
            try rest()
        }
        if let hold = witness.reference.holds.first(where: {
            $0.isOpen && $0.expiresAt.ns < .max / 2
        }) {
            throw Violation(
                .liveness,
                "at \(engine.time.ns) hold \(hold.placement.hold) has not ended: "
                    + "\(witness.reference.dues)")
        }
        try compare()
        var verifier = Verifier(journal: MemoryJournal(machine.disk), archive: machine.archive)
        let report = try verifier.run().report
        if let fault = report.faults.first { throw Violation(.recovery, "verify: \(fault)") }
        if report.digest != StateDigest.of(witness.whole) {
            throw Violation(.recovery, "the journal replays to another state")
        }
        tally.broughtBack = machine.archive.given
    }

    /// Ends may bring ends: a notice, a review, a return that goes on to its next stage.
    private static let endsMax = 50
}
