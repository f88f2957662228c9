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
                .get, "/v1/holds/{id}/explanation", .readHolds, reads: .views,
                query: ["merchant", "audience", "lang"], handle: explain),
            Route(
                .get, "/v1/lock-time", .readLockTime, reads: .views,
                query: ["from", "to", "merchant", "cursor"], handle: lockTime),
        ]
    }

    @Sendable private func explain(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        let language = try call.wantedLanguage
        guard let found = try await door.explained(key, for: call.principal)?.found else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        let explanation = Explanation(found.source, for: Addressee.current.audience)
        let clock = door.engine.localClock
        return .json(sequence: found.sequence, isStale: found.isBehind) {
            explanation.write(to: &$0, in: language, clock: clock)
        }
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
        let cursor = try call.cursor()
        let after = try cursor.number()
        if let cursor {
            try await door.reach(cursor.asOf, in: .views, namedBy: "cursor")
        }
        let viewed = try await door.browse { try $0.lockTime(filter, after: after) }
        let next = ListedPage(viewed).cursor(after: cursor)
        var sums = LockTimeFigures()
        for item in viewed.value.items { sums.add(item.lockTime) }
        return .json(
            sequence: viewed.sequence, isStale: door.isBehind(.views)
        ) { writer in
            writer.object { writer in
                writer.member("from", from)
                writer.member("to", to)
                writer.name("sums")
                writer.array { writer in
                    for item in sums.items {
                        writer.object { writer in
                            writer.member("merchant", Naming.text(item.merchant))
                            writer.member("currency", item.currency.code)
                            item.sum.writeMembers(to: &writer)
                        }
                    }
                }
                if let next { writer.member("next", next.text(of: call.list)) }
            }
        }
    }
}
