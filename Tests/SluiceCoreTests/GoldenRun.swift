@testable import SluiceCore

/// A fixed history of commands, as it is kept on disk.
enum GoldenRun {
    /// What a history leaves in the journal, its commands given one after the other.
    static func records(
        of history: [Command.Body], every spanNs: Int64, by actor: (Command.Body) -> Actor
    ) -> [CommandRecord] {
        var ledger = Ledger()
        var time = Instant(ns: 1_700_000_000 * Span.secondNs)
        return history.map { body in
            time = time.adding(spanNs: spanNs)
            let command = Command(
                actor: actor(body), businessDate: BusinessDate(day: 19_675), body: body)
            let outcome = ledger.apply(command, at: time)
            precondition(!ledger.emitted.isEmpty, "\(body) records nothing: \(outcome)")
            return CommandRecord(
                time: time, policyVersion: 1, command: command, outcome: outcome.code,
                names: [], events: ledger.emitted)
        }
    }

    /// The ledger that a replay of their bytes makes.
    static func replayed(_ records: [CommandRecord]) throws -> Ledger {
        var ledger = Ledger()
        for record in try BatchCodec.decode(BatchCodec.encode(records)) {
            for event in record.events {
                ledger.replay(event, at: record.time, on: record.command.businessDate)
            }
        }
        return ledger
    }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
