import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceRisk
import SluiceSQLite
import SluiceTestKit
import Synchronization
import Testing

@testable import SluiceServer

/// A clock that stands until it is moved.
final class TestClock: Sendable {
    private let passed = Mutex(Instant(ns: 1_767_225_600 * Span.secondNs))
    private let setNs = Mutex<Int64>(0)

    var wall: WallClock {
        WallClock(
            now: { [self] in
                let setNs = setNs.withLock { $0 }
                return passed.withLock { $0.adding(spanNs: setNs) }
            }, monotonicNs: { [self] in passed.withLock { $0.ns } }, isSynchronised: { true })
    }

    /// Lets time pass.
    func advance(ns: Int64) { passed.withLock { $0 = $0.adding(spanNs: ns) } }

    /// Sets the time of day, and lets no time pass.
    func set(ns: Int64) { setNs.withLock { $0 += ns } }
}

/// The server under test on an engine in memory, with a key for every role.
struct TestServer: Sendable {
    let client: any TestClientProtocol
    let engine: Engine
    let door: Door
    let people: SQLitePeople
    let disk: MemoryJournal.Disk
    let archive: MemoryArchive
    /// The views as a follower.
    let viewing: HeldFollower
    let clock: TestClock
    let keys: KeyStore
    let secrets: WebhookSecrets
    let directory: String
    /// The text of a key by role; the merchant is `shop`, the consumer's account `a1`.
    let keyTexts: [Role: String]
    /// The key of a second merchant, `rival`.
    let rivalKey: String

    var lender: String { keyTexts[.lender] ?? "" }
    var shop: String { keyTexts[.merchant] ?? "" }

    /// Runs `body` against a fresh server and takes everything away again.
    static func run(
        _ setup: TestingSetup = .router, policy: Policy = .standard,
        mode: JournalMode = .live, options: EngineOptions = EngineOptions(),
        mappings: [EventMapping] = [], connectors: [Connector] = [],
        ask: @escaping Puller.Asking = { _, _ in .failed(.unreachable) },
        send: @escaping WebhookSender.Sending = { _ in
            .failed(status: nil, detail: "unreachable")
        },
        desk: DeskRules? = nil, breaks: Breaks = .none, stepUp: StepUp? = nil,
        tokens: AccessTokens? = nil, proxies: [String] = [], trustsMerchants: Bool = true,
        rates: RateLimits = .none, rateClock: RateClock = .system,
        logger given: Logger? = nil, tracer: SpanTracer? = nil, demo: DemoStage? = nil,
        embedOrigins: [EmbedOrigin] = [],
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "sluice-server-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer {
            for path in [directory, directory + ".erasures"] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        let clock = TestClock()
        let disk = MemoryJournal.Disk()
        let archive = MemoryArchive()
        let views = try SQLiteViews(directory: directory)
        let viewing = HeldFollower(views)
        let messages = try SQLiteMessages(directory: directory)
        let people = try SQLitePeople(directory: directory, clock: clock.wall)
        let forecasts = ForecastFollower(directory: directory)
        let engine = try Engine(
            Engine.Parts(
                journal: MemoryJournal(disk), archive: archive,
                consumers: [viewing, messages, forecasts],
                clock: clock.wall, options: options, onFatal: { fatalError($0) }),
            birth: Birth(
                journal: CreateJournal(mode: mode, lender: "lender", zone: "Asia/Shanghai"),
                policy: policy))
        defer { engine.stop() }
        let keys = try KeyStore(directory: directory, clock: clock.wall)
        var texts: [Role: String] = [:]
        for role in Role.allCases where role != .engine {
            texts[role] = try keys.create(
                role: role, merchant: role == .merchant ? "shop" : nil,
                account: role == .consumer ? "a1" : nil, name: "a \(role.code)")
        }
        let ingestion = Ingestion(
            secrets: try WebhookSecrets(directory: directory, clock: clock.wall),
            mappings: try EventMappings { mappings })
        let rivalKey = try keys.create(role: .merchant, merchant: "rival", name: "rival")
        var serverOptions = ServerOptions()
        serverOptions.clock = clock.wall
        serverOptions.webhookClock = clock.wall
        serverOptions.boardPauseMs = 200
        serverOptions.boardRestFactor = 2
        serverOptions.breaks = breaks
        serverOptions.stepUp = stepUp
        serverOptions.tracer = tracer
        serverOptions.demo = demo
        serverOptions.embedOrigins = embedOrigins
        serverOptions.tokens = tokens
        // Most tests are not about consents: the merchant is trusted to have asked.
        serverOptions.trustsMerchants = trustsMerchants
        serverOptions.proxies = Proxies(proxies.compactMap { IPAddress($0) })
        serverOptions.rates = rates
        serverOptions.rateClock = rateClock
        var logger = given ?? Logger(label: "test")
        if given == nil { logger.logLevel = .error }
        let puller = Puller(
            engine: engine, views: views, connectors: try Connectors { connectors },
            clock: clock.wall, seed: 1, logger: logger, tracer: tracer,
            ask: ask)
        let webhooks = WebhookSender(
            engine: engine, messages: messages.messages, deliveries: messages.deliveries,
            endpoints: try WebhookEndpoints(directory: directory, clock: clock.wall),
            mayBePrivate: false, clock: clock.wall, seed: 1, logger: logger,
            tracer: tracer, send: send)
        let access = AccessTrail(directory: directory, clock: clock.wall)
        let metrics = ServerMetrics()
        let door = Door(
            engine: engine, views: views, messages: messages.messages, people: people.people,
            authenticator: Authenticator(
                keys: keys, tokens: tokens, metrics: metrics, logger: logger),
            ingestion: ingestion, webhooks: webhooks, access: access,
            puller: puller,
            desk: desk.map { ReviewDesk($0) }, forecasts: forecasts, options: serverOptions,
            metrics: metrics, router: EventRouter(engine: engine),
            rates: RateLimiter(.none, clock: .system),
            connections: ConnectionGate(ConnectionOptions()), logger: logger)
        let (options, log, roleKeys) = (serverOptions, logger, texts)
        let app = buildApplication(
            engine: engine, views: views, messages: messages.messages, people: people.people,
            keys: keys, ingestion: ingestion, webhooks: webhooks, access: access,
            puller: puller, desk: door.desk, forecasts: forecasts, options: options, logger: log)
        try await app.test(setup) { client in
            try await body(
                TestServer(
                    client: client, engine: engine, door: door, people: people, disk: disk,
                    archive: archive, viewing: viewing, clock: clock, keys: keys,
                    secrets: ingestion.secrets, directory: directory,
                    keyTexts: roleKeys,
                    rivalKey: rivalKey))
        }
    }
}

/// What came back.
struct TestAnswer: Sendable {
    var status: Int
    var headers: HTTPFields
    var body: String

    var json: JSONValue { (try? JSONReader.read(Array(body.utf8))) ?? .null }
    var isReplay: Bool { headers[.idempotentReplay] == "true" }

    subscript(_ path: String) -> JSONValue { json[path] }
}

extension JSONValue {
    /// The value at a path such as `results.0.result`; null if there is none.
    subscript(_ path: String) -> JSONValue {
        var value = self
        for step in path.split(separator: ".") {
            switch value {
            case .object(let members):
                value = members.first { $0.name == step }?.value ?? .null
            case .array(let elements):
                guard let index = Int(step), elements.indices.contains(index) else {
                    return .null
                }
                value = elements[index]
            default: return .null
            }
        }
        return value
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Int64? { if case .integer(let number) = self { number } else { nil } }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
    var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }
}

extension TestServer {
    /// Sends a request; `key` nil sends none.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, key: String?,
        type: String = "application/json", headers: [String: String] = [:]
    ) async throws -> TestAnswer {
        var fields = HTTPFields()
        if let key { fields[.authorization] = "Bearer \(key)" }
        if body != nil { fields[.contentType] = type }
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let response = try await client.execute(
            uri: path, method: method, headers: fields,
            body: body.map { ByteBuffer(string: $0) }
        ) { $0 }
        return TestAnswer(
            status: response.status.code, headers: response.headers,
            body: String(buffer: response.body))
    }

    func get(_ path: String, key: String? = nil) async throws -> TestAnswer {
        try await send(.get, path, key: key ?? lender)
    }

    func post(
        _ path: String, _ body: String, key: String? = nil, headers: [String: String] = [:]
    ) async throws -> TestAnswer {
        try await send(.post, path, body, key: key ?? lender, headers: headers)
    }

    /// Asks again while the views are behind, as a client does.
    func patiently(_ ask: () async throws -> TestAnswer) async throws -> TestAnswer {
        while true {
            let answer = try await ask()
            guard answer.status == 503, answer["code"].text == "views_behind" else { return answer }
        }
    }

    /// Opens an account, limit 1000.00 CNY unless told otherwise.
    func open(
        _ id: String = "a1", limit: Int64 = 100_000, currency: String = "CNY"
    ) async throws {
        let answer = try await post(
            "/v1/accounts", #"{"id":"\#(id)","currency":"\#(currency)","limit":\#(limit)}"#)
        try #require(answer.status == 201, "\(answer.body)")
    }

    /// Places a hold for the merchant `shop` and an order of the hold's own name.
    func place(
        _ id: String, amount: Int64 = 30_000, account: String = "a1", order: String? = nil,
        more: String = "", key: String? = nil
    ) async throws -> TestAnswer {
        try await post(
            "/v1/holds",
            """
            {"id":"\(id)","account":"\(account)","amount":\(amount),"currency":"CNY",\
            "order":{"merchant":"shop","number":"\(order ?? id)"}\(more)}
            """, key: key ?? shop)
    }

    func available(_ account: String = "a1") async throws -> Int64? {
        try await get("/v1/accounts/\(account)")["available"].number
    }

    /// Sends one CloudEvent of the merchant `shop`.
    func fact(
        _ id: String, _ word: String, order: String, more: String = "", key: String? = nil
    ) async throws -> TestAnswer {
        try await send(
            .post, "/v1/order-events", TestServer.event(id, word, order: order, more: more),
            key: key ?? shop, type: OrderEventRequest.mediaType)
    }

    static func event(
        _ id: String, _ word: String, order: String, merchant: String = "shop",
        more: String = ""
    ) -> String {
        """
        {"specversion":"1.0","id":"\(id)","source":"shop/orders","type":"sluice.order.\(word)",\
        "time":"2026-01-01T00:00:00Z","data":{"merchant":"\(merchant)","order":"\(order)"\(more)}}
        """
    }

    /// Waits until the messages have all that is durable.
    func messagesCaughtUp() async throws {
        try await eventually("the messages catch up") {
            engine.status.snapshot.consumers["messages"] == engine.feed.newestRow
        }
    }

    /// Waits until the views have all that is durable.
    func viewsCaughtUp() async throws {
        try await eventually("the views catch up") {
            engine.status.snapshot.consumers["views"] == engine.feed.newestRow
        }
    }
}

/// Waits for a condition, at most ten minutes: hundreds of tests share the machine, and a slow one is no fault.
func eventually(
    _ text: String, _ condition: @Sendable () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(600))
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "not within ten minutes: \(text)")
        try await Task.sleep(for: .milliseconds(2))
    }
}
