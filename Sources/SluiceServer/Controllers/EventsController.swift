import HTTPTypes
import Hummingbird
import SluiceAPI
import SluiceCore
import SluiceEngine

/// Server-sent events: `/v1/events`, and those of one account or hold.
struct EventsController {
    let door: Door

    private static let window = ["after", "audience", "limit", "wait_s"]

    var routes: [Route] {
        [
            Route(.get, "/v1/events", .followAll, query: EventsController.window, handle: all),
            Route(
                .get, "/v1/accounts/{id}/events", .followAccounts,
                query: EventsController.window, handle: ofAccount),
            Route(
                .get, "/v1/holds/{id}/events", .followHolds,
                query: ["merchant"] + EventsController.window, handle: ofHold),
        ]
    }

    @Sendable private func all(_ call: Call) async throws -> Response {
        let merchant = call.principal.merchant.map { door.merchant($0).key }
        return try stream(EventScope(subject: .all, merchant: merchant), call)
    }

    @Sendable private func ofAccount(_ call: Call) async throws -> Response {
        let key = door.account(call.part("id")).key
        try call.ownAccount(call.part("id"))
        guard try await door.engine.read(.account(key)).account != nil else {
            throw OutcomeCode.accountNotFound.refusal()
        }
        return try stream(EventScope(subject: .account(key)), call)
    }

    @Sendable private func ofHold(_ call: Call) async throws -> Response {
        let key = try door.hold(of: call).key
        guard let hold = try await door.engine.read(.hold(key)).hold else {
            throw OutcomeCode.holdNotFound.refusal()
        }
        try call.ownHold(of: door.naming.account(hold.account))
        return try stream(EventScope(subject: .hold(key)), call)
    }

    /// - Parameters:
    ///   - isBare: whether it is only told that something happened.
    ///   - isOpen: whether who follows may still do so; nil: while the credential is good.
    func stream(
        _ scope: EventScope, _ call: Call, isBare: Bool = false,
        while isOpen: (@Sendable () -> Bool)? = nil
    ) throws -> Response {
        let start = try start(call)
        let limit = try call.query.integer("limit", in: 1...ServerLimits.streamEventsMax)
        let wait = try call.query.integer("wait_s", in: 0...ServerLimits.streamWaitSecondsMax)
        try door.engine.admit(eventsAfter: start.row)
        var scope = scope
        scope.audience = Addressee.current.audience
        guard let slot = door.metrics.openStream() else {
            throw Problem(
                .overloaded, detail: "Too many streams are open.",
                retryAfterSeconds: ServerLimits.retryAfterSeconds)
        }
        let (authenticator, principal) = (door.authenticator, call.principal)
        let stream = EventStream(
            door: door, scope: scope, start: start,
            eventsMax: limit.map(Int.init),
            // With a limit alone the stream shows what there is and ends.
            waitSeconds: wait.map(Int.init) ?? (limit == nil ? nil : 0), slot: slot,
            addressee: Addressee.current, isBare: isBare,
            isOpen: isOpen ?? { authenticator.isActive(principal) })
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.accelBuffering] = "no"
        let body = ResponseBody { writer in try await stream.write(to: &writer) }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// Where to begin: after Last-Event-ID, else after `after`, else with what happens from now on.
    ///
    /// Both are looked at, so that a mistake in one never depends on the other.
    private func start(_ call: Call) throws(Problem) -> EventPosition {
        let newest = door.engine.feed.newestRow
        let after = try position(call.query["after"], of: "after", newest: newest)
        let header = call.request.headers[.lastEventIdentifier]
        let resumed = try position(header, of: "Last-Event-ID", newest: newest)
        return resumed ?? after ?? EventPosition(row: newest, offset: 0)
    }

    private func position(
        _ text: String?, of field: String, newest: UInt64
    ) throws(Problem) -> EventPosition? {
        guard let text else { return nil }
        if text == "beginning" { return .beginning }
        guard let position = EventPosition(text), position.row <= newest,
            position.row < newest || position.offset == 0
        else {
            throw Query.fault(
                .invalidField, field,
                "It is the id of an event of this journal, or `beginning`.")
        }
        return position
    }
}
