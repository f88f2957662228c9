import SluiceCore
import SluiceEngine
import SluiceSQLite
import SluiceTestKit
import Testing

/// What the views tell of credit that came back is what the events tell.
@Suite struct UnlockViewsTests {
    @Test(
        "returns, levels kept, reviews and declines: as counted from the events, in pages or at once"
    )
    func counted() throws {
        var seen: [UnlockCause: Int64] = [:]
        var reviews: Int64 = 0
        for seed in UInt64(1)...400 {
            var history = BoardHistory(seed: seed)
            for _ in 0..<6 { history.go(commands: 40) }
            var naive = NaiveUnlocks()
            for record in history.batches.flatMap(\.records) { naive.add(record) }
            let last = history.batches.flatMap(\.records).last!.time
            let hour = UnlockTally.hour(of: last)
            for isPaged in seed <= 40 ? [false, true] : [false] {
                let directory = try StoreDirectory(inMemory: true)
                let views = try SQLiteViews(directory: directory.path)
                if isPaged {
                    for batch in history.batches { try views.consume([batch]) }
                } else {
                    try views.consume(history.batches)
                }
                let report = try views.unlocks(UnlockFilter(hour: hour)).value
                let wanted = naive.report(hour)
                for figures in report.figures {
                    let own = wanted[NaiveUnlocks.Kind(figures.cause, figures.tier)]
                    #expect(own?.total.count == figures.total.count, "seed \(seed) \(figures)")
                    #expect(own?.total.keptP95 == figures.total.keptP95, "seed \(seed) \(figures)")
                    #expect(own?.total.keptP99 == figures.total.keptP99, "seed \(seed) \(figures)")
                    #expect(own?.total.keptAll == figures.total.keptAll, "seed \(seed) \(figures)")
                    #expect(own?.times.counts == figures.times.counts, "seed \(seed) \(figures)")
                    #expect(
                        own?.fromFact.counts == figures.timesFromFact.counts, "seed \(seed)")
                    seen[figures.cause, default: 0] += figures.total.count
                }
                #expect(report.figures.count == wanted.count, "seed \(seed)")
                #expect(report.declinesPrevented == naive.prevented(hour), "seed \(seed)")
                let found = report.reviews.reduce(0) { $0 + $1.tally.found }
                let nothing = report.reviews.reduce(0) { $0 + $1.tally.nothing }
                #expect([found, nothing] == naive.reviews(hour), "seed \(seed)")
                reviews += found + nothing
                for merchant in naive.merchants {
                    let own = try views.unlocks(UnlockFilter(hour: hour, merchant: merchant)).value
                    #expect(
                        own.figures.reduce(0) { $0 + $1.total.count }
                            == naive.count(of: merchant, hour), "seed \(seed)")
                }
            }
        }
        for cause in UnlockCause.allCases { #expect(seen[cause, default: 0] > 5, "\(seen)") }
        #expect(reviews > 20)
    }
}

/// The same, from the events alone.
private struct NaiveUnlocks {
    struct Kind: Hashable {
        var cause: UnlockCause
        var tier: RiskTier?

        init(_ cause: UnlockCause, _ tier: RiskTier?) { (self.cause, self.tier) = (cause, tier) }
    }

    struct Sum {
        var total = UnlockTally()
        var times = TimeSteps()
        var fromFact = TimeSteps()
    }

    private struct Hold {
        var merchant: MerchantKey
        var placedAt: Instant
        var endsAt: Instant
        var promisedUntil: Instant
        var doubt: Overlay?
        var isPending: Bool
    }

    private var policy = Policy.standard
    private var holds: [HoldKey: Hold] = [:]
    private var unlocks: [(merchant: MerchantKey, unlock: Unlock)] = []
    private var preventedAt: [Instant] = []
    private var reviewsAt: [(time: Instant, found: Bool)] = []
    private(set) var merchants: Set<MerchantKey> = []

    mutating func add(_ record: CommandRecord) {
        var lifted: [HoldKey: Overlay] = [:]
        var returned: Int64 = 0
        for event in record.events {
            switch event {
            case .policyAdopted(let policy): self.policy = policy
            case .holdPlaced(let event):
                merchants.insert(event.merchant)
                holds[event.hold] = Hold(
                    merchant: event.merchant,
                    placedAt: event.history?.value.placedAt ?? record.time,
                    endsAt: event.expiresAt, promisedUntil: event.guaranteedUntil,
                    isPending: event.reviewUntil != nil)
                let (after, before) = (
                    event.balances.headroomMinor, event.balances.headroomMinor - returned
                )
                if case .place = record.command.body, event.decision == .approved, after >= 0,
                    returned > 0, before < 0
                {
                    preventedAt.append(record.time)
                }
            case .holdChanged(let event): change(event, &lifted, record.time)
            case .holdMoved(let event):
                if event.kind == .release || event.kind == .expiry {
                    returned += event.amount.minor
                }
                move(event, lifted[event.hold], record)
            default: break
            }
        }
    }

    private mutating func change(
        _ event: HoldChanged, _ lifted: inout [HoldKey: Overlay], _ now: Instant
    ) {
        guard var hold = holds[event.hold], event.kind != .lateCaptured else { return }
        (hold.endsAt, hold.promisedUntil) = (event.expiresAt, event.guaranteedUntil)
        switch event.kind {
        case .approved:
            hold.isPending = false
            reviewsAt.append((now, false))
        case .releaseQueued, .reviewOpened, .reviewMoved, .decisionMade, .decisionUndone:
            hold.doubt = event.overlay
        case .releaseJudged, .reviewClosed:
            lifted[event.hold] = event.overlay
            hold.doubt = nil
            if event.kind == .reviewClosed, event.amount == .zero { reviewsAt.append((now, true)) }
        default: break
        }
        holds[event.hold] = hold
    }

    private mutating func move(_ event: HoldMoved, _ lifted: Overlay?, _ record: CommandRecord) {
        guard let hold = holds[event.hold] else { return }
        var doubt = lifted
        let isOver = event.amounts.open == .zero
        if doubt == nil, isOver, let standing = hold.doubt, standing.reason == event.reason {
            doubt = standing
        }
        if event.kind != .release { doubt = nil }
        if event.kind == .decline,
            event.reason == .reviewRejected || event.reason == .stepUpFailed
        {
            reviewsAt.append((record.time, true))
        }
        if doubt?.kind == .unlockReview { reviewsAt.append((record.time, false)) }
        let unlock = Unlock(
            event, of: record.command.body, by: record.command.actor.role, at: record.time,
            placedAt: hold.placedAt, endsAt: hold.endsAt, promisedUntil: hold.promisedUntil,
            doubt: doubt, UnlockTerms(policy))
        if let unlock { unlocks.append((hold.merchant, unlock)) }
        if isOver { holds[event.hold]?.doubt = nil }
    }

    // MARK: Asking

    private func isIn(_ time: Instant, _ hour: Int64) -> Bool {
        let own = UnlockTally.hour(of: time)
        return own <= hour && own > hour - UnlockFilter.hours
    }

    func report(_ hour: Int64) -> [Kind: Sum] {
        var sums: [Kind: Sum] = [:]
        for (_, unlock) in unlocks where isIn(unlock.availableAt, hour) {
            let kind = Kind(unlock.cause, unlock.tier)
            sums[kind, default: Sum()].total.add(unlock)
            sums[kind, default: Sum()].times.add(unlock.availableAt.ns - unlock.dueAt.ns)
            if let happened = unlock.happenedAt {
                sums[kind, default: Sum()].fromFact.add(unlock.availableAt.ns - happened.ns)
            }
        }
        return sums
    }

    func count(of merchant: MerchantKey, _ hour: Int64) -> Int64 {
        let days = (hour - UnlockFilter.hours) / 24 + 1...hour / 24
        return Int64(
            unlocks.count {
                $0.merchant == merchant
                    && days.contains(UnlockTally.hour(of: $0.unlock.availableAt) / 24)
            })
    }

    func prevented(_ hour: Int64) -> Int64 {
        Int64(preventedAt.count { isIn($0, hour) })
    }

    /// Found something, and did not.
    func reviews(_ hour: Int64) -> [Int64] {
        let days = (hour - UnlockFilter.hours) / 24 + 1...hour / 24
        let own = reviewsAt.filter { days.contains(UnlockTally.hour(of: $0.time) / 24) }
        return [true, false].map { found in Int64(own.count { $0.found == found }) }
    }
}
