import SluiceAPI
import SluiceCore
import SluiceEngine

/// Where it is known how many facts and commands a request brings.
extension Door {
    /// Gives the facts of a request their turn. Those of one merchant wait for it; where there are several
    /// merchants nobody waits for another, and what comes too fast is refused by itself.
    ///
    /// Errors: `rate_limited` for all of it, where they are one merchant's.
    func pace(_ events: [ReadEvent]) async throws -> [ReadEvent] {
        var counts: [MerchantKey: Int] = [:]
        for case .event(let event) in events {
            counts[merchant(event.merchant).key, default: 0] += 1
        }
        if counts.count <= 1 {
            try await rates.pace(counts)
            return events
        }
        var refusals: [MerchantKey: Problem] = [:]
        for (merchant, count) in counts {
            do {
                try rates.takeNow(count, of: merchant)
            } catch {
                refusals[merchant] = error
            }
        }
        guard !refusals.isEmpty else { return events }
        return events.map { read in
            guard case .event(let event) = read,
                let refusal = refusals[merchant(event.merchant).key]
            else { return read }
            return .refused(id: event.id, refusal)
        }
    }

    /// Counts the commands of a batch, and gives its facts their turn.
    ///
    /// Errors: `rate_limited` for all of it, because of its facts.
    func pace(_ submissions: [Submission], for call: Call) async throws {
        var counts: [MerchantKey: Int] = [:]
        for submission in submissions {
            guard case .recordFact(let fact) = submission.command.body else { continue }
            counts[fact.merchant, default: 0] += 1
        }
        try await rates.pace(counts)
        let facts = counts.values.reduce(0, +)
        // One was counted when the request was let in.
        rates.charge(
            RatedRequest(call.principal, .usual), more: max(0, submissions.count - facts - 1))
    }
}
