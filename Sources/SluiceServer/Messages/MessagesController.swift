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
                .get, "/v1/messages", .readMessages,
                query: ["account", "merchant", "audience", "suppressed", "after", "limit"],
                handle: list),
            Route(
                .post, "/v1/messages/{id}/read", .readMessages, query: ["audience"],
                handle: read),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let query = try query(call)
        let after = try after(call)
        let limit = try call.query.integer("limit", in: 1...ServerLimits.pageItemsMax)
        let messages = door.messages
        try door.engine.admit(.background)
        let page = try await door.offThread {
            try messages.page(query, after, Int(limit ?? ServerLimits.pageItemsDefault))
        }
        let (naming, place) = (door.naming, LocalTime(door.engine))
        return .json(sequence: page.sequence) { writer in
            writer.object { writer in
                writer.name("messages")
                writer.array { writer in
                    for kept in page.messages {
                        writer.message(kept, naming, at: place, in: call.language)
                    }
                }
                if let next = page.next { writer.member("next", OpaqueSequence.encode(next)) }
            }
        }
    }

    /// Whose messages: those of the key's own account or merchant, where it is bound to one.
    private func query(_ call: Call) throws(Problem) -> MessageQuery {
        var query = MessageQuery(
            Addressee.current.audience, hasSuppressed: try call.query.flag("suppressed") ?? false)
        let account = try call.query.identifier("account") ?? call.principal.account
        if let account {
            guard call.principal.mayRead(account: account) else {
                throw OutcomeCode.accountNotFound.refusal()
            }
            query.account = door.account(account).key
        }
        let merchant = try call.query.identifier("merchant") ?? call.principal.merchant
        if let merchant {
            guard call.principal.maySpeak(of: merchant) else { throw Self.unknown }
            query.merchant = door.merchant(merchant).key
        }
        return query
    }

    private func after(_ call: Call) throws(Problem) -> UInt64 {
        guard let text = call.query["after"] else { return 0 }
        guard let position = OpaqueSequence.decode(text), position <= UInt64(Int64.max) else {
            throw Query.fault(
                .invalidField, "after", "It is the `next` of the page before.")
        }
        return position
    }

    @Sendable private func read(_ call: Call) async throws -> Response {
        guard let (position, audience) = KeptMessage.place(of: call.part("id")),
            call.principal.marks(audience)
        else { throw Self.unknown }
        let (messages, naming) = (door.messages, door.naming)
        let now = door.options.clock.now()
        let kept = try await door.offThread {
            guard let kept = try messages.message(position, audience),
                call.principal.mayRead(kept, naming)
            else { throw Self.unknown }
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
