import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/messages`: what people are told, in an inbox of each.
struct MessagesController {
    let door: Door

    var routes: [Route] {
        [
            Route(
                .get, "/v1/messages", .readMessages, reads: .messages,
                query: ["account", "merchant", "audience", "suppressed", "limit", "cursor"],
                handle: list),
            Route(
                .post, "/v1/messages/{id}/read", .readMessages, query: ["audience"],
                handle: read),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let query = try query(call)
        let messages = door.messages
        let (naming, place) = (door.naming, LocalTime(door.engine))
        let listing = Listing(
            name: "messages", columns: DocumentColumns.message(for: query.audience),
            store: .messages,
            read: { cursor, limit in
                let after = try cursor.number()
                try door.engine.admit(.background)
                let page = try await door.offThread { try messages.page(query, after, limit) }
                return ListedPage(
                    items: page.messages, next: page.next.map { [$0] }, sequence: page.sequence)
            }, write: { $1.message($0, naming, at: place, in: call.language) })
        return try await door.show(listing, for: call)
    }

    /// Whose messages: those of the key's own account or merchant, where it is bound to one.
    private func query(_ call: Call) throws(Problem) -> MessageQuery {
        var query = MessageQuery(
            Addressee.current.audience, hasSuppressed: try call.query.flag("suppressed") ?? false)
        let account = try call.query.identifier("account") ?? call.principal.account
        if let account {
            try call.ownAccount(account)
            query.account = door.account(account).key
        }
        let merchant = try call.query.identifier("merchant") ?? call.principal.merchant
        if let merchant {
            try call.ownMerchant(merchant, else: Self.unknown)
            query.merchant = door.merchant(merchant).key
        }
        return query
    }

    @Sendable private func read(_ call: Call) async throws -> Response {
        guard let (position, audience) = KeptMessage.place(of: call.part("id")),
            call.principal.marks(audience)
        else { throw Self.unknown }
        let (messages, naming) = (door.messages, door.naming)
        let now = door.options.clock.now()
        let kept = try await door.offThread {
            guard let kept = try messages.message(position, audience) else { throw Self.unknown }
            guard call.principal.mayRead(kept, naming) else {
                throw Self.unknown.of(another: "message", call.part("id"))
            }
            try messages.read(position, audience, now)
            return try messages.message(position, audience) ?? kept
        }
        let place = LocalTime(door.engine)
        return .json(sequence: kept.message.sequence) {
            $0.message(kept, naming, at: place, in: call.language)
        }
    }

    private static let unknown = Problem(.notFound, detail: "There is no such message.")
}

extension Principal {
    /// Whether what the caller reads is what an audience has read: of its own, or for the lender's
    /// systems, which show a message to whom it is for.
    fileprivate func marks(_ audience: Audience) -> Bool {
        role == .lender || Audience(role) == audience
    }

    /// Whether a message is the caller's, or the caller may see those of all.
    fileprivate func mayRead(_ kept: KeptMessage, _ naming: Naming) -> Bool {
        mayRead(account: naming.account(kept.message.account))
            && maySpeak(of: naming.merchant(kept.message.merchant))
    }
}
