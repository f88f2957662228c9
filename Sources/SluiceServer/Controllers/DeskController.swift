import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk

/// `/v1/reviews/next` and `/v1/slo`: the desk where persons look at releases, and what it promises.
struct DeskController {
    let door: Door

    var routes: [Route] {
        [
            Route(.post, "/v1/reviews/next", .decideReviews, handle: next),
            Route(.get, "/v1/slo", .readReviews, handle: levels),
        ]
    }

    /// Takes the case whose turn it is; 204 where none waits.
    @Sendable private func next(_ call: Call) async throws -> Response {
        let desk = try desk()
        let open = try await cases().value
        let now = door.engine.status.believed(door.options.clock.now())
        guard let taken = desk.next(among: open, at: now) else {
            return Response(status: .noContent)
        }
        let viewed = try await door.view { try $0.hold(taken) }
        guard let hold = viewed.value,
            let review = hold.overlays.first(where: { $0.overlay.kind == .unlockReview })
        else { return Response(status: .noContent) }
        let document = door.document(hold)
        return .json(sequence: viewed.sequence) { writer in
            writer.object { writer in
                writer.name("review")
                OverlayDocument(review).write(to: &writer)
                writer.member("yours_until", now.adding(spanNs: ReviewDesk.claimNs))
                writer.name("hold")
                document.write(to: &writer, in: call.language)
            }
        }
    }

    /// What each tier waits at most, and how it stands.
    @Sendable private func levels(_ call: Call) async throws -> Response {
        let desk = try desk()
        let viewed = try await cases()
        let now = door.engine.status.believed(door.options.clock.now())
        let rules = desk.rules
        return .json(sequence: viewed.sequence) { writer in
            writer.object { writer in
                writer.member("persons", Int64(rules.calendar.persons(at: now)))
                writer.name("tiers")
                writer.array { writer in
                    for tier in RiskTier.allCases {
                        let waiting = viewed.value.filter { $0.tier == tier }
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
                            if let oldest = waiting.map(\.since).min() {
                                writer.member("oldest_since", oldest)
                            }
                        }
                    }
                }
            }
        }
    }

    private func desk() throws(Problem) -> ReviewDesk {
        guard let desk = door.desk else {
            throw Problem(.notFound, detail: "There is no desk: start the server with --desk.")
        }
        return desk
    }

    private func cases() async throws -> Viewed<[DeskCaseView]> {
        try await door.view { try $0.deskCases(limit: ReviewDesk.casesMax) }
    }
}
