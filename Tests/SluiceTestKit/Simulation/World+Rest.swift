import SluiceCore
import SluiceEngine

extension World {
    /// Lets every part work until nothing is left to do, and looks at what must be true then.
    func rest() throws {
        var began = engine.time.adding(spanNs: machine.clock.unseenNs)
        for _ in 0..<World.roundsMax {
            try sequence()
            engine.write()
            for number in engine.followed.indices { engine.follow(number) }
            engine.care()
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

    func acceptClock() throws {
        try rest()
        let command = Command(
            actor: Actor(role: .operator), businessDate: BusinessDate(day: 0), body: .acceptClock)
        engine.submit([Submission(command: command)], reply: clients.send([command]))
        isAccepting = true
        defer { isAccepting = false }
        try rest()
    }

    /// When open holds are as old as they may become.
    private var ages: [Int64] {
        witness.reference.holds.filter(\.isOpen)
            .map { $0.placedAt.adding(spanNs: $0.terms.maximumAgeNs).ns }.filter { $0 < .max / 2 }
    }

    /// The faults stop and time passes: what can end ends, and all that is stored agrees.
    func finish() throws {
        machine.disk.clearFaults()
        machine.archive.fail(times: 0)
        machine.archive.failReads(times: 0)
        machine.views.fail(times: 0)
        try acceptClock()
        for round in 0..<World.endsMax {
            var dues = witness.reference.dues.map(\.at.ns).filter { $0 < .max / 2 }
            if dues.isEmpty { break }
            // An end that waits for a lost feed is put off bit by bit, up to the maximum age.
            if round >= World.endsMax / 2 { dues += ages }
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
        tally.count(witness.stops)
    }

    /// Ends may bring ends: a notice, a review, a return that goes on to its next stage.
    private static let endsMax = 50
}
