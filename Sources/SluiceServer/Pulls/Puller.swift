import Logging
import ServiceLifecycle
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Asks merchants for orders that are in doubt, and hands what they show to the ledger.
///
/// What to ask for comes from the views, and from persons; whom to ask next, `PullSchedule` decides.
/// After a start everything is asked for anew. Safe to use from any thread.
public final class Puller: Service {
    /// Asks one merchant for one order; waits no longer than its connector says.
    public typealias Asking = @Sendable (Connector, _ order: String) async -> PullAnswer

    struct State {
        var schedules: [MerchantKey: PullSchedule] = [:]
        var counts: [String: Int] = [:]
    }

    public let connectors: Connectors
    let engine: Engine
    let views: any Views
    private let clock: WallClock
    private let seed: UInt64
    private let logger: Logger
    private let tracer: SpanTracer?
    private let ask: Asking
    let state = Mutex(State())

    /// - Parameters:
    ///   - seed: of the pauses after failures.
    ///   - tracer: records questions; nil: nobody does.
    public init(
        engine: Engine, views: any Views, connectors: Connectors, clock: WallClock = .system,
        seed: UInt64, logger: Logger, tracer: SpanTracer? = nil, ask: @escaping Asking
    ) {
        self.engine = engine
        self.views = views
        self.connectors = connectors
        self.clock = clock
        self.seed = seed
        self.logger = logger
        self.tracer = tracer
        self.ask = ask
        adopt()
    }

    var now: Instant { engine.status.believed(clock.now()) }

    // MARK: Persons

    /// Asks for an order as soon as may be.
    /// - Returns: when that is, as things are; nil if the merchant has no connector.
    func request(_ merchant: MerchantKey, _ order: OrderKey, number: String) -> Instant? {
        let now = now
        return state.withLock { state in
            state.schedules[merchant]?.wish(
                PullSchedule.Ask(order: order, number: number), .urgent, promised: now,
                pass: nil, at: now)
            return state.schedules[merchant]?.plannedAt(order, at: now)
        }
    }

    /// Whether a merchant can be asked: it has a connector.
    func asks(_ merchant: MerchantKey) -> Bool {
        state.withLock { $0.schedules[merchant] != nil }
    }

    /// When an order will be asked for, as things are; nil if that is not planned.
    func plannedAt(_ merchant: MerchantKey, _ order: OrderKey) -> Instant? {
        let now = now
        return state.withLock { $0.schedules[merchant]?.plannedAt(order, at: now) }
    }

    /// What is counted of the questions, and how each connector stands.
    struct Figures: Sendable {
        struct OfConnector: Sendable {
            var name: String
            var waiting: Int
            var delayNs: Int64
            var isCircuitOpen: Bool
        }

        var counts: [String: Int]
        var connectors: [OfConnector]
    }

    var figures: Figures {
        let (now, all) = (now, connectors.all)
        return state.withLock { state in
            Figures(
                counts: state.counts,
                connectors: all.compactMap { connector in
                    let key = KeyDerivation.merchant(connector.merchant)
                    guard let schedule = state.schedules[key] else { return nil }
                    return Figures.OfConnector(
                        name: connector.name, waiting: schedule.count,
                        delayNs: schedule.oldest.map { now.ns - $0.ns } ?? 0,
                        isCircuitOpen: schedule.circuit.isOpen)
                })
        }
    }

    // MARK: The service

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
    }

    func loop() async {
        var reading = WishReading()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                adopt()
                do {
                    try await reading.read(into: self, at: now)
                } catch {
                    logger.warning("wishes cannot be read", metadata: ["error": "\(error)"])
                }
                for (merchant, ask) in due() {
                    group.addTask { await self.work(merchant, ask) }
                }
                try? await Task.sleep(for: .nanoseconds(pauseNs()))
            }
            group.cancelAll()
        }
    }

    /// Gives each connector in force its schedule.
    func adopt() {
        let all = connectors.all
        state.withLock { state in
            var schedules: [MerchantKey: PullSchedule] = [:]
            for connector in all {
                let key = KeyDerivation.merchant(connector.merchant)
                var schedule =
                    state.schedules[key] ?? PullSchedule(connector.limits, seed: seed ^ key.low)
                schedule.change(connector.limits)
                schedules[key] = schedule
            }
            state.schedules = schedules
        }
    }

    /// What may be asked for now, of all merchants.
    func due() -> [(MerchantKey, PullSchedule.Ask)] {
        let now = now
        return state.withLock { state in
            var due: [(MerchantKey, PullSchedule.Ask)] = []
            for key in state.schedules.keys {
                while let ask = state.schedules[key]?.next(at: now) { due.append((key, ask)) }
            }
            return due
        }
    }

    /// Until something may be asked, at most until wishes are read again.
    private func pauseNs() -> Int64 {
        let now = now
        let (next, isWaiting) = state.withLock { state in
            (
                state.schedules.values.compactMap { $0.nextAt(now) }.min(),
                state.schedules.values.contains { $0.count > 0 }
            )
        }
        // What an answer allows is found here a little later.
        let mostNs = isWaiting ? PullLimits.lookNs : Int64(PullLimits.readSeconds) * Span.secondNs
        return min(mostNs, max(Span.millisecondNs, (next ?? .never).ns &- now.ns))
    }

    /// Asks for one order, then for the next of the merchant as long as one may be asked.
    func work(_ merchant: MerchantKey, _ first: PullSchedule.Ask) async {
        var next: PullSchedule.Ask? = first
        while let ask = next, !Task.isCancelled {
            let answer = await pull(merchant, ask)
            let now = now
            next = state.withLock { state in
                state.counts[answer.word, default: 0] += 1
                state.schedules[merchant]?.take(answer, of: ask.order, at: now)
                return state.schedules[merchant]?.next(at: now)
            }
        }
    }

    private func pull(_ merchant: MerchantKey, _ ask: PullSchedule.Ask) async -> PullAnswer {
        guard let connector = connectors.file(of: merchant) else { return .failed(.unreachable) }
        let askedAt = now
        let (answer, trace) = await show(connector, ask.number)
        guard case .view(let view) = answer else {
            if case .failed(let failure) = answer {
                // No order's number, and nothing of what came.
                logger.info(
                    "a merchant did not answer",
                    metadata: ["connector": "\(connector.name)", "result": "\(failure)"])
            }
            return answer
        }
        let (command, names) = RecordPull.command(
            of: view, merchant: Keyed(.merchant, merchant, connector.merchant),
            number: ask.number, askedAt: askedAt)
        do {
            let answered = try await submit(
                .recordPull(command), names, of: connector.name, trace: trace)
            if answered.outcome.code.isSuccess { return answer }
            logger.warning(
                "a pull was refused",
                metadata: [
                    "connector": "\(connector.name)", "code": "\(answered.outcome.code.code)",
                ])
        } catch {
            logger.info(
                "a pull was not taken",
                metadata: ["connector": "\(connector.name)", "error": "\(error)"])
        }
        return .failed(.unrecorded)
    }

    /// Asks, and says in which trace.
    private func show(
        _ connector: Connector, _ number: String
    ) async -> (answer: PullAnswer, trace: TraceID) {
        guard let tracer else { return (await ask(connector, number), .none) }
        var trace = TraceID.none
        let answer = await tracer.asking(
            "GET", connector.url.host, status: { (_: PullAnswer) in nil },
            isFailure: \PullAnswer.isFailure,
            send: { headers, own in
                trace = own
                var connector = connector
                connector.headers += headers.map {
                    Connector.Header(name: $0.name, value: $0.value)
                }
                return await ask(connector, number)
            })
        return (answer, trace)
    }

    /// Gives a command in the name of a connector.
    func submit(
        _ body: Command.Body, _ names: Names, of connector: String, trace: TraceID = .none
    ) async throws -> Answer {
        let who = Principal(role: .operator, subject: "connector:" + connector, credential: 0)
        let envelope = Envelope(who, on: engine.businessDate(at: clock.now()), trace: trace)
        return try await engine.submit(envelope.submission(body, names: names))
    }
}

extension PullSchedule {
    fileprivate mutating func take(_ answer: PullAnswer, of order: OrderKey, at now: Instant) {
        switch answer {
        case .view: answered(order, at: now)
        case .throttled(let seconds): throttled(order, seconds: seconds, at: now)
        case .failed(let failure): failed(order, failure, at: now)
        }
    }
}
