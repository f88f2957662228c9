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
                .get, "/v1/accounts", .listAccounts, query: ["limit", "cursor"],
                handle: accounts),
            Route(
                .get, "/v1/holds", .readHolds,
                query: [
                    "account", "merchant", "order", "status", "overlay", "due_before",
                    "audience", "limit",
                    "cursor",
                ],
                handle: holds),
            Route(
                .get, "/v1/holds/{id}/timeline", .readHolds,
                query: ["merchant", "audience", "limit", "cursor"], handle: timeline),
        ]
    }

    @Sendable private func accounts(_ call: Call) async throws -> Response {
        let (cursor, limit) = try door.page(call)
        let viewed = try await door.browse { try $0.accounts(after: cursor, limit: limit) }
        return list("accounts", viewed) { AccountDocument($0).write(to: &$1) }
    }

    @Sendable private func holds(_ call: Call) async throws -> Response {
        let filter = try filter(call)
        let (cursor, limit) = try door.page(call)
        let viewed = try await door.browse { try $0.holds(filter, after: cursor, limit: limit) }
        return list("holds", viewed) { door.document($0).write(to: &$1, in: call.language) }
    }

    @Sendable private func timeline(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        let (cursor, limit) = try door.page(call)
        let principal = call.principal
        let viewed = try await door.browse { views in
            guard let hold = try views.hold(key).value,
                principal.mayRead(account: Naming.text(hold.account))
            else { throw OutcomeCode.holdNotFound.refusal() }
            return try views.timeline(of: .hold(key), after: cursor, limit: limit)
        }
        let notices = door.naming.notices
        return list("events", viewed) { $0.write(to: &$1, in: call.language, notices: notices) }
    }

    private func filter(_ call: Call) throws(Problem) -> HoldFilter {
        var filter = HoldFilter()
        let query = call.query
        if let account = try query.identifier("account") ?? call.principal.account {
            guard call.principal.mayRead(account: account) else {
                throw OutcomeCode.accountNotFound.refusal()
            }
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
        filter.dueBefore = try query.time("due_before")
        return filter
    }

    private func list<Item>(
        _ name: String, _ viewed: Viewed<ViewPage<Item>>,
        _ write: (Item, inout JSONWriter) -> Void
    ) -> Response {
        .json(
            sequence: viewed.sequence, isStale: door.engine.status.snapshot.stalled != nil
        ) { writer in
            writer.object { writer in
                writer.name(name)
                writer.array { writer in
                    for item in viewed.value.items { write(item, &writer) }
                }
                if let next = viewed.value.next {
                    writer.member("next", OpaqueSequence.encode(next))
                }
            }
        }
    }
}

extension Door {
    /// Where a page of a list begins, and how long it is.
    func page(_ call: Call) throws(Problem) -> (cursor: UInt64, limit: Int) {
        var cursor: UInt64 = 0
        if let text = call.query["cursor"] {
            guard let sequence = OpaqueSequence.decode(text), sequence <= UInt64(Int64.max) else {
                throw Query.fault(
                    .invalidField, "cursor", "A cursor is the `next` of the page before.")
            }
            cursor = sequence
        }
        let limit = try call.query.integer("limit", in: 1...ServerLimits.pageItemsMax)
        return (cursor, Int(limit ?? ServerLimits.pageItemsDefault))
    }
}
