import Foundation
import Testing

/// A server that is told to end.
@Suite("Ending a server", .blocking)
struct ShutdownTests {
    private struct Readiness: Decodable {
        var status: String
    }

    @Test("it says so first, finishes what was begun, and closes connections that say nothing")
    func drains() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let server = try ServerProcess(data, ["--drain-seconds", "10"])
        let key = try #require(server.firstKey)
        let idle = try server.connect(key: key)
        #expect(try idle.send("GET", "/readyz").json(Readiness.self).status == "ready")
        let begun = try server.connect(key: key)
        let body = #"{"id":"A","currency":"CNY","limit":5}"#
        let half = body.index(body.startIndex, offsetBy: 10)
        try begun.begin(
            "POST", "/v1/accounts", String(body[..<half]), bytes: body.utf8.count)
        // Read by the server: what comes after it on another connection was answered.
        #expect(try idle.send("GET", "/healthz").status == 200)

        server.process.signal(SIGTERM)
        let told = try Waiting.until {
            let answer = try server.connect(key: key).send("GET", "/readyz")
            return try answer.json(Readiness.self).status == "stopping" && answer.status == 503
        }
        #expect(told)
        // Others are still served while it is looked elsewhere.
        #expect(try server.connect(key: key).send("GET", "/healthz").status == 200)
        let isClosed = Waiting.until { (try? server.connect(key: key)) == nil }
        #expect(isClosed)
        // Closed in the same turn, on a thread of its own.
        let isCut = Waiting.until { (try? idle.send("GET", "/healthz")) == nil }
        #expect(isCut)
        try begun.write(String(body[half...]))
        #expect(try begun.answer().status == 201)
        let ending = try server.process.waitForEnd()
        #expect(ending.status == 0, "\(ending.error)")

        let again = try ServerProcess(data)
        #expect(try again.connect(key: key).send("GET", "/v1/accounts/A").status == 200)
        try again.stop()
    }
}
