import Foundation
import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite
import Testing

@testable import SluiceServer

/// What is held on people, over HTTP.
@Suite struct PeopleTests {
    private static let contact =
        #"{"name":"李雷","mobile":"+86 138 0013 8000","mail":"li@example.com","language":"zh"}"#

    @Test("contact data and texts are shown with the account of the id, until erased")
    func life() async throws {
        try await TestServer.run { server in
            try await server.open()
            let set = try await server.send(
                .put, "/v1/people/a1", PeopleTests.contact, key: server.lender)
            #expect(set.status == 200, "\(set.body)")
            let hold = server.door.merchantHold("h1")
            _ = try await server.place("h1")
            let note = try server.people.seal(
                "came to the desk", of: KeyDerivation.subject("a1"), about: hold)
            let shown = try await server.get("/v1/people/a1")
            #expect(shown.status == 200)
            #expect(shown["id"].text == "a1")
            #expect(shown["contact.name"].text == "李雷")
            #expect(shown["contact.mobile"].text == "+86 138 0013 8000")
            #expect(shown["contact.mail"].text == "li@example.com")
            #expect(shown["contact.language"].text == "zh")
            #expect(shown["contact.changed_at"].text == "2026-01-01T00:00:00Z")
            #expect(shown["notes.0.note"].text == note.hexadecimal)
            #expect(shown["notes.0.text"].text == "came to the desk")
            #expect(shown["notes.0.about.kind"].text == "hold")
            #expect(shown["notes.0.about.id"].text == "h1")
            #expect(shown["account.held"].number == 30_000)
            #expect(shown["erased_at"] == .null)

            let before = try await server.get("/v1/accounts/a1").body
            let erased = try await server.send(
                .delete, "/v1/people/a1?reason=retention", key: server.lender)
            #expect(erased.status == 200)
            #expect(erased["erased_at"].text == "2026-01-01T00:00:00Z")
            #expect(erased["reason"].text == "retention")
            #expect(erased["destroyed.contact"] == .bool(true))
            #expect(erased["destroyed.notes"].number == 1)
            let kept = erased["kept"].elements.map { $0["code"].text }
            #expect(kept == Kept.allCases.map(\.rawValue))
            #expect(try await server.get("/v1/accounts/a1").body == before)
            let gone = try await server.get("/v1/people/a1")
            #expect(gone.json.names == ["id", "notes", "erased_at", "account"])
            #expect(gone["notes"].elements.isEmpty)
        }
    }

    @Test("an erasure is told again and done once, in either language")
    func again() async throws {
        try await TestServer.run { server in
            _ = try await server.send(
                .put, "/v1/people/p1", PeopleTests.contact, key: server.lender)
            let first = try await server.send(.delete, "/v1/people/p1", key: server.lender)
            #expect(first["reason"].text == "request")
            server.clock.advance(ns: Span.hourNs)
            let second = try await server.send(
                .delete, "/v1/people/p1?reason=retention", key: server.lender,
                headers: ["Accept-Language": "zh-CN"])
            #expect(second.status == 200)
            #expect(second["erased_at"] == first["erased_at"])
            #expect(second["reason"].text == "request")
            #expect(second["destroyed.contact"] == .bool(false))
            #expect(second["kept.0.text"].text == Kept.events.text(in: .chinese))
            #expect(first["kept.0.text"].text == Kept.events.text(in: .english))
        }
    }

    @Test("an operator erases and does not read")
    func operatorErases() async throws {
        try await TestServer.run { server in
            _ = try await server.send(
                .put, "/v1/people/p1", PeopleTests.contact, key: server.lender)
            let key = server.keyTexts[.operator]
            #expect(try await server.get("/v1/people/p1", key: key).status == 403)
            let erased = try await server.send(.delete, "/v1/people/p1", key: key)
            #expect(erased.status == 200)
            #expect(!erased.body.contains("李雷"))
        }
    }

    @Test(
        "what is not taken",
        arguments: [
            (#"{"name":""}"#, "name"), (#"{"name":"a\u0007"}"#, "name"),
            (#"{"mobile":"12a"}"#, "mobile"), (#"{"mobile":"+"}"#, "mobile"),
            (#"{"mail":"nobody"}"#, "mail"), (#"{"language":"fr"}"#, "language"),
            (#"{"address":"x"}"#, "address"), (#"{"name":1}"#, "name"),
        ])
    func refused(body: String, field: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(
                .put, "/v1/people/p1", body, key: server.lender)
            #expect(answer.status == 400)
            #expect(answer["field"].text == field)
            #expect(try await server.get("/v1/people/p1").status == 404)
        }
    }

    @Test("persons are named by pseudonyms; nobody is told of one that is not known")
    func ids() async throws {
        try await TestServer.run { server in
            for id in ["13800138000", "li%40example.com"] {
                let answer = try await server.send(
                    .put, "/v1/people/\(id)", PeopleTests.contact, key: server.lender)
                #expect(answer["code"].text == "id_is_personal_data")
                #expect(answer["field"].text == "id")
            }
            for method in [HTTPRequest.Method.get, .delete] {
                let answer = try await server.send(
                    method, "/v1/people/nobody", key: server.lender)
                #expect(answer.status == 404 && answer["code"].text == "not_found")
            }
            let bad = try await server.send(
                .delete, "/v1/people/nobody?reason=He%20asked", key: server.lender)
            #expect(bad.status == 400 && bad["field"].text == "reason")
            #expect(try server.people.counts() == PeopleCounts())
        }
    }

    @Test("an empty body gives contact data up; metrics count")
    func metrics() async throws {
        try await TestServer.run { server in
            _ = try await server.send(
                .put, "/v1/people/p1", PeopleTests.contact, key: server.lender)
            let empty = try await server.send(.put, "/v1/people/p1", "{}", key: server.lender)
            #expect(empty.json.names == ["id", "notes"])
            _ = try await server.send(
                .put, "/v1/people/p2", PeopleTests.contact, key: server.lender)
            _ = try await server.send(.delete, "/v1/people/p2", key: server.lender)
            let page = try await server.get("/metrics").body
            #expect(page.contains("\nsluice_persons 1\n"))
            #expect(page.contains("\nsluice_person_notes 0\n"))
            #expect(page.contains("\nsluice_persons_erased 1\n"))
        }
    }

    @Test("a store out of reach is told as such and changes nothing else")
    func unavailable() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.send(
                .put, "/v1/people/a1", PeopleTests.contact, key: server.lender)
            // Where the list of erasures would stand.
            try FileManager.default.createDirectory(
                atPath: server.directory + ".erasures", withIntermediateDirectories: false)
            let answer = try await server.send(.delete, "/v1/people/a1", key: server.lender)
            #expect(answer.status == 503)
            #expect(answer["code"].text == "people_unavailable")
            #expect(answer.headers[.retryAfter] == "1")
            #expect(!answer.body.contains(server.directory))
            #expect(try await server.get("/v1/people/a1")["contact.name"].text == "李雷")
        }
    }
}

extension Door {
    /// A hold of the merchant `shop`.
    fileprivate func merchantHold(_ name: String) -> NamedKey {
        NamedKey(.hold, KeyDerivation.hold(merchant: merchant("shop").key, name: name))
    }
}
