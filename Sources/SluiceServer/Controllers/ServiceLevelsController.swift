import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk

/// `/v1/slo`: how soon credit came back that was due, what looking was worth, what the
/// desk promises, and how long merchants' endpoints make orders wait.
struct ServiceLevelsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/slo", .readServiceLevels, reads: .views, query: ["merchant"],
                handle: show)
        ]
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let merchant = try call.query.identifier("merchant").map { door.merchant($0).key }
        let filter = UnlockFilter(
            hour: UnlockTally.hour(of: door.boardTime), merchant: merchant)
        let viewed = try await door.view { try $0.unlocks(filter) }
        let desk = try await merchant == nil ? deskNow() : nil
        let pulls = door.puller?.standings(of: merchant) ?? []
        let status = door.engine.status.snapshot
        let levels = door.serviceLevels
        return .json(sequence: viewed.sequence) { writer in
            writer.object { writer in
                let from = (filter.hour - UnlockFilter.hours + 1) * Span.hourNs
                writer.member("from", Instant(ns: from))
                writer.member("until", door.boardTime)
                writer.name("unlocks")
                writer.array { writer in
                    for figures in viewed.value.figures { figures.write(levels, to: &writer) }
                }
                if !pulls.isEmpty {
                    writer.name("pulls")
                    writer.array { writer in
                        for standing in pulls { standing.write(to: &writer) }
                    }
                }
                guard merchant == nil else { return }
                writer.name("answers")
                writer.array { writer in
                    for lane in Lane.allCases where status.answerTimes[lane].count > 0 {
                        writer.object { writer in
                            writer.member("lane", lane.code)
                            writer.member("count", status.answerTimes[lane].count)
                            writer.name("milliseconds")
                            status.answerTimes[lane].write(to: &writer)
                        }
                    }
                }
                writer.name("declines")
                writer.object { writer in
                    writer.member("prevented", viewed.value.declinesPrevented)
                    writer.member("avoidable", viewed.value.declinesAvoidable)
                }
                writer.name("reviews")
                writer.array { writer in
                    for yield in viewed.value.reviews { yield.write(to: &writer) }
                }
                if let desk {
                    writer.name("desk")
                    desk.write(to: &writer)
                }
            }
        }
    }

    private func deskNow() async throws -> DeskDocument? {
        guard let desk = door.desk else { return nil }
        let cases = try await door.view { try $0.deskCases(limit: ReviewDesk.casesMax) }
        return DeskDocument(rules: desk.rules, cases: cases.value, now: door.boardTime)
    }
}

extension Door {
    /// Those of the policy in force.
    var serviceLevels: ServiceLevels {
        engine.status.snapshot.policies.last?.serviceLevels ?? .standard
    }
}

/// What each tier waits at the desk at most, and how it stands.
private struct DeskDocument {
    let rules: DeskRules
    let cases: [DeskCaseView]
    let now: Instant

    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("persons", Int64(rules.calendar.persons(at: now)))
            writer.name("tiers")
            writer.array { writer in
                for tier in RiskTier.allCases { write(tier, to: &writer) }
            }
        }
    }

    private func write(_ tier: RiskTier, to writer: inout JSONWriter) {
        let waiting = cases.filter { $0.tier == tier }
        writer.object { writer in
            writer.member("tier", tier.code)
            writer.member("weight", Int64(rules.rule(of: tier).weight))
            if let waitNs = rules.waitMaxNs(tier) {
                writer.member("staffed_seconds_max", waitNs / Span.secondNs)
            }
            if let promised = rules.promised(tier, at: now) {
                writer.member("looked_at_by", promised)
            }
            writer.member("waiting", Int64(waiting.count))
            if let oldest = waiting.map(\.since).min() { writer.member("oldest_since", oldest) }
        }
    }
}
