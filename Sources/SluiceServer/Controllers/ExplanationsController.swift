import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceForecast

/// Why locks are as they are, and what their time was spent on.
struct ExplanationsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/holds/{id}/explanation", .readHolds,
                query: ["merchant", "audience", "lang"], handle: explain),
            Route(
                .get, "/v1/lock-time", .readLockTime,
                query: ["from", "to", "merchant", "cursor"], handle: lockTime),
        ]
    }

    @Sendable private func explain(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        let language = try language(of: call)
        let reader = ExplanationReader(
            engine: door.engine, views: door.views, clock: door.options.clock)
        var known: ExplanationReader.Known?
        do {
            known = try await reader.known(key)
            guard let known, call.principal.mayRead(account: known.hold.account) else {
                throw OutcomeCode.holdNotFound.refusal()
            }
        } catch EngineRefusal.journalStalled {
            // What was told before the journal stalled is explained, and marked.
        }
        let asked = known
        var found = try await door.view { _ in try reader.find(key, asked) }
        let present = await present(of: key)
        found?.source.expectation = present.expectation
        found?.source.confirmBy = present.confirmBy
        guard let found, call.principal.mayRead(account: found.source.hold.account) else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        let explanation = Explanation(found.source, for: Addressee.current.audience)
        let clock = door.engine.localClock
        return .json(sequence: found.sequence, isStale: found.isBehind) {
            explanation.write(to: &$0, in: language, clock: clock)
        }
    }

    /// What of an open hold is so now: when it is likely to end, as far as that was learned and is not
    /// policy's alone, and until when the consumer can confirm it.
    private func present(
        of hold: HoldKey
    ) async -> (expectation: ExplanationSource.Expectation?, confirmBy: Instant?) {
        guard let answer = try? await door.engine.read(.hold(hold)), let record = answer.hold
        else { return (nil, nil) }
        var expectation: ExplanationSource.Expectation?
        if let forecast = door.forecasts?.forecast(record, at: answer.time),
            forecast.basis != .policy
        {
            expectation = ExplanationSource.Expectation(
                likelyAt: forecast.p80, latestAt: forecast.latest)
        }
        let policy = door.engine.status.snapshot.policies.last
        let review =
            door.options.stepUp == nil
            ? nil : policy.flatMap { record.stepUp($0.reviews, at: answer.time) }
        return (expectation, review.map { min($0.until, record.expiresAt) })
    }

    @Sendable private func lockTime(_ call: Call) async throws -> Response {
        guard let from = try call.query.time("from"), let to = try call.query.time("to"),
            from < to
        else {
            throw Query.fault(
                .invalidField, "to", "Two times are needed, `from` before `to`.")
        }
        let filter = LockTimeFilter(
            from: from, to: to,
            merchant: try call.query.identifier("merchant").map { door.merchant($0).key })
        let cursor = try door.page(call).cursor
        let viewed = try await door.browse { try $0.lockTime(filter, after: cursor) }
        return .json(
            sequence: viewed.sequence, isStale: door.engine.status.snapshot.stalled != nil
        ) { writer in
            writer.object { writer in
                writer.member("from", from)
                writer.member("to", to)
                writer.name("sums")
                writer.array { writer in
                    for item in viewed.value.items {
                        writer.object { writer in
                            writer.member("merchant", Naming.text(item.merchant))
                            writer.member("currency", item.currency.code)
                            item.sum.writeMembers(to: &writer)
                        }
                    }
                }
                if let next = viewed.value.next {
                    writer.member("next", OpaqueSequence.encode(next))
                }
            }
        }
    }

    private func language(of call: Call) throws(Problem) -> Language {
        guard let text = call.query["lang"] else { return call.language }
        guard let language = Language(rawValue: text) else {
            throw Query.fault(.invalidField, "lang", "One of these is needed: en, zh.")
        }
        return language
    }
}
