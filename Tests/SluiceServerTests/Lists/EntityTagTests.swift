import HTTPTypes
import SluiceAPI
import SluiceCore
import Testing

@testable import SluiceServer

/// `ETag` and `If-None-Match`.
@Suite struct EntityTagTests {
    @Test("a document that is still the same is not sent again")
    func conditional() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            for path in [
                "/v1/accounts/a1", "/v1/holds/h1?merchant=shop", "/v1/policy",
                "/v1/policy/versions/1",
            ] {
                func read(_ known: String?) async throws -> TestAnswer {
                    try await server.send(
                        .get, path, key: server.lender,
                        headers: known.map { ["If-None-Match": $0] } ?? [:])
                }
                let first = try await read(nil)
                let tag = try #require(first.headers[.eTag], "\(path)")
                #expect(first.headers[.vary] == "Accept, Accept-Language, Authorization")
                for known in [tag, "\"x\", \(tag)", "*", "W/" + tag.drop { $0 != "\"" }] {
                    let again = try await read(known)
                    #expect(again.status == 304 && again.body.isEmpty, "\(path) \(known)")
                    #expect(again.headers[.eTag] == tag)
                    #expect(again.headers[.sluiceSequence] != nil)
                }
                #expect(try await read("\"x\"").status == 200)
            }
        }
    }

    @Test("the tag changes with the object, with the audience and with the language")
    func changes() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            var tags: [String] = []
            func read(_ query: String, _ headers: [String: String] = [:]) async throws {
                let answer = try await server.send(
                    .get, "/v1/holds/h1?merchant=shop" + query, key: server.lender,
                    headers: headers)
                tags.append(try #require(answer.headers[.eTag]))
            }
            try await read("")
            try await read("&audience=merchant")
            try await read("", ["Accept-Language": "zh"])
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1","amount":1}"#, key: server.shop)
            try await read("")
            #expect(Set(tags).count == 4, "\(tags)")
        }
    }

    @Test("a forecast that moved is no change, and makes the tag a weak one")
    func forecast() async throws {
        try await TestServer.run { server in
            try await server.open()
            _ = try await server.place("h1")
            func read() async throws -> TestAnswer {
                try await server.get("/v1/holds/h1", key: server.shop)
            }
            let before = try await read()
            server.clock.advance(ns: Span.hourNs)
            let after = try await read()
            #expect(before["eta"] != .null)
            #expect(before.headers[.eTag]?.hasPrefix("W/") == true)
            #expect(before.headers[.eTag] == after.headers[.eTag])
            _ = try await server.post(
                "/v1/holds/h1/captures", #"{"id":"c1"}"#, key: server.shop)
            #expect(try await read().headers[.eTag]?.hasPrefix("\"") == true)
        }
    }
}
