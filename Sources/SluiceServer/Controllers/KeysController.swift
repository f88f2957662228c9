import Hummingbird
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine

/// `/v1/keys`: API keys, their ends and what takes their place. Nobody keeps a key that may do more
/// than his own.
struct KeysController {
    let door: Door

    var routes: [Route] {
        let one = "/v1/keys/{id}"
        return [
            Route(.get, "/v1/keys", .keepKeys, query: ["limit", "cursor"], handle: list),
            Route(.post, "/v1/keys", .keepKeys, handle: create),
            Route(.get, one, .keepKeys, handle: show),
            Route(.post, one + "/rotations", .keepKeys, handle: rotate),
            Route(.delete, one, .keepKeys, handle: revoke),
        ]
    }

    @Sendable private func list(_ call: Call) async throws -> Response {
        let keys = door.keys
        let (all, uses) = try await door.offThread { (try keys.list(), keys.uses.all()) }
        let now = keys.clock.now()
        let listing = Listing(
            name: "keys", columns: DocumentColumns.key,
            read: { cursor, limit in
                try ListedPage(
                    of: all, by: { ListedPlace(madeAt: $0.createdAt, id: $0.id) },
                    after: cursor, limit: limit)
            },
            write: { record, writer in
                writer.object { record.members(to: &$0, at: now, usedAt: uses[record.id]) }
            })
        return try await door.show(listing, for: call)
    }

    @Sendable private func show(_ call: Call) async throws -> Response {
        let keys = door.keys
        let (id, now) = (call.part("id"), keys.clock.now())
        let found = try await door.offThread {
            try keys.list().first { $0.id == id }.map { ($0, keys.uses.all()[id]) }
        }
        guard let (record, usedAt) = found else { throw Self.problem(.unknownKey(id)) }
        return .json { writer in
            writer.object { record.members(to: &$0, at: now, usedAt: usedAt) }
        }
    }

    @Sendable private func create(_ call: Call) async throws -> Response {
        var reader = try ObjectReader(body: try await call.body())
        let wish = try KeyWish(&reader)
        try reader.finish()
        try Self.check(wish.rights, isOpenTo: call.principal)
        guard wish.person == nil || call.principal.isOneself(wish.person) else {
            throw Query.fault(.forbidden, "person", Self.persons)
        }
        let made = try await change { try $0.make(wish) }
        return answer(made, "key made", call)
    }

    @Sendable private func rotate(_ call: Call) async throws -> Response {
        var reader = try ObjectReader(body: try await call.body())
        let text = try reader.optionalString("overlap", maxBytes: APILimits.codeBytesMax) ?? "24h"
        guard let overlapNs = SpanCode.ns(text) else {
            throw reader.fault(.invalidField, "overlap", "It is a span such as 24h.")
        }
        let expiresAt = try reader.optionalTime("expires_at").map { Instant(ns: $0) }
        try reader.finish()
        let (id, principal) = (call.part("id"), call.principal)
        let made = try await change { keys in
            try keys.rotate(id: id, overlapNs: overlapNs, expiresAt: expiresAt) { old in
                try Self.check(old.rights, isOpenTo: principal)
                guard old.person == nil || principal.isOneself(old.person) else {
                    throw Problem(.forbidden, detail: Self.persons)
                }
            }
        }
        return answer(made, "key rotated", call)
    }

    @Sendable private func revoke(_ call: Call) async throws -> Response {
        let (id, principal) = (call.part("id"), call.principal)
        let now = door.keys.clock.now()
        try await change { keys in
            try keys.revoke(id: id) { all, key in
                try Self.check(key.rights, isOpenTo: principal)
                guard APIKey.number(of: id) == principal.credential else { return }
                let stays = all.contains {
                    $0.id != id && $0.state(at: now) == .active && $0.rights.contains(.keepKeys)
                }
                guard stays else {
                    throw Problem(
                        .lastKey,
                        detail: "It is your own, and no other key could make new ones over HTTP.")
                }
            }
        }
        tell("key revoked", id, call)
        return Response(status: .noContent)
    }

    /// Changes the keys where no event loop is held up.
    private func change<Value: Sendable>(
        _ body: @escaping @Sendable (KeyStore) throws -> Value
    ) async throws -> Value {
        let keys = door.keys
        do {
            return try await door.offThread { try body(keys) }
        } catch let error as KeyStoreError {
            // A file that cannot be written is the operator's to mend.
            if case .file = error { throw error }
            throw Self.problem(error)
        }
    }

    /// The only answer that has the text of a key.
    private func answer(
        _ made: (record: KeyRecord, text: String), _ what: String, _ call: Call
    ) -> Response {
        tell(what, made.record.id, call)
        let now = door.keys.clock.now()
        return .json(.created) { writer in
            writer.object { writer in
                made.record.members(to: &writer, at: now, usedAt: nil)
                writer.member("key", made.text)
            }
        }
    }

    private func tell(_ what: String, _ id: String, _ call: Call) {
        door.logger.notice(
            "\(what)", metadata: ["key": "\(id)", "by": "\(call.principal.credentialText)"])
    }

    private static let persons =
        "A key of a person is made over HTTP by that person alone, so that nobody becomes two: "
        + "`sluice keys` makes it on the machine."

    /// Refuses a key that may do more than the caller.
    private static func check(
        _ rights: Set<Right>, isOpenTo principal: Principal
    ) throws(Problem) {
        let beyond = Right.allCases.filter { rights.contains($0) && !principal.has($0) }
        guard beyond.isEmpty else {
            throw Query.fault(
                .forbidden, "scopes",
                "Your own key has not \(beyond.map(\.code).joined(separator: ", ")).")
        }
    }

    private static func problem(_ error: KeyStoreError) -> Problem {
        switch error {
        case .unknownKey: Problem(.notFound, detail: "There is no such key.")
        case .ended, .replaced: Problem(.keyEnded, detail: "\(error).".capitalisedFirst)
        case .invalid, .file: Problem(.invalidField, detail: "\(error).".capitalisedFirst)
        }
    }
}

extension Principal {
    /// Whether a person is the caller.
    fileprivate func isOneself(_ person: String?) -> Bool {
        isPerson && person?.utf8.elementsEqual(subject.utf8) == true
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
