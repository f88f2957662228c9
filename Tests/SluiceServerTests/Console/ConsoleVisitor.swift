import HTTPTypes
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer

/// Somebody at a browser: cookies are kept, forms carry their secret.
struct ConsoleVisitor: Sendable {
    let server: TestServer
    var cookie = ""
    var csrf = ""

    /// A person of staff who signed in.
    static func staff(_ role: Role, at server: TestServer) async throws -> ConsoleVisitor {
        var visitor = ConsoleVisitor(server: server)
        // A person: what a system decides is not taken back.
        let key = try server.keys.create(role: role, name: "at a desk", person: "p-\(role.code)")
        let answer = try await visitor.post(
            "/console/sign-in", "credential=\(key)&to=%2Fconsole")
        try #require(answer.status == 303, "\(answer.body)")
        visitor.cookie = try #require(answer.cookie)
        return visitor
    }

    /// Somebody of a merchant who signed in with its key.
    static func merchant(
        _ key: String? = nil, at server: TestServer
    ) async throws -> ConsoleVisitor {
        var visitor = ConsoleVisitor(server: server)
        let answer = try await visitor.post(
            "/console/sign-in", "credential=\(key ?? server.shop)&to=%2Fconsole")
        try #require(answer.status == 303, "\(answer.body)")
        #expect(answer.headers[.location] == "/merchant")
        visitor.cookie = try #require(answer.cookie)
        visitor.csrf = try #require(try await visitor.get("/merchant").csrf)
        return visitor
    }

    /// The consumer of `a1`, who came from the lender's app.
    static func consumer(at server: TestServer) async throws -> ConsoleVisitor {
        try await consumer(try #require(server.keyTexts[.consumer]), at: server)
    }

    /// A consumer who came with a key.
    static func consumer(_ key: String, at server: TestServer) async throws -> ConsoleVisitor {
        var visitor = ConsoleVisitor(server: server)
        let answer = try await visitor.get("/me?token=\(key)")
        try #require(answer.status == 200, "\(answer.body)")
        visitor.cookie = try #require(answer.cookie)
        visitor.csrf = try #require(try await visitor.get("/me").csrf)
        return visitor
    }

    func get(_ path: String, language: String = "en") async throws -> TestAnswer {
        try await server.send(
            .get, path, key: nil, headers: ["Cookie": cookie, "Accept-Language": language])
    }

    func post(
        _ path: String, _ form: String, headers: [String: String] = [:]
    ) async throws -> TestAnswer {
        try await server.send(
            .post, path, form + (csrf.isEmpty ? "" : "&csrf=\(csrf)"), key: nil,
            type: Form.mediaType,
            headers: ["Cookie": cookie].merging(headers) { $1 })
    }
}

extension TestAnswer {
    /// The cookies that were set, as they are sent back, whatever their paths.
    var cookie: String? {
        let cookies = headers[values: .setCookie].compactMap { $0.split(separator: ";").first }
        return cookies.isEmpty ? nil : cookies.joined(separator: "; ")
    }

    /// The secret of the forms of a page.
    var csrf: String? {
        guard let start = body.firstRange(of: #"name="csrf" value=""#)?.upperBound else {
            return nil
        }
        return String(body[start...].prefix { $0 != "\"" })
    }
}
