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

    /// The most in dispute first. A difference whose amount a reconciliation changes meanwhile changes its
    /// place.
    @Sendable private func list(_ call: Call) async throws -> Response {
        let merchant = try call.query.identifier("merchant")
        let hasAll = try call.query.flag("all") ?? false
        let breaks = door.options.breaks
        let listing = Listing(
            name: "breaks", columns: DocumentColumns.difference,
            read: { cursor, limit in
                let place = try cursor.numbers(2)
                let kept = try await door.view { _ in try breaks.all() }.filter {
                    (hasAll || $0.isOpen) && (merchant == nil || merchant == $0.merchant)
                        && (place.map($0.isAfter) ?? true)
                }
                let page = Array(kept.prefix(limit))
                return ListedPage(
                    items: page, next: page.count < kept.count ? page.last?.place : nil,
                    sequence: nil)
            }, write: { $0.write(to: &$1) })
        return try await door.show(listing, for: call)
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

extension KeptBreak {
    /// Its place in the list: how much is in dispute, and its id, which has hexadecimal digits.
    fileprivate var place: [UInt64] {
        [(ledger.minor - other.minor).magnitude, UInt64(id, radix: 16) ?? 0]
    }

    fileprivate func isAfter(_ place: [UInt64]) -> Bool {
        let own = self.place
        return (place[0], own[1]) > (own[0], place[1])
    }
}
