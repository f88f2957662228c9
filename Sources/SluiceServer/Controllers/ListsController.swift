import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Lists and histories, from the views: they may be behind by a moment and say how far they are.
struct ListsController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/accounts", .listAccounts, reads: .views,
                query: ["currency", "restricted", "overlimit", "limit", "cursor"],
                handle: accounts),
            Route(
                .get, "/v1/holds", .readHolds, reads: .views,
                query: [
                    "account", "merchant", "order", "status", "open", "purpose", "scenario",
                    "overlay", "due_before", "placed_from", "placed_before", "audience", "limit",
                    "cursor",
                ],
                handle: holds),
            Route(
                .get, "/v1/holds/{id}/timeline", .readHolds, reads: .views,
                query: ["merchant", "audience", "limit", "cursor"], handle: timeline),
        ]
    }

    @Sendable private func accounts(_ call: Call) async throws -> Response {
        var filter = AccountFilter()
        filter.currency = try call.query["currency"].map { text throws(Problem) in
            guard ISO4217.exponent(of: text) != nil, let currency = Currency(text) else {
                throw Query.fault(.invalidField, "currency", "A currency by ISO 4217 is needed.")
            }
            return currency
        }
        filter.isRestricted = try call.query.flag("restricted")
        filter.isOverlimit = try call.query.flag("overlimit")
        let chosen = filter
        let listing = Listing(
            name: "accounts", columns: DocumentColumns.account(for: Addressee.current.audience),
            store: .views,
            read: { cursor, limit in
                let after = try cursor.number()
                return ListedPage(
                    try await door.browse {
                        try $0.accounts(chosen, after: after, limit: limit)
                    })
            }, write: { AccountDocument($0).write(to: &$1) })
        return try await door.show(listing, for: call)
    }

    @Sendable private func holds(_ call: Call) async throws -> Response {
        let filter = try filter(call)
        let listing = Listing(
            name: "holds", columns: DocumentColumns.hold(for: Addressee.current.audience),
            store: .views,
            read: { cursor, limit in
                let after = try cursor.number()
                return ListedPage(
                    try await door.browse { try $0.holds(filter, after: after, limit: limit) })
            }, write: { door.document($0).write(to: &$1, in: call.language) })
        return try await door.show(listing, for: call)
    }

    @Sendable private func timeline(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        let principal = call.principal
        let notices = door.naming.notices
        let unknown = try await unviewed(key, for: principal)
        let listing = Listing(
            name: "events", columns: DocumentColumns.entry(for: Addressee.current.audience),
            store: .views,
            read: { cursor, limit in
                let after = try cursor.number()
                return ListedPage(
                    try await door.browse { views in
                        guard let hold = try views.hold(key).value else { throw unknown }
                        try principal.ownHold(of: Naming.text(hold.account), else: unknown)
                        return try views.timeline(of: .hold(key), after: after, limit: limit)
                    })
            }, write: { $0.write(to: &$1, in: call.language, notices: notices) })
        return try await door.show(listing, for: call)
    }

    /// What is told of a hold where the views do not have it.
    /// - Throws: that there is no such hold, or none of the caller's.
    private func unviewed(
        _ key: HoldKey, for principal: Principal
    ) async throws -> Problem {
        do {
            guard let hold = try await door.engine.read(.hold(key)).hold else {
                throw OutcomeCode.holdNotFound.refusal()
            }
            try principal.ownHold(of: door.naming.account(hold.account))
            return Door.behind()
        } catch EngineRefusal.journalStalled(let obstacle) {
            return Problem(.journalStalled(obstacle))
        }
    }

    private func filter(_ call: Call) throws(Problem) -> HoldFilter {
        var filter = HoldFilter()
        let query = call.query
        if let account = try query.identifier("account") ?? call.principal.account {
            try call.ownAccount(account)
            filter.account = door.account(account).key
        }
        let isNamed = query["merchant"] != nil || call.principal.merchant != nil
        if isNamed { filter.merchant = try door.merchant(of: call).key }
        if let number = try query.identifier("order") {
            filter.order = KeyDerivation.order(
                merchant: try door.merchant(of: call).key, name: number)
        }
        if let text = query["status"] {
            guard let status = HoldStatus(code: text) else {
                let words = HoldStatus.allCases.map(\.code).joined(separator: ", ")
                throw Query.fault(.invalidField, "status", "One of these is needed: \(words).")
            }
            filter.status = status
        }
        if let text = query["overlay"] {
            // Asking for what one is not shown would tell it as well.
            let kinds = OverlayKind.allCases.filter {
                $0.isShown(to: Addressee.current.audience)
            }
            guard let kind = kinds.first(where: { $0.code == text }) else {
                let words = kinds.map(\.code).joined(separator: ", ")
                throw Query.fault(.invalidField, "overlay", "One of these is needed: \(words).")
            }
            filter.overlay = kind
        }
        filter.isOpen = try query.flag("open")
        filter.purpose = try query.code("purpose")
        filter.scenario = try query.code("scenario")
        filter.dueBefore = try query.time("due_before")
        filter.placedFrom = try query.time("placed_from")
        filter.placedBefore = try query.time("placed_before")
        return filter
    }
}
