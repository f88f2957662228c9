import Dispatch
import Logging
import ServiceLifecycle
import SluiceCore
import SluiceEngine
import SluiceRisk

/// Judges releases in doubt by points, as they begin to wait, and ends what a machine checks with what
/// the merchant's own view says.
///
/// It follows the feed from where it was when this was made: what waited before is judged by policy's
/// default tier, within its deadline. The ledger never waits for it.
public final class Scorer: Service {
    /// Verdicts worked on at once.
    private static let atOnce = 8

    private let engine: Engine
    private let views: any Views
    /// nil where no merchant is asked.
    private let puller: Puller?
    private let clock: WallClock
    /// Of the draw: who sends a fact chooses its id, and must not choose who is drawn.
    private let seed: UInt64
    private let logger: Logger
    /// The last row before those it looks at.
    private let begin: UInt64

    public init(
        engine: Engine, views: any Views, puller: Puller?, clock: WallClock = .system,
        seed: UInt64, logger: Logger
    ) {
        self.engine = engine
        self.views = views
        self.puller = puller
        self.clock = clock
        self.seed = seed
        self.logger = logger
        begin = engine.status.snapshot.row
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.follow() }
    }

    private func follow() async {
        var row = begin
        while !Task.isCancelled {
            do {
                let batches = try await engine.batches(after: row)
                await judge(all: batches)
                row = batches.last?.row ?? row
                if batches.isEmpty, await !engine.feed.wait(after: row) { return }
            } catch EngineRefusal.stopped {
                return
            } catch {
                // Busy, or old rows cannot be read: looked at again.
                logger.warning("events cannot be read", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(ServerLimits.retryAfterSeconds))
            }
        }
    }

    private func judge(all batches: [CommittedBatch]) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for batch in batches {
                for record in batch.records {
                    for event in record.events where event.concernsScorer {
                        if running == Self.atOnce { await group.next() } else { running += 1 }
                        group.addTask { await self.judge(event) }
                    }
                }
            }
        }
    }

    private func judge(_ event: Event) async {
        do {
            switch event {
            case .holdChanged(let event): try await judge(queued: event.hold)
            case .orderPulled(let event): try await judge(pulled: event.order)
            default: break
            }
        } catch {
            logger.warning("a verdict was not given", metadata: ["error": "\(error)"])
        }
    }

    // MARK: A release that waits

    func judge(queued hold: HoldKey) async throws {
        let answer = try await engine.read(.hold(hold))
        guard let record = answer.hold, let waiting = record.overlay(.releaseQueued),
            waiting.judgement == nil
        else { return }
        guard let policy = engine.status.snapshot.policies.last else { return }
        guard await historyIsThere() else {
            logger.warning("a verdict was not given: the views are behind")
            return
        }
        let features = try await features(of: record, waiting, policy, at: answer.time)
        let verdict = Scoring.verdict(
            features, in: record.scenario, draw: draw(waiting), policy: policy)
        let given = try await give(verdict, to: record, waiting).hold
        if given?.overlay(.unlockReview)?.judgement?.isAutomatic == true {
            ask(for: record)
        }
    }

    private func draw(_ waiting: Overlay) -> Int {
        var jitter = Jitter(seed: seed ^ waiting.sequence)
        return Int(jitter.below(10_000))
    }

    /// Asks the merchant for the order: what it shows ends the check.
    private func ask(for hold: HoldRecord) {
        guard let puller, let number = engine.names.name(of: NamedKey(.order, hold.order)) else {
            return
        }
        _ = puller.request(hold.merchant, hold.order, number: number)
    }

    private func features(
        of hold: HoldRecord, _ waiting: Overlay, _ policy: Policy, at now: Instant
    ) async throws -> RiskFeatures {
        let merchant = try await engine.read(.merchant(hold.merchant)).merchant
        let account = try await engine.read(.account(hold.account)).account
        let earlier = try await history(of: hold.account)
        let open = hold.amounts.open
        return AccountHistory(earlier, except: hold.key, at: now).features(
            cause: RiskFeatures.Cause(waiting), amount: min(open, waiting.doubt?.amount ?? open),
            accountAgeNs: now.ns - (account?.openedAt ?? now).ns,
            isMerchantLost: merchant?.feed.isLost ?? false,
            hasDispute: hold.overlay(.dispute) != nil,
            scenarioPoints: Int(policy.scenario(hold.scenario)?.riskPoints ?? 0))
    }

    /// Waits a moment until the views have what is durable now. On a history that is not there nothing
    /// is given back: without a verdict policy's tier stands.
    private func historyIsThere() async -> Bool {
        let newest = engine.feed.newestRow
        let deadline = ContinuousClock.now.advanced(by: .milliseconds(ServerLimits.readWaitMs))
        while true {
            let place = engine.place(of: ReadStore.views.rawValue)
            if place.row >= newest { return true }
            guard !place.isFar, ContinuousClock.now < deadline,
                (try? await Task.sleep(for: .milliseconds(ServerLimits.readLookMs))) != nil
            else { return false }
        }
    }

    /// The newest holds of an account, as far as the views have come.
    private func history(of account: AccountKey) async throws -> [PastHoldView] {
        let views = views
        return try await withCheckedThrowingContinuation { continuation in
            Door.readers.async {
                continuation.resume(
                    with: Result {
                        try views.pastHolds(of: account, limit: AccountHistory.holdsMax).value
                    })
            }
        }
    }

    // MARK: What the merchant shows

    private func judge(pulled order: OrderKey) async throws {
        guard engine.status.snapshot.policies.last?.gate.isOn == true else { return }
        let record = try await engine.read(.order(order)).order
        guard let record, let pull = record.pull else { return }
        for placed in record.holds {
            let hold = try await engine.read(.hold(placed.hold)).hold
            guard let hold, let checked = hold.overlay(.unlockReview), checked.waitsForVerdict,
                checked.since < pull.askedAt, let isConfirmed = record.confirms(checked)
            else { continue }
            let verdict = RiskVerdict(
                tier: isConfirmed ? .low : .high, score: isConfirmed ? 0 : 1_000,
                reasons: isConfirmed ? [] : [.merchantUnsound], model: Self.merchantsView,
                isRandom: false, worth: .none)
            _ = try await give(verdict, to: hold, checked)
        }
    }

    private static let merchantsView = Code("merchants-view")!

    private func give(
        _ verdict: RiskVerdict, to hold: HoldRecord, _ waiting: Overlay
    ) async throws -> Answer {
        // The same doubt has the same id: a verdict that was given twice takes effect once.
        let id = "\(verdict.model.text)-\(waiting.key.hexadecimal.prefix(16))"
        let key = KeyDerivation.operation(hold: hold.key, name: id)
        let who = Principal(role: .lender, subject: "scorer", credential: 0)
        let envelope = Envelope(who, on: engine.businessDate(at: clock.now()))
        let answer = try await engine.submit(
            envelope.submission(
                .recordVerdict(
                    RecordVerdict(
                        hold: hold.key, operation: key, subject: waiting.key, verdict: verdict)),
                names: [Name(NamedKey(.operation, key), id)]))
        if !answer.outcome.code.isSuccess {
            logger.warning(
                "a verdict was refused", metadata: ["code": "\(answer.outcome.code.code)"])
        }
        return answer
    }
}

extension Event {
    fileprivate var concernsScorer: Bool {
        switch self {
        case .holdChanged(let event):
            event.kind == .releaseQueued && event.overlay?.kind == .releaseQueued
        case .orderPulled: true
        default: false
        }
    }
}

extension RiskFeatures.Cause {
    fileprivate init(_ waiting: Overlay) {
        switch waiting.reason {
        case .returnedBeforeCapture: self = .returned
        case .priceAdjusted: self = .adjusted
        default: self = waiting.isMerchantWord ? .shipped : .asked
        }
    }
}

extension OrderRecord {
    /// Whether the merchant's own view stands by the fact that a release waits for; nil where it does
    /// not say: of lines, of what its endpoint does not tell, of what the merchant never told.
    fileprivate func confirms(_ waiting: Overlay) -> Bool? {
        guard let pull else { return nil }
        guard pull.isKnown else { return false }
        guard let fact = facts.first(where: { $0.key.retagged() == waiting.key }) else {
            return isTerminal ? true : nil
        }
        if pull.overrules(fact) { return false }
        return fact.lines.isEmpty && pull.standing.contains(fact.kind) ? true : nil
    }
}
