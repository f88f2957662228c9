import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceForecast

extension Door {
    /// What explains a hold, and its order where the ledger could be asked.
    /// - Returns: nil if there is no such hold.
    /// - Throws: what a hold that is not there is told, for one that is not the caller's.
    func explained(
        _ key: HoldKey, for principal: Principal
    ) async throws -> (found: ExplanationReader.Found, order: OrderDocument?)? {
        let reader = ExplanationReader(engine: engine, views: views, clock: options.clock)
        var known: ExplanationReader.Known?
        var stall: EngineRefusal?
        do {
            known = try await reader.known(key)
            guard let known else { return nil }
            try principal.ownHold(of: known.hold.account)
        } catch EngineRefusal.journalStalled(let obstacle) {
            // What was told before the journal stalled is explained, and marked; what the views do
            // not have may be there all the same, and another's is told as that.
            stall = .journalStalled(obstacle)
        }
        let asked = known
        guard var found = try await view({ _ in try reader.find(key, asked) }) else {
            if let stall { throw stall }
            return nil
        }
        if let stall {
            try principal.ownHold(of: found.source.hold.account, else: Problem(stall))
        }
        let present = await present(of: key)
        found.source.expectation = present.expectation
        found.source.confirmBy = present.confirmBy
        return (found, known?.order)
    }

    /// What of an open hold is so now: when it is likely to end, as far as that was learned and is not
    /// policy's alone, and until when the consumer can confirm it.
    private func present(
        of hold: HoldKey
    ) async -> (expectation: ExplanationSource.Expectation?, confirmBy: Instant?) {
        guard let answer = try? await engine.read(.hold(hold)), let record = answer.hold
        else { return (nil, nil) }
        var expectation: ExplanationSource.Expectation?
        if let forecast = forecasts?.forecast(record, at: answer.time),
            forecast.basis != .policy
        {
            expectation = ExplanationSource.Expectation(
                likelyAt: forecast.p80, latestAt: forecast.latest)
        }
        let policy = engine.status.snapshot.policies.last
        let review =
            options.stepUp == nil
            ? nil : policy.flatMap { record.stepUp($0.reviews, at: answer.time) }
        return (expectation, review.map { min($0.until, record.expiresAt) })
    }
}
