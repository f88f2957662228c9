import ArgumentParser
import AsyncHTTPClient
import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import SluiceClient
import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceServer
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the engine and its HTTP interface on a data directory.",
        discussion: """
            Makes the directory, a live journal and a first API key where there are none, and \
            prints the address, the key and a command to try. Ends on SIGTERM or SIGINT after \
            finishing what it has begun.
            """)

    @OptionGroup var data: DataOption

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes any free one.")
    var port = 8080

    @Option(help: "The IANA zone of the lender's business dates; fixed when the journal is born.")
    var zone = "Asia/Shanghai"

    @Option(help: "The lender's name, the scope of account ids; fixed when the journal is born.")
    var lender = "lender"

    @Option(help: "A policy file to be born with; a journal that is there keeps its own.")
    var policy: String?

    @Option(help: "A folder with a mapping of each merchant's events; read again at SIGHUP.")
    var mappings: String?

    @Option(help: "A folder with a connector of each merchant to be asked; read again at SIGHUP.")
    var connectors: String?

    @Option(help: "A file with the desk where persons look at releases.")
    var desk: String?

    @Flag(inversion: .prefixedNo, help: "Judge releases in doubt by points.")
    var scorer = true

    @Option(help: "Events after which a snapshot is made, which the next start begins with.")
    var snapshotEvents = EngineOptions().snapshotEventsMin

    @Option(help: "Hours within which damaged files are found; 0 reads them without a pause.")
    var scrubHours = ScrubLimits.withinHours

    @Option(help: "Days that messages are kept after their moment.")
    var messagesDays = StoreLimits.messagesKeepDays

    @Option(
        help: ArgumentHelp(
            "A file with the secret shared with the lender's app, by which consumers clear checks.",
            valueName: "file"),
        completion: .file())
    var stepUpSecret: String?

    @Flag(help: "Let webhooks go to this machine and to private networks.")
    var webhooksToPrivate = false

    @Flag(help: "Listen beyond this machine: without TLS in front, keys travel in the clear.")
    var beyondLoopback = false

    @Flag(help: "End the historical mode of an imported journal, for ever, and serve it.")
    var goLive = false

    @Flag(help: "Accept the clock where it is in doubt after a long stop; journalled.")
    var acceptClock = false

    @OptionGroup var size: SizeOptions

    @OptionGroup var journal: JournalOptions

    @Option(
        help: ArgumentHelp(
            "How many seconds pass in one, for `sluice world`.", visibility: .hidden))
    var clockRate: Int64 = 1

    @Flag(help: ArgumentHelp("Serve /bench/echo, for `sluice bench http`.", visibility: .hidden))
    var echo = false

    private static let loopback = ["127.0.0.1", "::1", "localhost"]

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port \(port) is not between 0 and 65535")
        }
        if let follower = journal.follower, follower.isDirectory(data.path) {
            throw ValidationError(
                "--wait-for-follower \(follower.path) is the data directory itself")
        }
        guard snapshotEvents > 0 else {
            throw ValidationError("--snapshot-events \(snapshotEvents) is not above 0")
        }
        guard (1...WorldLimits.rateMax).contains(clockRate) else {
            throw ValidationError(
                "--clock-rate \(clockRate) is not between 1 and \(WorldLimits.rateMax)")
        }
        guard (0...8_760).contains(scrubHours) else {
            throw ValidationError("--scrub-hours \(scrubHours) is not between 0 and 8760")
        }
        guard (StoreLimits.messagesKeepDaysMin...3_660).contains(messagesDays) else {
            throw ValidationError(
                "--messages-days \(messagesDays) is not between "
                    + "\(StoreLimits.messagesKeepDaysMin) and 3660")
        }
        guard beyondLoopback || Self.loopback.contains(host) else {
            throw ValidationError(
                "--host \(host) is beyond this machine: say --beyond-loopback if you mean it")
        }
        guard BusinessCalendar(zone: zone) != nil else {
            throw ValidationError("--zone \(zone) is no time zone known here")
        }
    }

    func run() async throws {
        try await PolicySource.reporting {
            let asked = try policy.map(PolicyFile.load)
            let mappings = try eventMappings()
            let connectors = try merchantConnectors()
            let desk = try reviewDesk()
            let stepUp = try readStepUp()
            let clock: WallClock = clockRate == 1 ? .system : .running(at: clockRate)
            let opened = try DataDirectory.open(
                data.path,
                birth: Birth(
                    journal: CreateJournal(mode: .live, lender: lender, zone: zone),
                    policy: asked ?? .standard),
                options: engineOptions, follower: journal.follower, cares: true,
                messagesKeepDays: messagesDays, clock: clock)
            defer { opened.engine.stop() }
            if let asked, let policy,
                let advice = PolicyAdvice(opened.engine.policyAtStart, asked: asked)
            {
                Terminal.error(advice.text(of: policy, file: policy, data: data.path))
            }
            let people = try SQLitePeople(directory: data.path, clock: .system)
            let again = try people.applyErasures()
            if again > 0 {
                Terminal.error("persons erased again, brought back by an older copy: \(again)")
            }
            let leftOver = try people.sweep { opened.notes.contains($0.retagged()) }
            if leftOver > 0 {
                Terminal.error("texts destroyed that no command carries: \(leftOver)")
            }
            try await makeLive(opened.engine)
            Self.tell(opened.engine.status.snapshot.recovery)
            let keys = try KeyStore(directory: data.path)
            let firstKey = try keys.list().isEmpty ? keys.create(role: .lender, name: "first") : nil
            // Told before anything can fail: it is shown this once.
            if let firstKey { Terminal.out("api key: \(firstKey)") }
            let ingestion = Ingestion(
                secrets: try WebhookSecrets(directory: data.path), mappings: mappings)
            try await serve(
                opened, people: people.people, keys: keys, ingestion, connectors, desk, stepUp,
                clock, firstKey: firstKey)
        }
    }

    /// What the start had to do; nothing where the journal was empty.
    private static func tell(_ figures: RecoveryFigures) {
        guard figures.row > 0 else { return }
        let from = figures.snapshotRow > 0 ? "snapshot row \(figures.snapshotRow)" : "no snapshot"
        let tenths = (figures.spentNs + 50 * Span.millisecondNs) / (100 * Span.millisecondNs)
        Terminal.out(
            "recovered: \(from), \(figures.events) events replayed in \(tenths / 10).\(tenths % 10) s"
        )
    }

    private var engineOptions: EngineOptions {
        var options = EngineOptions()
        options.snapshotEventsMin = snapshotEvents
        options.scrubWithinNs = Int64(scrubHours) * Span.hourNs
        options.capacity = size.capacity
        options.rowFiling = journal.rowFiling
        options.acceptsClock = acceptClock
        return options
    }

    /// Read before anything is made: a start with a wrong mapping is refused.
    private func eventMappings() throws -> EventMappings {
        do {
            guard let mappings else { return try EventMappings() }
            return try EventMappings {
                try MerchantFolder.read(mappings, EventMappingFile.load)
            }
        } catch {
            Terminal.error("--mappings: \(error)")
            throw ExitCode(1)
        }
    }

    private func merchantConnectors() throws -> Connectors {
        do {
            guard let connectors else { return try Connectors() }
            return try Connectors { try MerchantFolder.read(connectors, ConnectorFile.load) }
        } catch {
            Terminal.error("--connectors: \(error)")
            throw ExitCode(1)
        }
    }

    private func reviewDesk() throws -> ReviewDesk? {
        do {
            return try desk.map { ReviewDesk(try DeskFile.load($0)) }
        } catch {
            Terminal.error("--desk: \(error)")
            throw ExitCode(1)
        }
    }

    private func readStepUp() throws -> StepUp? {
        do {
            return try stepUpSecret.map(StepUp.init(file:))
        } catch {
            Terminal.error("--step-up-secret: \(error)")
            throw ExitCode(1)
        }
    }

    private func makeLive(_ engine: Engine) async throws {
        guard engine.birth.mode == .historical else { return }
        guard goLive else {
            throw JournalError(
                .unavailable,
                "the journal in \(data.path) is historical: --go-live ends that for ever")
        }
        let command = Command(
            actor: Actor(role: .operator),
            businessDate: engine.calendar.date(of: WallClock.system.now()), body: .goLive)
        _ = try await engine.submit(Submission(command: command))
    }

    private func serve(
        _ opened: DataDirectory, people: People, keys: KeyStore, _ ingestion: Ingestion,
        _ connectors: Connectors, _ desk: ReviewDesk?, _ stepUp: StepUp?, _ clock: WallClock,
        firstKey: String?
    ) async throws {
        var options = ServerOptions()
        options.stepUp = stepUp
        options.host = host
        options.port = port
        options.servesEcho = echo
        options.clock = clock
        options.breaks = .kept(in: URL(fileURLWithPath: data.path))
        var logger = Logger(label: "sluice") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        let http = ConnectorClient.http()
        let client = ConnectorClient(http: http)
        let puller = Puller(
            engine: opened.engine, views: opened.views, connectors: connectors,
            clock: clock, seed: .random(in: 0 ... .max), logger: logger
        ) { await client.ask($0, for: $1) }
        guard let messages = opened.messages else {
            preconditionFailure("a server is opened with messages")
        }
        let webhookClient = WebhookClient(mayBePrivate: webhooksToPrivate)
        let webhooks = WebhookSender(
            engine: opened.engine, messages: messages.messages, deliveries: messages.deliveries,
            endpoints: try WebhookEndpoints(directory: data.path, clock: clock),
            mayBePrivate: webhooksToPrivate, clock: clock, seed: .random(in: 0 ... .max),
            logger: logger
        ) { await webhookClient.send($0) }
        let application = buildApplication(
            engine: opened.engine, views: opened.views, messages: messages.messages,
            people: people, keys: keys, ingestion: ingestion, webhooks: webhooks,
            puller: puller, desk: desk, forecasts: opened.forecasts, options: options,
            logger: logger
        ) { port in
            let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
            opened.lock.announce(address: address)
            Self.greet(address: address, key: firstKey)
        }
        var services: [any Service] = [application]
        if self.connectors != nil { services.append(puller) }
        if scorer {
            services.append(
                Scorer(
                    engine: opened.engine, views: opened.views,
                    puller: self.connectors == nil ? nil : puller, clock: clock,
                    seed: .random(in: 0 ... .max), logger: logger))
        }
        if mappings != nil || self.connectors != nil {
            services.append(
                MappingReloader(
                    mappings: ingestion.mappings, connectors: connectors, logger: logger))
        }
        let shutDown = {
            try await http.shutdown()
            try await webhookClient.shutdown()
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger))
        do {
            try await group.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            try await shutDown()
            Terminal.error("port \(port) of \(host) is in use: name another with --port")
            throw ExitCode(1)
        } catch {
            try await shutDown()
            throw error
        }
        try await shutDown()
    }

    private static func greet(address: String, key: String?) {
        Terminal.out("address: \(address)")
        guard let key else {
            Terminal.out("api key: made on the first start; `sluice keys create` makes another")
            return
        }
        Terminal.out("The key is shown this once. Try:")
        Terminal.out(
            """
            curl -s \(address)/v1/accounts -H 'Authorization: Bearer \(key)' \
            -H 'Content-Type: application/json' \
            -d '{"id":"A-1","currency":"CNY","limit":100000}'
            """)
    }
}
