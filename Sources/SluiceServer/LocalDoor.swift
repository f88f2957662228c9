import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import SluiceAPI
import SluiceCore
import SluiceEngine

/// The routes of a server on an engine of this process, asked without a socket.
///
/// Whoever sends no key is an auditor, who reads and changes nothing; what a key may do is what it may
/// do over HTTP. What is held on people is not reached, and no merchant and no endpoint is asked.
public struct LocalDoor: Sendable {
    /// What is told of an answer beside its body.
    public struct Head: Sendable {
        public var status: Int
        /// Of one marked `Sluice-Stale`: its `Sluice-Sequence`.
        public var staleAsOf: String?
    }

    private let responder: DoorResponder

    /// - Parameters:
    ///   - directory: where the keys and the endpoints of webhooks are.
    ///   - clock: what the engine was given.
    /// - Throws: `KeyStoreError` if a file of the directory cannot be read.
    public init(
        engine: Engine, views: any Views, messages: Messages, deliveries: Deliveries,
        forecasts: ForecastFollower, directory: String, breaks: Breaks, clock: WallClock,
        logger: Logger
    ) throws {
        var options = ServerOptions()
        options.clock = clock
        options.breaks = breaks
        options.rates = .none
        let webhooks = WebhookSender(
            engine: engine, messages: messages, deliveries: deliveries,
            endpoints: try WebhookEndpoints(directory: directory, clock: clock),
            mayBePrivate: false, clock: clock, seed: 0, logger: logger
        ) { _ in .failed(status: nil, detail: "no server runs") }
        let metrics = ServerMetrics()
        let door = Door(
            engine: engine, views: views, messages: messages, people: .unreachable,
            authenticator: Authenticator(
                keys: try KeyStore(directory: directory, clock: clock), tokens: nil,
                metrics: metrics, logger: logger),
            ingestion: Ingestion(
                secrets: try WebhookSecrets(directory: directory), mappings: try EventMappings()),
            webhooks: webhooks, access: AccessTrail(directory: directory), puller: nil, desk: nil,
            forecasts: forecasts, options: options,
            metrics: metrics, router: EventRouter(engine: engine),
            rates: RateLimiter(options.rates, clock: options.rateClock),
            connections: ConnectionGate(options.connections), logger: logger)
        responder = DoorResponder(
            door: door, routes: RouteTable(door.routes),
            keyless: .local)
    }

    /// Answers one request.
    /// - Parameters:
    ///   - target: path and query.
    ///   - fields: headers by name; those of no HTTP header's form are left out.
    ///   - body: nil for `GET`, else what is posted.
    ///   - take: is given the body of the answer, piece by piece.
    public func ask(
        _ target: String, fields: [String: String], body: [UInt8]?,
        take: @escaping @Sendable (_ status: Int, [UInt8]) async throws -> Void
    ) async throws -> Head {
        var headers = HTTPFields()
        for (name, value) in fields {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let request = HTTPRequest(
            method: body == nil ? .get : .post, scheme: nil, authority: nil, path: target,
            headerFields: headers)
        let response = await responder.answer(
            Request(head: request, body: RequestBody(buffer: ByteBuffer(bytes: body ?? []))),
            from: nil)
        let status = response.status.code
        let isStale = response.headers[.sluiceStale] == "true"
        try await response.body.write(PieceWriter { try await take(status, $0) })
        return Head(
            status: status, staleAsOf: isStale ? response.headers[.sluiceSequence] : nil)
    }
}

/// Hands the body of an answer on as it is made.
private struct PieceWriter: ResponseBodyWriter {
    let take: @Sendable ([UInt8]) async throws -> Void

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await take(Array(buffer.readableBytesView))
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension People {
    /// A store that nobody opened.
    fileprivate static let unreachable = People(
        holdings: { _ in throw notOpened }, setContact: { _, _ in throw notOpened },
        seal: { _, _, _ in throw notOpened }, discard: { _ in throw notOpened },
        erase: { _, _ in throw notOpened }, counts: { throw notOpened })

    private static var notOpened: JournalError {
        JournalError(.unavailable, "what is held on people is not opened here")
    }
}
