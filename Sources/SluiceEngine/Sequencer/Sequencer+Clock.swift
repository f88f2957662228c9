import SluiceCore

extension Sequencer {
    /// Ledger time now, later than all before; with it is known whether what is due may be done.
    mutating func now() -> Instant {
        let reading = clock.reading
        var clockGuard = clockGuard ?? ClockGuard(accepting: reading, after: ledger.time)
        let time = clockGuard.time(at: reading)
        self.clockGuard = clockGuard
        heed(clockGuard.doubt)
        return max(time, Instant(ns: ledger.time.ns + 1))
    }

    /// Believes the time of day from now on.
    /// - Returns: false if it was not in doubt.
    mutating func acceptClock() -> Bool {
        guard ledger.journal?.mode == .live else { return false }
        _ = now()
        guard toldDoubt != nil else { return false }
        let reading = clock.reading
        clockGuard?.accept(reading)
        return true
    }

    /// Looks at the clock when the engine starts, and accepts it where the operator said so.
    /// - Returns: the record of that; nil where there was no doubt.
    mutating func startClock() -> SealedBatch? {
        guard ledger.journal?.mode == .live else { return nil }
        let time = now()
        guard options.acceptsClock, toldDoubt != nil else { return nil }
        let command = Command(
            actor: Actor(role: .operator), businessDate: calendar.date(of: time),
            body: .acceptClock)
        // It needs no record, so no archive can fail it.
        guard (try? apply(Submission(command: command))) != nil else { return nil }
        return sealed()
    }

    private mutating func heed(_ doubt: ClockDoubt?) {
        guard doubt != toldDoubt else { return }
        toldDoubt = doubt
        ledger.isDueHalted = doubt != nil
        status.clockDoubt = doubt
        if let doubt { onWarning(.clockInDoubt(doubt)) }
    }
}
