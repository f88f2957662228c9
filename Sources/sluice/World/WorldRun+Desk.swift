import SluiceAPI
import SluiceCore

/// The lanes of a desk: the lender's own scorer, shoppers who ask, and the persons.
extension WorldRun {
    /// What the engine's desk states; nil where the world has no persons for it.
    /// - Throws: `WorldError` where it is another desk.
    func desk() async throws -> WorldDesk? {
        guard world.shape.reviewers > 0 else { return nil }
        let desk = try await client.get("/v1/slo").json["desk"]
        var stated = WorldDesk(persons: Int(desk["persons"].number ?? 0), tiers: [:])
        for value in desk["tiers"].elements {
            guard let tier = value["tier"].text.flatMap({ RiskTier(code: $0) }),
                let weight = value["weight"].number,
                let seconds = value["staffed_seconds_max"].number
            else { continue }
            stated.tiers[tier] = WorldDesk.Tier(
                weight: Int(weight), waitMaxNs: seconds * Span.secondNs)
        }
        guard stated.persons == persons.count, stated.tiers.count == RiskTier.allCases.count else {
            throw WorldError(
                description: "the engine has no desk of \(persons.count) persons: start it as "
                    + "`sluice world --prepare DIR --reviewers \(persons.count)` says")
        }
        return stated
    }

    func ask(_ order: WorldOrder, _ record: WorldRecord) async throws {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", "Q-\(order.number)")
            writer.member("reason", Reason.customerRequest.code)
        }
        let answer = try await client.post(
            order.path("/v1/holds", "release-requests"), writer.bytes)
        if answer.status / 100 != 2 { record.refused("request: " + code(answer)) }
    }

    /// Judges what is in doubt: what is for the desk by the tier it is of, whoever else would look at it;
    /// all else may go at once.
    func score(
        _ agenda: WorldAgenda, _ clock: WorldClock, _ record: WorldRecord,
        until ending: WorldEnding
    ) async throws {
        while !ending.isSet {
            let due = agenda.take(until: clock.nowNs, max: 1)
            for case .judge(let number, let id) in due.map(\.action) {
                let order = world.orders[number]
                var writer = JSONWriter()
                writer.object { writer in
                    writer.member("id", "V-" + id)
                    writer.member("tier", (order.brings?.tier ?? .low).code)
                    writer.member("score", 0)
                    writer.member("model", "world-1")
                    if order.brings != nil { writer.member("random", true) }
                }
                let answer = try await client.post(
                    order.path("/v1/reviews", "verdict"), writer.bytes)
                // What two facts bring at once is judged once.
                guard answer.status / 100 != 2, code(answer) != "REVIEW_NOT_OPEN" else { continue }
                record.refused("verdict: " + code(answer))
            }
            if due.isEmpty { try await clock.wait(until: nil) }
        }
    }

    /// One person: takes the next case, looks at it, decides by the truth, and goes on.
    func review(
        _ index: Int, _ person: WorldClient, _ clock: WorldClock, _ record: WorldRecord,
        until ending: WorldEnding
    ) async throws {
        try await pause(until: WorldRush.fromNs(world.shape), clock, ending)
        /// When the last case was done, if another one waited.
        var freeNs: Int64?
        while !ending.isSet {
            let askedNs = clock.nowNs
            let taken = try await person.post("/v1/reviews/next", [])
            let takenNs = clock.nowNs
            guard taken.status == 200,
                let number = taken.json["hold"]["id"].text.flatMap(WorldShape.number)
            else {
                if taken.status != 204 { record.refused("desk: " + code(taken)) }
                freeNs = nil
                try await pause(until: takenNs + WorldRush.caseNs / 3, clock, ending)
                continue
            }
            record.change { $0.desk?.looks.append(WorldDesk.Look(order: number, atNs: takenNs)) }
            // The way over HTTP is part of the case, and no more than one of it.
            let begunNs = max(freeNs ?? takenNs, takenNs - WorldRush.caseNs)
            freeNs = begunNs + WorldRush.caseNs
            try await pause(until: begunNs + WorldRush.caseNs, clock, ending)
            let order = world.orders[number]
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("id", WorldDesk.decision + "\(number)-\(index + 1)")
                let isToBeReleased = order.brings?.isToBeReleased ?? true
                let decision: ReviewDecision = isToBeReleased ? .release : .keep
                writer.member("decision", decision.code)
            }
            let answer = try await person.post(
                order.path("/v1/reviews", "decision"), writer.bytes)
            guard answer.status / 100 != 2 else { continue }
            // Who took longer than a case is one person's may find that another has decided.
            let first = record.reading.desk?.looks.first { $0.order == number }
            // A case is one's from before the answer that hands it out has come.
            let sinceNs = clock.nowNs - min(askedNs, first?.atNs ?? askedNs)
            let isDecided = ["REVIEW_NOT_OPEN", "HOLD_ENDED"].contains(code(answer))
            if isDecided, sinceNs > WorldRush.claimNs { continue }
            record.refused("decision: " + code(answer))
        }
    }

    private func pause(until atNs: Int64, _ clock: WorldClock, _ ending: WorldEnding) async throws {
        while clock.nowNs < atNs, !ending.isSet { try await clock.wait(until: atNs) }
    }

    private func code(_ answer: WorldAnswer) -> String {
        answer.json["code"].text ?? "status \(answer.status)"
    }
}
