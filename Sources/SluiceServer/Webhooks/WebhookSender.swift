import Dispatch
import Logging
import ServiceLifecycle
import SluiceAPI
import SluiceCore
import SluiceEngine
import Synchronization

/// Sends messages to the endpoints of webhooks: at least once, those of one account in their order.
///
/// What is to be sent, and what became of it, is in the store of messages; whom to send next,
/// `WebhookSchedule` decides. After a kill what was on its way is sent again. Safe to use from any thread.
public final class WebhookSender: Service {
    /// Sends one request; waits no longer than `APILimits.webhookTimeoutSeconds`.
    public typealias Sending = @Sendable (WebhookRequest) async -> WebhookResult

    /// What is in memory of one endpoint.
    struct Desk {
        var schedule: WebhookSchedule
        /// Up to where what waits was taken up; nil once all was, and the rest is new.
        var loadedTo: UInt64? = 0
        /// The row of the journal up to which nothing new was found, and when to look again all the same:
        /// time brings messages too.
        var seen: (row: UInt64, until: Instant)?
        /// Something in the store changed: it is taken up anew once nothing is on its way.
        var isStale = false
        /// Whether the store knows the endpoint.
        var hasBegun = false
    }

    struct State {
        var desks: [String: Desk] = [:]
        var counts: [String: Int] = [:]
    }

    let endpoints: WebhookEndpoints
    let deliveries: Deliveries
    let messages: Messages
    let mayBePrivate: Bool
    let clock: WallClock
    private let engine: Engine
    private let seed: UInt64
    private let logger: Logger
    private let tracer: SpanTracer?
    let send: Sending
    let state = Mutex(State())
    /// What is read and noted of all that is on its way at a time, in one transaction each.
    private let read: Gathering<MessagePlace, KeptMessage?>
    private let noted: Gathering<(endpoint: String, delivery: Delivery), Void>

    /// - Parameters:
    ///   - mayBePrivate: whether endpoints may lie in a network of somebody's own.
    ///   - seed: of the pauses after failures.
    ///   - tracer: records what is sent; nil: nobody does.
    public init(
        engine: Engine, messages: Messages, deliveries: Deliveries, endpoints: WebhookEndpoints,
        mayBePrivate: Bool, clock: WallClock = .system, seed: UInt64, logger: Logger,
        tracer: SpanTracer? = nil, send: @escaping Sending
    ) {
        self.engine = engine
        self.messages = messages
        self.deliveries = deliveries
        self.endpoints = endpoints
        self.mayBePrivate = mayBePrivate
        self.clock = clock
        self.seed = seed
        self.logger = logger
        self.tracer = tracer
        self.send = send
        read = Gathering(label: "sluice.webhooks.read") { try messages.found($0) }
        noted = Gathering(label: "sluice.webhooks.noted") { asked in
            for (endpoint, those) in Dictionary(grouping: asked, by: \.endpoint) {
                try deliveries.note(endpoint, those.map(\.delivery))
            }
            return asked.map { _ in }
        }
    }

    var now: Instant { engine.status.believed(clock.now()) }

    // MARK: The service

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.loop() }
    }

    func loop() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for endpoint in endpoints.all where endpoint.isOn {
                    do {
                        try await refill(endpoint)
                    } catch {
                        // What was given up and not noted waits still.
                        reload(endpoint.id)
                        logger.warning(
                            "webhooks cannot be read", metadata: ["error": "\(error)"])
                    }
                }
                for (id, delivery) in due() {
                    group.addTask { await self.work(id, delivery) }
                }
                try? await Task.sleep(for: .nanoseconds(WebhookLimits.lookNs))
            }
            group.cancelAll()
        }
    }

    /// Takes up what waits for an endpoint, then what is new.
    func refill(_ endpoint: WebhookEndpoint) async throws {
        let (now, id) = (now, endpoint.id)
        let place = engine.place(of: ReadStore.messages.rawValue)
        let hasBegun = state.withLock { $0.desks[id]?.hasBegun ?? false }
        // A store that is made anew tells all again: an endpoint it lost begins after that.
        let begins = !hasBegun && place.isThere
        if begins {
            let deliveries = deliveries
            try await offThread { try deliveries.begin(id) }
        }
        let (dead, room, loadedTo) = state.withLock { state in
            var desk =
                state.desks[id]
                ?? Desk(schedule: WebhookSchedule(seed: seed ^ UInt64(state.desks.count)))
            if begins { desk.hasBegun = true }
            if desk.isStale, desk.schedule.sending == 0 {
                desk.schedule.clear()
                (desk.loadedTo, desk.seen, desk.isStale) = (0, nil, false)
            }
            let dead = desk.schedule.giveUp(at: now)
            state.desks[id] = desk
            let isSeen = desk.seen.map { $0.row == place.row && now < $0.until } ?? false
            let rests = desk.isStale || desk.loadedTo == nil && isSeen
            let room = rests ? 0 : WebhookLimits.waitingMax - desk.schedule.count
            return (dead, room, desk.loadedTo)
        }
        let deliveries = deliveries
        if !dead.isEmpty { try await offThread { try deliveries.note(id, dead) } }
        guard room > 0 else { return }
        if let loadedTo {
            let taken = try await offThread { try deliveries.waiting(id, loadedTo, room) }
            state.withLock { state in
                for delivery in taken { state.desks[id]?.schedule.add(delivery) }
                state.desks[id]?.loadedTo = taken.count < room ? nil : taken.last?.position
            }
        } else {
            let filter = endpoint.filter(KeyDerivation.merchant)
            let queued = try await offThread { try deliveries.queue(id, filter, room, now) }
            state.withLock { state in
                for delivery in queued ?? [] { state.desks[id]?.schedule.add(delivery) }
                let until = now.adding(spanNs: Span.secondNs)
                state.desks[id]?.seen = queued == nil ? (place.row, until) : nil
            }
        }
    }

    /// What may be sent now, to all endpoints that are on.
    private func due() -> [(String, Delivery)] {
        let (now, ids) = (now, endpoints.all.filter(\.isOn).map(\.id))
        return state.withLock { state in
            var due: [(String, Delivery)] = []
            for id in ids where state.desks[id]?.isStale == false {
                while let delivery = state.desks[id]?.schedule.next(at: now) {
                    due.append((id, delivery))
                }
            }
            return due
        }
    }

    /// Sends one message, then the next of the endpoint as long as one may be sent.
    private func work(_ id: String, _ first: Delivery) async {
        var next: Delivery? = first
        while let delivery = next, !Task.isCancelled {
            guard let endpoint = endpoints.all.first(where: { $0.id == id }) else { return }
            guard endpoint.isOn else {
                let now = now
                return state.withLock { $0.desks[id]?.schedule.putBack(delivery, at: now) }
            }
            let result = await attempt(endpoint, delivery)
            // Cut off by the stop: whether it came, nobody knows, and it is sent again.
            if Task.isCancelled, result.isFailure { return }
            let now = now
            let kept = state.withLock { state in
                state.counts[result.word, default: 0] += 1
                return state.desks[id]?.schedule.after(result, of: delivery, at: now)
            }
            await note(kept, of: endpoint, after: result)
            next = state.withLock { state in
                if let kept { state.desks[id]?.schedule.take(kept, result, at: now) }
                guard state.desks[id]?.isStale == false, result != .gone else { return nil }
                return state.desks[id]?.schedule.next(at: now)
            }
        }
    }

    private func note(
        _ kept: Delivery?, of endpoint: WebhookEndpoint, after result: WebhookResult
    ) async {
        let (endpoints, id) = (endpoints, endpoint.id)
        do {
            if let kept { try await noted((id, kept)) }
            guard result == .gone else { return }
            try await offThread {
                _ = try endpoints.change(id) { ($0.isOn, $0.isGone) = (false, true) }
            }
        } catch {
            // It is sent again after the next start: at least once.
            logger.warning("a delivery cannot be noted", metadata: ["error": "\(error)"])
        }
    }

    private func attempt(
        _ endpoint: WebhookEndpoint, _ delivery: Delivery
    ) async -> WebhookResult {
        let kept: KeptMessage?
        do {
            kept = try await read(
                MessagePlace(position: delivery.position, audience: endpoint.audience))
        } catch {
            return .failed(status: nil, detail: "unreadable")
        }
        guard let kept else { return .suppressed("forgotten") }
        // It waited for the endpoint as it was before a change.
        guard endpoint.filter(KeyDerivation.merchant).takes(kept.message) else {
            return .suppressed("unwanted")
        }
        if let overtaken = kept.message.overtaken { return .suppressed(overtaken.cause.code) }
        let request = message(kept, to: endpoint).request(to: endpoint, at: clock.now())
        guard let tracer else { return await send(request) }
        return await tracer.asking(
            "POST", request.url.host, status: \WebhookResult.status,
            isFailure: \WebhookResult.isFailure,
            send: { headers, _ in
                await send(
                    WebhookRequest(
                        url: request.url, headers: request.headers + headers,
                        body: request.body))
            })
    }

    private func message(_ kept: KeptMessage, to endpoint: WebhookEndpoint) -> WebhookMessage {
        var writer = JSONWriter(for: kept.audience)
        writer.message(
            kept, Naming(engine), at: LocalTime(engine), in: endpoint.language)
        return WebhookMessage(
            id: "msg_" + kept.id, type: EventEntry.messagePrefix + kept.message.code.code,
            time: kept.message.time, data: writer.bytes)
    }

    /// Does something that waits for the disk where no event loop is held up.
    func offThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            WebhookSender.workers.async { continuation.resume(with: Result { try body() }) }
        }
    }

    private static let workers = DispatchQueue(label: "sluice.webhooks", attributes: .concurrent)
}
