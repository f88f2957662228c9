import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// `/v1/keys`.
@Suite struct KeyDoorTests {
    private func id(_ text: String) -> String { String(text.dropFirst(3).prefix(8)) }

    @Test("a key is made, used, looked at, rotated and ended")
    func life() async throws {
        try await TestServer.run { server in
            try await server.open()
            let made = try await server.post(
                "/v1/keys",
                """
                {"role":"merchant","merchant":"shop","name":"till","scopes":["place_holds"],\
                "expires_at":"2026-04-01T00:00:00Z"}
                """)
            try #require(made.status == 201, "\(made.body)")
            let text = try #require(made["key"].text)
            let id = try #require(made["id"].text)
            #expect(made["prefix"].text == "sk_\(id)" && text.hasPrefix("sk_\(id)_"))
            #expect(made["state"].text == "active" && made["used_at"].text == nil)
            #expect(made.headers[.cacheControl] == "no-store")
            #expect(try await server.place("h1", key: text).status == 201)
            let other = try await server.get("/v1/holds/h1", key: text)
            #expect(other.status == 403)
            #expect(other["detail"].text?.contains("read_holds") == true)
            let shown = try await server.get("/v1/keys/\(id)")
            #expect(shown["scopes"].elements.map(\.text) == ["place_holds"])
            #expect(shown["expires_at"].text == "2026-04-01T00:00:00Z")
            #expect(shown["used_at"].text == "2026-01-01T00:00:00Z")
            #expect(!shown.body.contains(text) && !shown.json.names.contains("sha256"))
            let next = try await server.post("/v1/keys/\(id)/rotations", #"{"overlap":"1h"}"#)
            try #require(next.status == 201, "\(next.body)")
            let nextID = try #require(next["id"].text)
            let nextText = try #require(next["key"].text)
            #expect(next["replaces"].text == id)
            #expect(next["merchant"].text == "shop")
            let replaced = try await server.get("/v1/keys/\(id)")
            #expect(replaced["replaced_by"].text == nextID)
            #expect(replaced["expires_at"].text == "2026-01-01T01:00:00Z")
            let again = try await server.post("/v1/keys/\(id)/rotations", "{}")
            #expect(again.status == 409 && again["code"].text == "key_ended")
            server.clock.advance(ns: Span.hourNs)
            #expect(try await server.place("h2", key: text)["code"].text == "credential_expired")
            #expect(try await server.place("h2", key: nextText).status == 201)
            let ended = try await server.send(.delete, "/v1/keys/\(nextID)", key: server.lender)
            #expect(ended.status == 204)
            #expect(try await server.place("h3", key: nextText).status == 401)
            let list = try await server.get("/v1/keys")
            for (key, state) in [(id, "expired"), (nextID, "revoked")] {
                let listed = list["keys"].elements.first { $0["id"].text == key }
                #expect(listed?["state"].text == state)
            }
            #expect(!list.body.contains(nextText))
        }
    }

    @Test("bodies that are refused")
    func refused() async throws {
        try await TestServer.run { server in
            for (body, field, code) in [
                ("{}", "role", "missing_field"),
                (#"{"role":"owner","name":"x"}"#, "role", "invalid_field"),
                (#"{"role":"engine","name":"x"}"#, nil, "invalid_field"),
                (#"{"role":"lender"}"#, "name", "missing_field"),
                (#"{"role":"merchant","name":"x"}"#, nil, "invalid_field"),
                (#"{"role":"lender","name":"13800138000"}"#, nil, "invalid_field"),
                (#"{"role":"lender","name":"x","scopes":[]}"#, "scopes", "invalid_field"),
                (
                    #"{"role":"lender","name":"x","scopes":["place_hold"]}"#, "scopes",
                    "invalid_field"
                ),
                (#"{"role":"support","name":"x","scopes":["place_holds"]}"#, nil, "invalid_field"),
                (
                    #"{"role":"lender","name":"x","expires_at":"2025-01-01T00:00:00Z"}"#, nil,
                    "invalid_field"
                ),
                (#"{"role":"lender","name":"x","expires":"90d"}"#, "expires", "unknown_field"),
            ] as [(String, String?, String)] {
                let answer = try await server.post("/v1/keys", body)
                #expect(answer.status == 400, "\(body)")
                #expect(answer["code"].text == code, "\(body): \(answer.body)")
                #expect(answer["field"].text == field, "\(body): \(answer.body)")
            }
            let near = try await server.post(
                "/v1/keys", #"{"role":"lender","name":"x","scopes":["place_hold"]}"#)
            #expect(near["detail"].text?.contains("did you mean place_holds?") == true)
            let own = id(server.shop)
            for body in [#"{"overlap":"soon"}"#, #"{"overlap":"31d"}"#, #"{"overlap":1}"#] {
                let answer = try await server.post("/v1/keys/\(own)/rotations", body)
                #expect(answer.status == 400, "\(body): \(answer.body)")
            }
            for path in ["/v1/keys/00000000", "/v1/keys/00000000/rotations"] {
                let isPost = path.hasSuffix("s") && path != "/v1/keys/00000000"
                let answer = try await server.send(
                    isPost ? .post : .get, path, isPost ? "{}" : nil, key: server.lender)
                #expect(answer.status == 404, "\(path)")
            }
            let none = try await server.send(.delete, "/v1/keys/00000000", key: server.lender)
            #expect(none.status == 404)
        }
    }

    @Test("nobody keeps a key that may do more than his own")
    func bounded() async throws {
        try await TestServer.run { server in
            let narrow = try server.keys.make(
                KeyWish(
                    role: .lender, name: "robot",
                    scopes: [.keepKeys, .placeHolds, .readHolds])
            ).text
            func post(_ path: String, _ body: String) async throws -> TestAnswer {
                try await server.post(path, body, key: narrow)
            }
            let whole = try await post("/v1/keys", #"{"role":"lender","name":"x"}"#)
            #expect(whole.status == 403 && whole["field"].text == "scopes")
            #expect(whole["detail"].text?.contains("open_accounts") == true)
            let merchant = #"{"role":"merchant","merchant":"shop","name":"x""#
            #expect(try await post("/v1/keys", merchant + "}").status == 403)
            let bounded = try await post("/v1/keys", merchant + #","scopes":["place_holds"]}"#)
            #expect(bounded.status == 201, "\(bounded.body)")
            let shop = id(server.shop)
            #expect(try await post("/v1/keys/\(shop)/rotations", "{}").status == 403)
            let revoking = try await server.send(
                .delete, "/v1/keys/\(id(server.lender))", key: narrow)
            #expect(revoking.status == 403)
            let made = try #require(bounded["id"].text)
            #expect(try await post("/v1/keys/\(made)/rotations", "{}").status == 201)
            #expect(
                try await server.send(.delete, "/v1/keys/\(made)", key: narrow).status == 204)
            #expect(server.keys.principal(ofKey: server.lender) != nil)
        }
    }

    @Test("over HTTP nobody becomes two persons")
    func persons() async throws {
        try await TestServer.run { server in
            let own = try server.keys.create(role: .lender, name: "l", person: "p-1")
            let other = try server.keys.make(
                KeyWish(role: .operator, name: "o", person: "p-2")
            ).record
            func make(_ person: String, _ key: String) async throws -> Int {
                try await server.post(
                    "/v1/keys", #"{"role":"operator","name":"x","person":"\#(person)"}"#, key: key
                ).status
            }
            #expect(try await make("p-1", own) == 201)
            #expect(try await make("p-2", own) == 403)
            #expect(try await make("p-1", server.lender) == 403)
            #expect(try await make("a lender", server.lender) == 403)
            let taken = try await server.post("/v1/keys/\(other.id)/rotations", "{}", key: own)
            #expect(taken.status == 403)
            #expect(
                try await server.post("/v1/keys/\(id(own))/rotations", "{}", key: own).status
                    == 201)
            // To end one takes no secret away from anybody.
            #expect(
                try await server.send(.delete, "/v1/keys/\(other.id)", key: own).status == 204)
        }
    }

    @Test("a key ends itself only where another can keep keys")
    func last() async throws {
        try await TestServer.run { server in
            let own = id(server.lender)
            let refused = try await server.send(
                .delete, "/v1/keys/\(own)", key: server.lender)
            #expect(refused.status == 409 && refused["code"].text == "last_key")
            for scopes in [[.placeHolds], [.keepKeys]] as [Set<Right>] {
                _ = try server.keys.make(KeyWish(role: .lender, name: "x", scopes: scopes))
                let answer = try await server.send(
                    .delete, "/v1/keys/\(own)", key: server.lender)
                #expect(answer.status == (scopes == [.keepKeys] ? 204 : 409))
            }
            #expect(try await server.get("/v1/accounts").status == 401)
        }
    }
}
