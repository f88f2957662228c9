import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/webhooks`: where messages are sent, and what became of them. A merchant's key keeps its own.
struct WebhooksController {
    let door: Door

    var routes: [Route] {
        let one = "/v1/webhooks/{id}"
        return [
            Route(.post, "/v1/webhooks", .keepWebhooks, handle: create),
            Route(
                .get, "/v1/webhooks", .keepWebhooks, query: ["limit", "cursor"], handle: list),
            Route(.get, one, .keepWebhooks, handle: show),
            Route(.put, one, .keepWebhooks, handle: change),
            Route(.delete, one, .keepWebhooks, handle: remove),
            Route(.post, one + "/secrets", .keepWebhooks, handle: rotate),
            Route(.post, one + "/tests", .keepWebhooks, handle: test),
            Route(
                .get, one + "/deliveries", .keepWebhooks, query: ["state", "limit", "cursor"],
                handle: deliveries),
            Route(
                .post, one + "/replays", .keepWebhooks, query: ["after"], handle: replay),
        ]
    }

    @Sendable private func create(_ call: Call) async throws -> Response {
        let body = try await body(call)
        let sender = door.webhooks
        let (endpoint, secret): (WebhookEndpoint, String)
        do {
            (endpoint, secret) = try await sender.offThread {
                let made = try sender.endpoints.create(body, at: sender.now)
                try sender.deliveries.begin(made.0.id)
                return made
            }
        } catch is WebhookFull {
            throw Query.fault(
                .invalidField, "url",
                "There are \(WebhookLimits.endpointsMax) endpoints, or "
                    + "\(WebhookLimits.ofMerchantMax) of the merchant, already: delete one.")
        }
        var response = Response.json(.created) { writer in
            writer.object { writer in
                endpoint.members(to: &writer)
                writer.member("secret", secret)
            }
        }
        response.headers[.eTag] = endpoint.tag.text
        return response
    }

    /// The body, if it asks for no more than the caller may have.
    private func body(_ call: Call) async throws -> WebhookRequestBody {
        var reader = try ObjectReader(body: try await call.body())
        var body = try WebhookRequestBody(&reader)
        try reader.finish()
        if let own = call.principal.merchant {
            guard body.audience == .merchant, body.merchant.map(call.principal.maySpeak) ?? true
            else {
                throw Query.fault(
                    .forbidden, body.audience == .merchant ? "merchant" : "audience",
                    "The key is bound to a merchant, and may have what that one is told."
                ).of(another: "merchant", body.merchant ?? body.audience.rawValue)
            }
            body.merchant = own
        }
        if body.url.isPrivate, !door.webhooks.mayBePrivate {
            throw Query.fault(
                .invalidField, "url",
                "The host is in a private network, which `serve --webhooks-to-private` allows.")
        }
        return body
    }

    /// The endpoint of the path, if it is the caller's to see.
    private func endpoint(_ call: Call) throws(Problem) -> WebhookEndpoint {
        let found = door.webhooks.endpoints.all.first { $0.id == call.part("id") }
        guard let found else { throw Self.unknown }
        guard Self.isOpen(found, to: call.principal) else {
            throw Self.unknown.of(another: "webhook", found.id)
        }
        return found
    }

    private static func isOpen(_ endpoint: WebhookEndpoint, to principal: Principal) -> Bool {
        guard principal.merchant != nil else { return true }
        return endpoint.audience == .merchant
            && endpoint.merchant.map(principal.maySpeak) ?? false
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let own = door.webhooks.endpoints.all.filter { Self.isOpen($0, to: call.principal) }
        let listing = Listing(
            name: "webhooks", columns: DocumentColumns.webhook,
            read: { cursor, limit in
                try ListedPage(
                    of: own, by: { ListedPlace(madeAt: $0.createdAt, id: $0.id) },
                    after: cursor, limit: limit)
            },
            write: { endpoint, writer in writer.object { endpoint.members(to: &$0) } })
        return try await door.show(listing, for: call)
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        try await document(try endpoint(call))
    }

    private func document(_ endpoint: WebhookEndpoint) async throws -> Response {
        let sender = door.webhooks
        let figures = try await sender.offThread {
            try sender.deliveries.figures(endpoint.id, DeliveryState.allCases)
        }
        var response = Response.json { writer in
            writer.object { writer in
                endpoint.members(to: &writer)
                for state in DeliveryState.allCases {
                    writer.member(state.code, Int64(figures.counts[state] ?? 0))
                }
                if let oldest = figures.oldest { writer.member("waiting_since", oldest) }
            }
        }
        response.headers[.eTag] = endpoint.tag.text
        return response
    }

    @Sendable private func change(_ call: Call) async throws -> Response {
        let id = try endpoint(call).id
        let body = try await body(call)
        let sender = door.webhooks
        let changed = try await sender.offThread {
            try sender.endpoints.change(id) { endpoint in
                try call.check(endpoint.tag)
                (endpoint.url, endpoint.audience) = (body.url, body.audience)
                (endpoint.codes, endpoint.merchant) = (body.codes, body.merchant)
                (endpoint.language, endpoint.isOn) = (body.language, body.isOn)
                endpoint.isGone = endpoint.isGone && !body.isOn
            }
        }
        guard let changed else { throw Self.unknown }
        sender.reload(id)
        return try await document(changed)
    }

    @Sendable private func remove(_ call: Call) async throws -> Response {
        let id = try endpoint(call).id
        let sender = door.webhooks
        let isThere = try await sender.offThread {
            let isThere = try sender.endpoints.remove(id) { try call.check($0.tag) }
            try sender.deliveries.forget(id)
            return isThere
        }
        sender.forget(id)
        guard isThere else { throw Self.unknown }
        return Response(status: .noContent)
    }

    @Sendable private func rotate(_ call: Call) async throws -> Response {
        let id = try endpoint(call).id
        let sender = door.webhooks
        guard let secret = try await sender.offThread({ try sender.endpoints.rotate(id) })
        else { throw Self.unknown }
        return .json(.created) { writer in
            writer.object { $0.member("secret", secret) }
        }
    }

    @Sendable private func test(_ call: Call) async throws -> Response {
        let result = await door.webhooks.test(try endpoint(call))
        return .json { writer in
            writer.object { writer in
                writer.member("result", result.word)
                if let status = result.status { writer.member("status", Int64(status)) }
                if let detail = result.detail { writer.member("detail", detail) }
            }
        }
    }

    @Sendable private func deliveries(_ call: Call) async throws -> Response {
        let endpoint = try endpoint(call)
        let state = try state(call)
        let sender = door.webhooks
        let listing = Listing(
            name: "deliveries", columns: DocumentColumns.delivery,
            read: { cursor, limit in
                let after = try cursor.number()
                let page = try await sender.offThread {
                    try sender.deliveries.page(endpoint.id, state, after, limit)
                }
                return ListedPage(
                    items: page.deliveries, next: page.next.map { [$0] }, sequence: nil)
            }, write: { $1.delivery($0, of: endpoint) })
        return try await door.show(listing, for: call)
    }

    private func state(_ call: Call) throws(Problem) -> DeliveryState? {
        guard let text = call.query["state"] else { return nil }
        guard let state = DeliveryState(code: text) else {
            let words = DeliveryState.allCases.map(\.code).joined(separator: ", ")
            throw Query.fault(.invalidField, "state", "One of these is needed: \(words).")
        }
        return state
    }

    private func after(_ call: Call) throws(Problem) -> UInt64 {
        guard let text = call.query["after"] else { return 0 }
        guard let (position, _) = KeptMessage.place(of: text) else {
            throw Query.fault(
                .invalidField, "after", "The id of a message is needed.")
        }
        return position
    }

    @Sendable private func replay(_ call: Call) async throws -> Response {
        let id = try endpoint(call).id
        let after = try after(call)
        let (sender, now) = (door.webhooks, door.webhooks.now)
        let count = try await sender.offThread {
            try sender.deliveries.replay(id, after, now)
        }
        sender.reload(id)
        return .json(.accepted) { writer in
            writer.object { $0.member("replayed", Int64(count)) }
        }
    }

    private static let unknown = Problem(.notFound, detail: "There is no such webhook.")
}

extension WebhookEndpoint {
    /// Of what a change may find otherwise; what was delivered does not count.
    fileprivate var tag: EntityTag {
        EntityTag { writer in writer.object { members(to: &$0) } }
    }
}

extension JSONWriter {
    fileprivate mutating func delivery(_ delivery: Delivery, of endpoint: WebhookEndpoint) {
        object { writer in
            writer.member("message", KeptMessage.id(delivery.position, endpoint.audience))
            writer.member("state", delivery.state.code)
            writer.member("attempts", Int64(delivery.attempts))
            writer.member("queued_at", delivery.queuedAt)
            if let triedAt = delivery.triedAt { writer.member("tried_at", triedAt) }
            if delivery.state == .waiting { writer.member("next_at", delivery.nextAt) }
            if let status = delivery.status { writer.member("status", Int64(status)) }
            if let detail = delivery.detail { writer.member("detail", detail) }
        }
    }
}
