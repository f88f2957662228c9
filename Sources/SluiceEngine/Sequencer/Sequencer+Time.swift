import Foundation
import SluiceCore

extension Sequencer {
    mutating func nextTime() -> Instant {
        ledger.journal?.mode == .live ? now() : Instant(ns: ledger.time.ns + 1)
    }

    /// The ledger time of a command; in a historical journal its own, after all that is due.
    ///
    /// A command of the past, repeated by an import that was cut off, comes after what was due
    /// then: it must not end holds account by account in an order of its own.
    mutating func nextTime(for command: Command) throws(Stall) -> Instant {
        guard ledger.journal?.mode == .historical, let occurredAt = command.occurredAt else {
            return nextTime()
        }
        let time = max(occurredAt, Instant(ns: ledger.time.ns + 1))
        try advance(to: time)
        return max(time, Instant(ns: ledger.time.ns + 1))
    }

    /// Applies what is due up to a time at its own time, in as many batches as it takes: how a
    /// history lets time pass.
    mutating func advance(to time: Instant) throws(Stall) {
        guard ledger.journal?.mode == .historical else { return }
        while let due = ledger.nextDue(), due <= time {
            tick(at: max(due, Instant(ns: ledger.time.ns + 1)), endsMax: options.tickEndsMax)
            try sealIfFull()
        }
    }

    /// Lets what is due by the clock wait its turn in the unlock lane, a bounded number of ends at
    /// once, so that a flood of ends and a flood of commands each have their share.
    ///
    /// A batch that has as many ends as it may takes no more, and goes when the journal is free: it does
    /// not fill the pipe, where a command that comes then would wait for a third commit.
    mutating func queueDue() {
        guard !isDueQueued, batchEnds < options.batchEndsMax, ledger.journal?.mode == .live,
            !inbox.isStopping,
            // The look at the clock finds a doubt.
            ledger.isDue(by: now()), toldDoubt == nil
        else { return }
        isDueQueued = true
        inbox.put(Inbox.Request(work: .due(endsMax: options.tickEndsMax)) { _ in })
    }

    /// Applies what is due at a time, a bounded number of ends.
    mutating func tick(at time: Instant, endsMax: UInt32) {
        guard ledger.isDue(by: time) else { return }
        let command = Command(
            actor: .engine, businessDate: calendar.date(of: time),
            body: .tick(dueMax: endsMax))
        let outcome = ledger.apply(command, at: time)
        record(Submission(command: command), outcome, at: time)
    }

    /// When to look again though nobody asks: no later than the next end, and once a minute at least, so
    /// that a clock that was set is noticed; once a second while it is in doubt; and when somebody wakes it where
    /// nothing that is due is begun: a batch has all the ends it may, or the engine stops.
    mutating func nextWake() -> Date {
        guard ledger.journal?.mode == .live else { return Date(timeIntervalSinceNow: 60) }
        let time = now()
        if toldDoubt != nil { return Date(timeIntervalSinceNow: 1) }
        if batchEnds >= options.batchEndsMax || inbox.isStopping {
            return Date(timeIntervalSinceNow: 60)
        }
        let waitNs = ledger.earliestDue.map { max(0, $0.ns - time.ns) } ?? .max
        return Date(timeIntervalSinceNow: min(60, Double(waitNs / clock.rate) / 1e9))
    }
}
