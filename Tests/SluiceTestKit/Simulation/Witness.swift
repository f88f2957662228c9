import SluiceCore
import SluiceEngine

/// Follows the journal and the answers with two ledgers that forget nothing, the core's and the
/// reference's, and says what does not hold.
///
/// No two commands have the same ledger time, so records and answers together tell what was applied,
/// and in which order. A command that was answered and left no record changed nothing; one that has a
/// record and was not answered is there all the same.
struct Witness {
    /// The core's ledger, with everything resident.
    private(set) var whole = Ledger()
    private(set) var reference = ReferenceLedger()
    /// The newest row followed.
    private(set) var row: UInt64 = 0
    private var invariants = Invariants()
    private(set) var stops = HardStops()
    /// From when on nothing due was done, and from when on it was again.
    private var halts: [(after: Instant, isHalted: Bool)] = []
    private var applied = 0
    /// How often all records are checked, not only those that were touched.
    let wholeEvery: Int

    init(wholeEvery: Int) { self.wholeEvery = wholeEvery }

    /// What comes after a time was applied while the clock was, or was not, in doubt.
    mutating func halt(_ isHalted: Bool, after time: Instant) {
        // A process that is gone may have been ahead, and nothing of it is left.
        halts.removeAll { $0.after >= time }
        halts.append((time, isHalted))
    }

    /// Applies what happened since the last time.
    /// - Parameters:
    ///   - rows: what the journal has beyond the row followed last.
    ///   - unsure: commands that were sent and not answered.
    mutating func follow(
        _ rows: [JournalRow], answered: [Clients.Answered], seen: [Clients.Seen], unsure: [Command]
    ) throws {
        var answers = answered.sorted { $0.time < $1.time }[...]
        var reads = seen.sorted { $0.answer.time < $1.answer.time }[...]
        for row in rows {
            guard row.sequence == self.row + 1 else {
                throw Violation(.acknowledged, "row \(row.sequence) after row \(self.row)")
            }
            self.row = row.sequence
            for record in try Recovery.decode(row) {
                while let first = answers.first, first.time < record.time {
                    answers.removeFirst()
                    try check(&reads, before: first.time)
                    try apply(first.command, at: first.time, record: nil, first.outcome)
                }
                try check(&reads, before: record.time)
                if let first = answers.first, first.time == record.time {
                    answers.removeFirst()
                    try apply(first.command, at: record.time, record: record, first.outcome)
                } else {
                    heedHalts(before: record.time)
                    let command = try origin(of: record, among: unsure)
                    try apply(command, at: record.time, record: record, nil)
                }
            }
        }
        for answer in answers {
            try check(&reads, before: answer.time)
            try apply(answer.command, at: answer.time, record: nil, answer.outcome)
        }
        try check(&reads, before: .never)
    }

    private mutating func apply(
        _ command: Command, at time: Instant, record: CommandRecord?, _ answer: Outcome?
    ) throws(Violation) {
        heedHalts(before: time)
        guard time > whole.time else {
            throw Violation(.recovery, "time \(time.ns) after \(whole.time.ns)")
        }
        applied += 1
        let outcome = whole.apply(command, at: time)
        let verdict = reference.apply(command, at: time)
        reference.learn(outcome, of: command)
        func fail(_ property: Violation.Property, _ detail: String) -> Violation {
            Violation(property, "\(detail)\n  at \(time.ns): \(command.body)")
        }
        if !whole.emitted.isEmpty {
            let orphans = whole.orphans()
            if !orphans.isEmpty { throw fail(.orphans, orphans.joined(separator: "\n")) }
        }
        if record == nil, !whole.emitted.isEmpty {
            throw fail(.acknowledged, "acknowledged, and not in the journal")
        }
        if let answer, answer != outcome {
            throw fail(.residency, "answered \(answer), not \(outcome)")
        }
        if let record, record.events != whole.emitted {
            let place = zip(record.events, whole.emitted).prefix { $0 == $1 }.count
            func told(_ events: ShortList<Event>) -> String {
                place < events.count ? "\(events[place])" : "nothing more"
            }
            throw fail(
                .residency,
                """
                the journal has \(record.events.map(\.name)), not \(whole.emitted.map(\.name)):
                    \(told(record.events))
                not
                    \(told(whole.emitted))
                """)
        }
        if Verdict(outcome) != verdict {
            throw fail(.rules, "core \(Verdict(outcome)); reference \(verdict)")
        }
        if let passed = stops.follow(whole.emitted, of: command, at: time) {
            throw fail(.hardStop, passed)
        }
        let isWhole = applied % wholeEvery == 0
        let broken = invariants.check(
            whole, after: command, outcome, at: time, isWhole: isWhole,
            isHalted: whole.isDueHalted)
        if !broken.isEmpty { throw fail(.conservation, broken.joined(separator: "\n")) }
        let touched = isWhole ? nil : Touched(whole.emitted)
        let differences =
            Comparison.differences(whole, reference, touched: touched)
            + Comparison.notices(whole.emitted, reference)
        if !differences.isEmpty { throw fail(.rules, differences.joined(separator: "\n")) }
    }

    /// Lets the ledgers do what is due, or not, as the clock was in doubt by a time.
    private mutating func heedHalts(before time: Instant) {
        while let first = halts.first, first.after < time {
            whole.isDueHalted = first.isHalted
            reference.isDueHalted = first.isHalted
            halts.removeFirst()
        }
    }

    /// The command a record came from that nobody heard of. What was due when a command was refused is
    /// kept as a settling of an account.
    private func origin(
        of record: CommandRecord, among unsure: [Command]
    ) throws(Violation) -> Command {
        if unsure.contains(record.command) { return record.command }
        if let sent = unsure.first(where: { $0.isSame(as: record.command) }) { return sent }
        guard record.command.actor == .engine else {
            if record.command.body == .acceptClock { return record.command }
            throw Violation(.wholly, "nobody waits for this: \(record.command.body)")
        }
        guard case .settle = record.command.body, !unsure.isEmpty else { return record.command }
        for var command in [record.command] + unsure {
            // Events tell no day: that it was booked on is the record's.
            command.businessDate = record.command.businessDate
            var trial = whole
            _ = trial.apply(command, at: record.time)
            if trial.emitted == record.events { return command }
        }
        return record.command
    }

    // MARK: Reads

    /// Checks what was read of states before a time.
    private func check(_ reads: inout ArraySlice<Clients.Seen>, before time: Instant)
        throws(Violation)
    {
        while let first = reads.first, first.answer.time < time {
            reads.removeFirst()
            let isSame =
                switch first.query {
                case .account(let key):
                    same(first.answer.account, whole.account(key)) { $0.isSame(as: $1) }
                case .hold(let key): first.answer.hold == whole.hold(key)
                case .order(let key):
                    same(first.answer.order, whole.order(key)) { $0.key == $1.key }
                default: true
                }
            if !isSame { throw Violation(.residency, "read \(first.query) otherwise than it is") }
        }
    }

    private func same<Record>(
        _ have: Record?, _ want: Record?, _ isSame: (Record, Record) -> Bool
    ) -> Bool {
        if let have, let want { return isSame(have, want) }
        return have == nil && want == nil
    }

    // MARK: Deadlines

    /// What should have happened by a time and did not.
    func overdue(at time: Instant) -> Violation? {
        guard let due = reference.dues.first(where: { $0.at <= time }) else { return nil }
        return Violation(
            .liveness, "at \(time.ns) nothing has come of what was due at \(due.at.ns): \(due.what)"
        )
    }
}

extension Command {
    /// Whether two are the same but for the day they are booked on, which the ledger may move.
    fileprivate func isSame(as other: Command) -> Bool {
        var command = self
        command.businessDate = other.businessDate
        return command == other
    }
}
