import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/reviews`: what waits for somebody's decision, and the requests and decisions of it.
struct ReviewsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .post, "/v1/holds/{id}/release-requests", .requestReleases,
                query: ["merchant"], handle: request),
            Route(
                .get, "/v1/reviews", .readReviews, reads: .views,
                query: ["kind", "merchant", "limit", "cursor"], handle: list),
            Route(
                .post, "/v1/reviews/{id}/decision", .decideReviews, query: ["merchant"],
                handle: decide),
            Route(
                .post, "/v1/reviews/{id}/undo", .decideReviews, query: ["merchant"],
                handle: undo),
            Route(
                .post, "/v1/reviews/{id}/verdict", .giveVerdicts, query: ["merchant"],
                handle: judge),
        ]
    }

    @Sendable private func request(_ call: Call) async throws -> Response {
        let body = try ReleaseRequestRequest(body: try await call.body())
        let id = try call.id(body.id)
        return try await door.operate(.releaseRequest, id: id, for: call) { keys in
            Door.HoldCommand(
                body: .requestRelease(
                    RequestRelease(
                        hold: keys.hold, operation: keys.operation, reason: body.reason)),
                text: Door.Text(body.evidence, field: "evidence"))
        }
    }

    @Sendable private func decide(_ call: Call) async throws -> Response {
        let body = try DecisionRequest(body: try await call.body())
        return try await door.operate(.decision, id: body.id, for: call) {
            .decideReview(
                DecideReview(
                    hold: $0.hold, operation: $0.operation, decision: body.decision,
                    until: body.until))
        }
    }

    @Sendable private func undo(_ call: Call) async throws -> Response {
        let body = try UndoRequest(body: try await call.body())
        return try await door.operate(.undo, id: body.id, for: call) {
            .undoDecision(
                UndoDecision(
                    hold: $0.hold, operation: $0.operation,
                    decision: KeyDerivation.operation(hold: $0.hold, name: body.decision)))
        }
    }

    /// Judges what waits on the hold now.
    @Sendable private func judge(_ call: Call) async throws -> Response {
        let body = try VerdictRequest(body: try await call.body())
        let id = try call.id(body.id)
        return try await door.operate(.verdict, id: id, for: call) { keys in
            let hold = try await door.engine.read(.hold(keys.hold)).hold
            // What is repeated is of what it was of at first.
            let first = hold?.operations.first { $0.key == keys.operation }?.request.subject
            let waiting = hold?.overlays.first(where: \.waitsForVerdict)?.key
            return Door.HoldCommand(
                body: .recordVerdict(
                    RecordVerdict(
                        hold: keys.hold, operation: keys.operation,
                        subject: first ?? waiting ?? .none, verdict: body.verdict)))
        }
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        var filter = ReviewFilter()
        if let text = call.query["kind"] {
            let kinds = OverlayKind.allCases.filter(\.actsAtDeadline)
            guard let kind = OverlayKind(code: text), kinds.contains(kind) else {
                let words = kinds.map(\.code)
                throw Query.fault(
                    .invalidField, "kind",
                    "One of these is needed: \(words.joined(separator: ", ")).")
            }
            filter.kind = kind
        }
        filter.merchant = try call.query.identifier("merchant").map { door.merchant($0).key }
        let chosen = filter
        let listing = Listing(
            name: "reviews", columns: DocumentColumns.review(for: Addressee.current.audience),
            store: .views,
            read: { cursor, limit in
                let position = try cursor.duePosition()
                return ListedPage(
                    try await door.browse {
                        try $0.reviews(chosen, after: position, limit: limit)
                    })
            },
            write: { item, writer in
                writer.object { writer in
                    writer.name("review")
                    OverlayDocument(item.review).write(to: &writer)
                    writer.name("hold")
                    door.document(item.hold).write(to: &writer, in: call.language)
                }
            })
        return try await door.show(listing, for: call)
    }
}
