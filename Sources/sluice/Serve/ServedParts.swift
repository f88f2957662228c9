import ArgumentParser
import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SluiceClient
import SluiceEngine
import SluiceSQLite
import SluiceServer
import UnixSignals

/// What an opened directory is served with.
struct ServedParts {
    let settings: ServeConfiguration
    let files: ServedFiles
    let opened: DataDirectory
    let messages: SQLiteMessages
    let people: SQLitePeople
    let keys: KeyStore
    let clock: WallClock
    /// How many seconds of the engine pass in one.
    let clockRate: Int64
    let servesEcho: Bool
    let demo: DemoPart?

    /// Serves until a signal ends it.
    func run(firstKey: String?) async throws {
        let logger = settings.logger()
        let tracer = settings.tracer()
        let http = ConnectorClient.http()
        let webhookClient = WebhookClient(mayBePrivate: settings.isOn(.webhooksToPrivate))
        let puller = puller(ConnectorClient(http: http), logger, tracer)
        let webhooks = try webhooks(webhookClient, logger, tracer)
        let ingestion = Ingestion(
            secrets: try WebhookSecrets(directory: settings.text(.data)),
            mappings: files.mappings)
        let options = try options(tracer)
        let lock = opened.lock
        let application = buildApplication(
            engine: opened.engine, views: opened.views, messages: messages.messages,
            people: people.people, keys: keys, ingestion: ingestion, webhooks: webhooks,
            access: AccessTrail(
                directory: settings.text(.data), keepDays: settings.whole(.accessDays)),
            puller: puller, desk: files.desk, forecasts: opened.forecasts,
            options: options, logger: logger
        ) { port in
            let address = settings.address(port: port)
            lock.announce(address: address)
            guard let demo else { return Greeting.tell(address: address, key: firstKey) }
            demo.onListening(port)
        }
        // They end in the reverse order: what the others recorded is sent at the very last.
        var services: [any Service] = []
        if let tracer {
            services.append(settings.exporter(of: tracer, http: http, logger: logger))
        }
        services.append(application)
        services += followers(of: puller, ingestion, logger)
        if let demo { services.append(demo.service) }
        // The last is told first that the server ends, and the others wait for it.
        services.append(StopNotice(stopping: options.stopping, seconds: drainSeconds))
        try await run(services, logger) {
            try await http.shutdown()
            try await webhookClient.shutdown()
        }
    }

    private var drainSeconds: Int { settings.whole(.drainSeconds) }

    private func options(_ tracer: SpanTracer?) throws -> ServerOptions {
        var options = ServerOptions()
        options.version = sluiceVersion
        options.tracer = tracer
        options.stepUp = files.stepUp
        options.tokens = files.tokens
        options.trustsMerchants = settings.isOn(.merchantsWithoutConsent)
        options.proxies = settings.proxies
        options.hasSecureCookies = settings.isOn(.secureCookies)
        options.embedOrigins = settings.embedOrigins
        options.host = settings.text(.host)
        options.port = settings.whole(.port)
        options.certificate = files.certificate
        options.connections = settings.connections(handles: FileHandles.raise())
        options.rates = settings.rates(clockRate: clockRate)
        options.servesEcho = servesEcho
        options.demo = demo?.stage
        options.clock = clock
        options.breaks = .kept(in: URL(fileURLWithPath: settings.text(.data)))
        return options
    }

    private func puller(
        _ client: ConnectorClient, _ logger: Logger, _ tracer: SpanTracer?
    ) -> Puller {
        Puller(
            engine: opened.engine, views: opened.views, connectors: files.connectors,
            clock: clock, seed: .random(in: 0 ... .max), logger: logger, tracer: tracer
        ) { await client.ask($0, for: $1) }
    }

    private func webhooks(
        _ client: WebhookClient, _ logger: Logger, _ tracer: SpanTracer?
    ) throws -> WebhookSender {
        return WebhookSender(
            engine: opened.engine, messages: messages.messages, deliveries: messages.deliveries,
            endpoints: try WebhookEndpoints(directory: settings.text(.data), clock: clock),
            mayBePrivate: settings.isOn(.webhooksToPrivate), clock: clock,
            seed: .random(in: 0 ... .max), logger: logger, tracer: tracer
        ) { await client.send($0) }
    }

    /// What runs beside the door, as far as it is asked for.
    private func followers(
        of puller: Puller, _ ingestion: Ingestion, _ logger: Logger
    ) -> [any Service] {
        var services: [any Service] = []
        let asks = settings.given(.connectors) != nil
        if asks { services.append(puller) }
        if settings.isOn(.scorer) {
            services.append(
                Scorer(
                    engine: opened.engine, views: opened.views, puller: asks ? puller : nil,
                    clock: clock, seed: .random(in: 0 ... .max), logger: logger))
        }
        if asks || settings.given(.mappings) != nil || files.tokens != nil
            || files.certificate != nil
        {
            services.append(
                FileReloader(
                    mappings: ingestion.mappings, connectors: files.connectors,
                    tokenKeys: files.tokens?.keys, certificate: files.certificate,
                    logger: logger))
        }
        return services
    }

    private func run(
        _ services: [any Service], _ logger: Logger, shutDown: () async throws -> Void
    ) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                // A demonstration that is over ends the server; nothing else ends by itself.
                ServiceGroupConfiguration.ServiceConfiguration(
                    service: $0,
                    successTerminationBehavior: $0 is DemoService
                        ? .gracefullyShutdownGroup : .cancelGroup)
            }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(
            drainSeconds + StopNotice.finishSeconds)
        let group = ServiceGroup(configuration: configuration)
        do {
            try await group.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            try await shutDown()
            let (host, port) = (settings.text(.host), settings.whole(.port))
            Terminal.error("port \(port) of \(host) is in use: name another with --port")
            throw ExitCode(1)
        } catch {
            try await shutDown()
            throw error
        }
        try await shutDown()
    }
}
