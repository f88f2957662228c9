import Hummingbird
import SluiceAPI
import SluiceCore

/// `/v1/reconciliations`: what `sluice reconcile` found, whose it is, and what became of it.
struct ReconciliationsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/reconciliations", .readReconciliations,
                query: ["merchant", "all", "limit", "cursor"], handle: list),
            Route(.post, "/v1/reconciliations/{id}", .resolveBreaks, handle: set),
        ]
    }

    /// The most in dispute first; a page is by place, and what comes or goes meanwhile shifts it.
    @Sendable private func list(_ call: Call) async throws -> Response {
        let (place, limit) = try door.page(call)
        let merchant = try call.query.identifier("merchant")
        let hasAll = try call.query.flag("all") ?? false
        let breaks = door.options.breaks
        let kept = try await door.view { _ in try breaks.all() }.filter {
            (hasAll || $0.isOpen) && (merchant == nil || merchant == $0.merchant)
        }
        let page = kept.dropFirst(Int(place)).prefix(limit)
        return .json { writer in
            writer.object { writer in
                writer.name("breaks")
                writer.array { writer in for item in page { item.write(to: &writer) } }
                if page.endIndex < kept.endIndex {
                    writer.member("next", OpaqueSequence.encode(UInt64(page.endIndex)))
                }
            }
        }
    }

    @Sendable private func set(_ call: Call) async throws -> Response {
        let body = try BreakRequest(body: try await call.body())
        let (id, breaks) = (call.part("id"), door.options.breaks)
        let found = try await door.view { _ in
            try breaks.set(id, body.owner?.text, body.resolution?.text)
                ? try breaks.all().first { $0.id == id } : nil
        }
        guard let found else {
            throw Problem(.notFound, detail: "There is no difference of this id.")
        }
        return .json { found.write(to: &$0) }
    }
}
