import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SluiceAPI
import SluiceClient
import Synchronization
import Testing

/// Requests to endpoints over HTTP, on loopback.
@Suite("client of webhooks")
struct WebhookClientTests {
    @Test("what an endpoint answers, and where nothing is sent")
    func answers() async throws {
        let hits = Hits()
        let router = Router()
        router.post("drip") { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    while !Task.isCancelled {
                        try await writer.write(ByteBuffer(string: "."))
                        try await Task.sleep(for: .milliseconds(50))
                    }
                })
        }
        router.post("hook/:status") { request, context in
            let status = try context.parameters.require("status", as: Int.self)
            let body = try await request.body.collect(upTo: 1_024)
            let id = request.headers[HTTPField.Name("webhook-id")!] ?? ""
            hits.add("\(id) \(String(buffer: body))")
            var headers = HTTPFields()
            if status == 503 { headers[.retryAfter] = "7" }
            if status == 302 { headers[.location] = "/hook/200" }
            return Response(status: .init(code: status), headers: headers)
        }
        var logger = Logger(label: "receiver")
        logger.logLevel = .critical
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let app = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0), serverName: nil),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await app.run() }
            var listening = 0
            for await number in ports {
                listening = number
                break
            }
            try await self.ask(listening, hits)
            group.cancelAll()
        }
    }

    private func ask(_ port: Int, _ hits: Hits) async throws {
        func request(_ url: String) throws -> WebhookRequest {
            WebhookRequest(
                url: try #require(WebhookURL(url)), headers: [("webhook-id", "m1")],
                body: Array("{}".utf8))
        }
        let open = WebhookClient(mayBePrivate: true)
        let closed = WebhookClient(mayBePrivate: false)
        let base = "http://127.0.0.1:\(port)/hook/"
        let table: [(status: Int, result: WebhookResult)] = [
            (200, .taken(status: 200)), (204, .taken(status: 204)), (410, .gone),
            (503, .throttled(status: 503, seconds: 7)),
            (429, .failed(status: 429, detail: "status")),
            (302, .failed(status: 302, detail: "status")),
            (500, .failed(status: 500, detail: "status")),
        ]
        for row in table {
            #expect(await open.send(try request(base + "\(row.status)")) == row.result)
        }
        #expect(hits.all == Array(repeating: "m1 {}", count: table.count))
        for host in ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"] {
            let result = await closed.send(try request("http://\(host)/hook/200"))
            #expect(result == .failed(status: nil, detail: "private_address"), "\(host)")
        }
        // An answer without end holds nobody up.
        let drip = await open.send(try request("http://127.0.0.1:\(port)/drip"))
        #expect(drip == .taken(status: 200))
        // It goes to the address that was looked at, whatever the name stands for.
        let elsewhere = WebhookClient(mayBePrivate: true) { _ in [IPAddress("127.0.0.2")!] }
        for host in ["localhost", "LocalHost"] {
            let result = await elsewhere.send(try request("http://\(host):\(port)/hook/200"))
            #expect(result == .failed(status: nil, detail: "unreachable"), "\(host)")
        }
        // One private address is one too many.
        let mixed = WebhookClient(mayBePrivate: false) { _ in
            [IPAddress("8.8.8.8")!, IPAddress("10.0.0.1")!]
        }
        let refused = await mixed.send(try request("https://two.example/"))
        #expect(refused == .failed(status: nil, detail: "private_address"))
        for client in [elsewhere, mixed] { try await client.shutdown() }
        let dead = await open.send(try request("http://127.0.0.1:1/hook/200"))
        #expect(dead == .failed(status: nil, detail: "unreachable"))
        let nowhere = await open.send(try request("https://no-such-host.invalid/"))
        #expect(nowhere == .failed(status: nil, detail: "unresolved"))
        #expect(hits.all.count == table.count)
        try await open.shutdown()
        try await closed.shutdown()
    }

    /// What came, in order.
    private final class Hits: Sendable {
        private let state = Mutex<[String]>([])

        var all: [String] { state.withLock { $0 } }

        func add(_ hit: String) { state.withLock { $0.append(hit) } }
    }
}
