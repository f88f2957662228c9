import SluiceAPI
import SluiceClient

/// A durable consumer of a stream that is drained into a server.
struct NatsSource {
    let address: NatsAddress
    let consumer: NatsConsumer
    /// Where messages are put aside that were refused for good.
    let rejects: String
    let ingest: NatsIngest

    /// Drains the stream over one connection until `isWanted` says no, or, with `once`, until
    /// nothing waits or nothing is taken any more; what was refused for now is then counted as held.
    ///
    /// Errors: `NatsError`, `IngestError`, those of the connection: whatever was not acknowledged is
    /// delivered again.
    func run(
        once: Bool, _ report: inout IngestReport, isWanted: () -> Bool,
        onReady: () -> Void = {}
    ) async throws {
        var sums = report
        defer { report = sums }
        try await NatsSession.with(address) { session in
            try await consumer.prepare(&session)
            try await consumer.checkRejects(&session, rejects)
            onReady()
            while isWanted() {
                let messages = try await consumer.fetch(
                    &session, countMax: IngestLimits.eventsPerRequestMax)
                if messages.isEmpty, once { return }
                let decisions = try await ingest.decide(messages, &sums)
                let held = decisions.count { $0.isLater }
                if once { sums.held += held }
                for (message, decision) in zip(messages, decisions) {
                    if let fault = decision.fault, decision.acknowledgement == .never {
                        try await consumer.putAside(
                            message, to: rejects,
                            [("Sluice-Code", fault.code), ("Sluice-Field", fault.field)],
                            &session)
                    }
                    try await consumer.acknowledge(message, decision.acknowledgement, session)
                }
                try await session.flush()
                if once, held == messages.count { return }
            }
        }
    }
}
