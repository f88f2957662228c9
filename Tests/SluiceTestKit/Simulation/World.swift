import SluiceCore
import SluiceEngine

/// A simulated world: clients, a machine, and a witness who follows everything. Each step is checked
/// as far as it can be; what does not hold is thrown.
final class World {
    let machine: Machine
    let clients = Clients()
    var witness: Witness
    var engine: SteppedEngine
    /// Commands and reads sent.
    private(set) var operations = 0
    var tally = SimulationTally()
    var doubt: ClockDoubt?
    /// Whether somebody accepts the clock now, so that time may jump.
    var isAccepting = false

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
        case .snapshot: engine.care()
        case .rest: try rest()
        case .wait(let span):
            machine.clock.pass(ns: span)
            try rest()
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

    func sequence() throws(Violation) {
        let (before, seenNs) = (engine.time, machine.clock.seenNs)
        engine.sequence()
        heedClock(after: before)
        let passedNs = engine.time.ns - before.ns
        let elapsedNs = machine.clock.seenNs - seenNs
        // A step of a time server is believed.
        let believedNs = elapsedNs + (isAccepting ? .max / 2 : 2 * Span.secondNs)
        guard (elapsedNs...believedNs).contains(passedNs) else {
            throw Violation(
                .time, "\(passedNs) ns passed in the ledger, \(elapsedNs) ns by the monotonic clock"
            )
        }
    }

    func heedClock(after time: Instant) {
        guard engine.clockDoubt != doubt else { return }
        doubt = engine.clockDoubt
        if doubt != nil { tally.doubts += 1 }
        witness.halt(doubt != nil, after: time)
    }

    /// Hears what was answered; a process that met a fault it may not survive is started again.
    func heed() throws {
        if engine.fault != nil { return try crash(Restart()) }
        try clients.hear()
        if let fault = machine.views.fault { throw Violation(.feed, fault) }
        if !clients.isWaiting { try follow() }
    }

    /// Lets the witness follow to the newest durable row: all that was answered is there.
    func follow() throws {
        let newest = engine.head.sequence
        let rows = machine.disk.rows
        guard Int(newest) <= rows.count else {
            throw Violation(.acknowledged, "row \(newest) is not on the disk")
        }
        try follow(Array(rows[Int(witness.row)..<Int(newest)]))
    }

    func follow(_ rows: [JournalRow]) throws {
        let (answered, seen) = clients.take()
        guard !rows.isEmpty || !answered.isEmpty || !seen.isEmpty else { return }
        tally.rows += rows.count
        for answer in answered { tally.count(answer.outcome) }
        try witness.follow(rows, answered: answered, seen: seen, unsure: clients.unsure)
    }
}
