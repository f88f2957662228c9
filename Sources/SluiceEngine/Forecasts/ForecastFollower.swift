import SluiceCore
import SluiceForecast
import Synchronization

/// Learns from the feed when holds and returns end, and is asked for what is open.
///
/// What it knows is in memory, bounded by `ForecastLimits`, and now and then in a file that may be
/// thrown away: what came after it is learned again from the journal. Safe to use from any thread.
public final class ForecastFollower: FeedConsumer {
    public let name = "forecasts"

    private struct State {
        var learned: Learned
        var eventsUnsaved = 0
        /// The size of the file as written last.
        var fileBytes = 0
        /// Whether it was told that the file cannot be written.
        var isSaveFailing = false
    }

    /// What the file holds: a forecaster as of a row.
    struct Learned: Sendable {
        var row: UInt64 = 0
        var hash = RowHash.zero
        /// How long a return may take by the policy in force.
        var returnSpanNs: Int64 = 0
        var forecaster = Forecaster()
    }

    private let state: Mutex<State>
    private let file: ForecastFile

    private let savedAfterEvents: Int
    /// The file is written anew for so many of its bytes an event at most.
    private static let bytesPerEvent = 100

    /// - Parameters:
    ///   - directory: the data directory; a file there that cannot be read is thrown away.
    ///   - savedAfterEvents: events between two writings of the file, at least: a start learns no more
    ///     than that again, and what of a large file was not worth writing yet.
    public init(directory: String, savedAfterEvents: Int = 256) {
        self.savedAfterEvents = savedAfterEvents
        file = ForecastFile(path: directory + "/forecasts.bin")
        state = Mutex(State(learned: file.read() ?? Learned()))
    }

    public func checkpoint() throws -> UInt64 { state.withLock { $0.learned.row } }

    public var checkpointHash: RowHash { state.withLock { $0.learned.hash } }

    /// Forgets all, to learn it again from the first row.
    public func discard() {
        file.remove()
        state.withLock { $0 = State(learned: Learned()) }
    }

    /// Who asks meanwhile waits for one event: the command that a clock gives may have thousands.
    /// - Throws: the first time that the file cannot be written; all was taken then.
    public func consume(_ batches: [CommittedBatch]) throws {
        for batch in batches {
            for record in batch.records {
                for event in record.events {
                    state.withLock { $0.learned.take(event, at: record.time) }
                }
            }
            state.withLock { state in
                state.eventsUnsaved += batch.eventCount
                (state.learned.row, state.learned.hash) = (batch.row, batch.hash)
            }
        }
        try save()
    }

    /// Writes the file if enough has come since it was tried for its size. Nobody changes what is
    /// written meanwhile: that is done by the thread that is here.
    private func save() throws {
        let learned: Learned? = state.withLock {
            guard $0.eventsUnsaved >= max(savedAfterEvents, $0.fileBytes / Self.bytesPerEvent)
            else { return nil }
            $0.eventsUnsaved = 0
            return $0.learned
        }
        guard let learned else { return }
        do {
            let bytes = try file.write(learned)
            state.withLock { ($0.fileBytes, $0.isSaveFailing) = (bytes, false) }
        } catch {
            let isKnown = state.withLock { state in
                defer { state.isSaveFailing = true }
                return state.isSaveFailing
            }
            if !isKnown { throw error }
        }
    }

    /// When a hold ends and how; nil where it has.
    public func forecast(_ hold: HoldRecord, at now: Instant) -> Forecast? {
        hold.isOpen ? forecast(HoldSubject(hold), at: now) : nil
    }

    /// The same of a hold as lists show it.
    public func forecast(_ hold: HoldView, at now: Instant) -> Forecast? {
        hold.status.isOpen ? forecast(HoldSubject(hold), at: now) : nil
    }

    /// When a hold that is to be placed ends and how; nil where only policy says, or there is no such scenario.
    public func forecast(_ body: PlaceHold, under policy: Policy, at now: Instant) -> Forecast? {
        guard body.history == nil,
            let scenario = policy.scenario(body.scenario ?? policy.defaultScenario)
        else { return nil }
        let told = forecast(
            HoldSubject(
                hold: body.hold, order: body.order, scenario: scenario.name,
                captureOn: scenario.captureOn, placedAt: now,
                endsAt: now.adding(spanNs: scenario.timeToLiveNs),
                segments: .of(body.lines.first?.seller, of: body.merchant)), at: now)
        return told.basis == .policy ? nil : told
    }

    private func forecast(_ subject: HoldSubject, at now: Instant) -> Forecast {
        state.withLock { $0.learned.forecaster.spread(of: subject, at: now) }.forecast
    }

    /// When a return ends and how; nil where it has. One that is not followed ends by policy.
    public func forecast(_ state: ReturnCase, at now: Instant) -> Forecast? {
        guard state.isOpen else { return nil }
        let spread = self.state.withLock {
            $0.learned.forecaster.spread(of: state.key.retagged(), at: now)
        }
        if let spread { return spread.forecast }
        let spanNs = self.state.withLock { $0.learned.returnSpanNs }
        return .policy(until: state.openedAt.adding(spanNs: spanNs))
    }

    /// What it knows as bytes, as the file has them.
    func write(to writer: inout ByteWriter) {
        let learned = state.withLock { $0.learned }
        learned.write(to: &writer)
    }

    /// How good what was told has been.
    public var scores: [ForecastScore] { state.withLock { $0.learned.forecaster.scored } }
}

extension ForecastFollower.Learned {
    mutating func take(_ event: Event, at now: Instant) {
        switch event {
        case .policyAdopted(let policy):
            let returns = policy.returns
            returnSpanNs =
                returns.goodsNs + returns.transitNs + returns.inspectionNs + returns.staffNs
        case .holdPlaced(let placed): take(placed, at: now)
        case .holdMoved(let moved) where !moved.amounts.open.isPositive:
            switch moved.kind {
            // What never was granted, and what goes on under other names, tells nothing.
            case .decline, .split, .correction: forecaster.forget(moved.hold)
            default:
                let kind: EndKind = moved.amounts.captured.isPositive ? .billed : .returned
                forecaster.observe(ended: moved.hold, as: kind, at: now)
            }
        case .holdChanged(let changed):
            forecaster.observe(endsAt: changed.expiresAt, of: changed.hold)
        case .factRecorded(let recorded):
            forecaster.observe(
                fact: recorded.fact.kind, of: recorded.order,
                at: min(recorded.fact.occurredAt, now))
        case .returnChanged(let changed): take(changed.state, at: now)
        default: break
        }
    }

    private mutating func take(_ placed: HoldPlaced, at now: Instant) {
        guard placed.decision == .approved else { return }
        let history = placed.history?.value
        if let history, !history.amounts(of: placed.amount).open.isPositive { return }
        forecaster.observe(
            placed: HoldSubject(
                hold: placed.hold, order: placed.order, scenario: placed.scenario,
                captureOn: placed.captureOn, placedAt: history?.placedAt ?? now,
                endsAt: placed.expiresAt,
                segments: .of(placed.lines.first?.seller, of: placed.merchant)))
    }

    private mutating func take(_ state: ReturnCase, at now: Instant) {
        let key: HoldKey = state.key.retagged()
        guard let stage = Stage(state.stage) else {
            let kind: EndKind = state.refunded.isPositive ? .returned : .billed
            forecaster.observe(ended: key, as: kind, at: now)
            return
        }
        guard !forecaster.knows(key) else {
            forecaster.observe(stage: stage, of: key, at: now)
            return
        }
        forecaster.observe(
            returnOpened: HoldSubject(
                hold: key, order: state.key.retagged(), scenario: .order, captureOn: .delivered,
                placedAt: now, endsAt: now.adding(spanNs: returnSpanNs), segments: Segments()),
            stage: stage)
    }
}

extension Segments {
    /// Who sells is who sends: the seller of the first line, where one is named.
    fileprivate static func of(_ seller: MerchantKey?, of merchant: MerchantKey) -> Segments {
        let seller = seller.flatMap { $0.isNone ? nil : $0 } ?? merchant
        return Segments(merchant: seller.retagged())
    }
}

extension HoldSubject {
    init(_ hold: HoldRecord) {
        self.init(
            hold: hold.key, order: hold.order, scenario: hold.scenario, captureOn: hold.captureOn,
            placedAt: hold.placedAt, endsAt: hold.expiresAt,
            segments: .of(hold.lines.first?.seller, of: hold.merchant))
    }

    init(_ hold: HoldView) {
        self.init(
            hold: hold.hold.key, order: hold.order.key, scenario: hold.scenario,
            captureOn: hold.captureOn, placedAt: hold.placedAt, endsAt: hold.expiresAt,
            segments: .of(hold.lines.first?.seller?.key, of: hold.merchant.key))
    }
}
