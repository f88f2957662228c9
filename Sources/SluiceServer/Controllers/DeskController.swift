import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk

/// `/v1/reviews/next`: the desk where persons look at releases.
struct DeskController {
    let door: Door

    var routes: [Route] {
        [Route(.post, "/v1/reviews/next", .decideReviews, handle: next)]
    }

    /// Takes the case whose turn it is; 204 where none waits.
    /// - Throws: `Problem` `.viewsBehind` while the views are made again: they tell of cases that ended.
    @Sendable private func next(_ call: Call) async throws -> Response {
        let desk = try desk()
        guard !door.isFar(.views) else { throw Door.behind() }
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
