import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import SluiceAPI
import SluiceEngine

/// The HTTP door of an engine, the same for the program and its tests. `onRunning` is told the
/// port once it listens.
public func buildApplication(
    engine: Engine, views: any Views, messages: Messages, people: People, keys: KeyStore,
    ingestion: Ingestion, webhooks: WebhookSender, access: AccessTrail, puller: Puller? = nil,
    desk: ReviewDesk? = nil, forecasts: ForecastFollower? = nil,
    options: ServerOptions = ServerOptions(), logger: Logger,
    onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    let gate = ConnectionGate(options.connections)
    let certificate = options.certificate
    let metrics = ServerMetrics()
    let door = Door(
        engine: engine, views: views, messages: messages, people: people,
        authenticator: Authenticator(
            keys: keys, tokens: options.tokens, metrics: metrics, logger: logger),
        ingestion: ingestion, webhooks: webhooks, access: access, puller: puller, desk: desk,
        forecasts: forecasts, options: options, metrics: metrics,
        router: EventRouter(engine: engine),
        rates: RateLimiter(options.rates, clock: options.rateClock), connections: gate,
        logger: logger)
    var services: [any Service] = [
        door.router, StreamTicker(door: door), BoardKeeper(door: door),
        PulseKeeper(door: door),
        MessageReminder(door: door), KeyUseKeeper(keys: keys, logger: logger), webhooks,
        AccessWriter(door: door),
    ]
    if let tokens = options.tokens {
        services.append(TokenKeysReloader(keys: tokens.keys, logger: logger))
    }
    if let certificate {
        services.append(CertificateKeeper(certificate: certificate, logger: logger))
    }
    return Application(
        responder: DoorResponder(
            door: door, routes: RouteTable(door.routes), console: Console(door: door)),
        server: HTTPServerBuilder {
            DoorChannel(
                responder: $0, gate: gate, proxies: options.proxies, certificate: certificate)
        },
        configuration: ApplicationConfiguration(
            address: .hostname(options.host, port: options.port), serverName: nil,
            backlog: ConnectionLimits.backlog),
        services: services,
        onServerRunning: { channel in
            await onRunning(channel.localAddress?.port ?? options.port)
        },
        logger: logger)
}

extension Door {
    /// Every route there is; openapi.yaml names the same.
    var routes: [Route] {
        AccountsController(door: self).routes
            + LimitsController(door: self).routes
            + RepaymentsController(door: self).routes
            + RestrictionsController(door: self).routes
            + PayoutsController(door: self).routes
            + ProposalsController(door: self).routes
            + HoldsController(door: self).routes
            + CapturesController(door: self).routes
            + ReleasesController(door: self).routes
            + IncrementsController(door: self).routes
            + RefundsController(door: self).routes
            + ExtensionsController(door: self).routes
            + SplitsController(door: self).routes
            + OverlaysController(door: self).routes
            + CorrectionsController(door: self).routes
            + DeskController(door: self).routes + ServiceLevelsController(door: self).routes
            + ReviewsController(door: self).routes + StepUpController(door: self).routes
            + ReturnsController(door: self).routes
            + OrderEventsController(door: self).routes
            + MerchantEventsController(door: self).routes
            + BatchController(door: self).routes
            + OrdersController(door: self).routes
            + PullsController(door: self).routes
            + ListsController(door: self).routes
            + ExplanationsController(door: self).routes
            + DaysController(door: self).routes
            + MerchantsController(door: self).routes
            + AnomaliesController(door: self).routes
            + RepairsController(door: self).routes
            + ReconciliationsController(door: self).routes
            + ForecastsController(door: self).routes
            + PeopleController(door: self).routes
            + PolicyController(door: self).routes
            + EventsController(door: self).routes + EventTypesController().routes
            + MessagesController(door: self).routes
            + WebhooksController(door: self).routes
            + KeysController(door: self).routes
            + ClockController(door: self).routes
            + HealthController(door: self).routes
            + MetricsController(door: self).routes
            + OpenAPIController().routes + ProblemsController().routes
            + (options.servesEcho ? EchoController().routes : [])
    }
}
