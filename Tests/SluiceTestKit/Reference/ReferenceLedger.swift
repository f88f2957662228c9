import SluiceCore

/// An independent, slow and obvious ledger: what docs/internals/rules.md says, without a thought
/// for speed.
///
/// It keeps what was placed, moved and said in plain lists and works everything else out by
/// reading them through: held is the sum of what is open, owed the sum of its entries, a status
/// follows from amounts, what is due is found by looking at everything that has a time. It shares
/// the types of commands with the core and none of its code.
public struct ReferenceLedger: Sendable {
    public var accounts: [AccountKey: ReferenceAccount] = [:]
    /// In order of placement, declined ones too.
    public var holds: [ReferenceHold] = []
    /// Ids that the natural key answered, for ever names of the hold that did.
    public var aliases: [HoldKey: ReferenceAlias] = [:]
    /// Every fact accepted, in order of arrival.
    public var said: [SaidFact] = []
    /// Orders that have had a hold or a `created`.
    public var existing: Set<OrderKey> = []
    public var breaks: [OrderKey: Set<ReferenceBreak>] = [:]
    /// The newest view of each order that its merchant was asked for.
    public var pulls: [OrderKey: ReferencePull] = [:]
    public var swept: [MerchantKey: Instant] = [:]
    /// In order of opening, closed ones too.
    public var returns: [ReferenceReturn] = []
    public var proposals: [ReferenceProposal] = []
    public var policies: [Policy] = []
    public var mode: JournalMode?
    public var feeds: [MerchantKey: ReferenceFeed] = [:]
    var repairs: [ReferenceRepair] = []
    /// What the newest command repaired, or would have; nil for any other.
    public var repaired: ReferenceRepaired?
    /// Every amount of locked credit that moved on a day.
    var movesOfDays: [ReferenceDayMove] = []
    public var closedThrough: BusinessDate?
    /// What each person raised limits by, without a second one.
    var raises: [ReferenceRaise] = []
    /// What happened by itself in the newest command, in order.
    public var told: [ReferenceNotice] = []

    /// What each fact has not moved yet of the lines it names.
    var leftOf: [FactKey: [LineKey: Int64?]] = [:]
    /// Counts what has a due time, in order of making.
    private var serial = 0

    /// Whether nothing that is due is done: the clock is in doubt. Handed in like the time.
    public var isDueHalted = false

    // The command being applied.
    var now = Instant.epoch
    var today = BusinessDate(day: 0)
    var actor = Actor.engine
    /// Whether two persons agreed to it.
    var isApproved = false

    public init() {}

    var policy: Policy? { policies.last }

    mutating func nextSerial() -> Int {
        serial += 1
        return serial
    }

    /// Takes the command the core takes at the same time.
    public mutating func apply(_ command: Command, at now: Instant) -> Verdict {
        self.now = now
        actor = command.actor
        today = command.businessDate
        isApproved = false
        told = []
        repaired = nil
        if let closedThrough, today <= closedThrough {
            if actor.role != .engine, command.body != .acceptClock {
                return Verdict(.dayClosed, .date)
            }
            today = BusinessDate(day: closedThrough.day + 1)
        }
        if mode == .historical { today = max(today, newestDay ?? today) }
        return run(command.body, occurredAt: command.occurredAt)
    }

    mutating func run(_ body: Command.Body, occurredAt: Instant?) -> Verdict {
        switch body {
        case .openAccount(let body): return openAccount(body)
        case .setLimit(let body): return setLimit(body)
        case .endLimit(let body): return endLimit(body)
        case .restrict(let body): return restrict(body)
        case .liftRestriction(let body): return liftRestriction(body)
        case .repay(let body): return repay(body)
        case .reverseRepayment(let body): return reverse(body)
        case .payOut(let body): return payOut(body)
        case .place(let body): return place(body, occurredAt: occurredAt)
        case .capture(let body): return capture(body)
        case .release(let body): return release(body)
        case .increment(let body): return increment(body)
        case .extend(let body): return extend(body)
        case .refund(let body): return refund(body)
        case .requestRelease(let body): return requestRelease(body)
        case .decideReview(let body): return decide(body)
        case .undoDecision(let body): return undo(body)
        case .recordVerdict(let body): return judge(body)
        case .setOverlay(let body): return setOverlay(body)
        case .liftOverlay(let body): return liftOverlay(body)
        case .split(let body): return split(body)
        case .correct(let body): return correct(body)
        case .recordFact(let body): return record(body)
        case .recordPull(let body): return record(body)
        case .recordSweep(let body): return record(body)
        case .repairHolds(let body): return repair(body)
        case .propose(let body): return propose(body)
        case .approve(let body): return approve(body, occurredAt: occurredAt)
        case .tick(let dueMax): return tick(dueMax)
        case .settle(let account):
            settle(account)
            return Verdict(.applied)
        case .settleOrder(let order):
            for hold in holds where hold.placement.order == order {
                settle(hold.placement.account)
            }
            settleReturns(of: order)
            return Verdict(.applied)
        case .closeDay(let date): return closeDay(date)
        case .adoptPolicy(let policy): return adopt(policy)
        case .createJournal(let body):
            if mode != nil { return Verdict(.journalMode, .mode) }
            mode = body.mode
            return Verdict(.applied)
        case .goLive:
            if mode != .historical { return Verdict(.journalMode, .mode) }
            mode = .live
            return Verdict(.applied)
        case .acceptClock: return Verdict(.applied)
        }
    }

    private mutating func adopt(_ policy: Policy) -> Verdict {
        if !isSound(policy) { return Verdict(.policyInvalid, .policy) }
        var adopted = policy
        adopted.version = self.policy?.version ?? 0
        if adopted == self.policy { return Verdict(.applied, isReplay: true) }
        if self.policy?.twoPersons.policyAdoption == true, !isApproved {
            return Verdict(.approvalNeeded, .policy)
        }
        adopted.version += 1
        policies.append(adopted)
        wakeAll()
        return Verdict(.applied)
    }

    private func isSound(_ policy: Policy) -> Bool {
        let names = policy.scenarios.map(\.name)
        let spans =
            policy.scenarios.flatMap { [$0.timeToLiveNs, $0.maximumAgeNs] } + [
                policy.reviews.placementAutomaticNs, policy.reviews.placementPersonNs,
                policy.reviews.unlockNs, policy.reviews.unlockHardStopNs, policy.returns.goodsNs,
                policy.returns.transitNs, policy.returns.inspectionNs, policy.returns.staffNs,
                policy.payoutWithinNs, policy.noticeWithinNs,
            ]
        let tenYearsNs: Int64 = 10 * 365 * 24 * 3_600 * 1_000_000_000
        return names.contains(policy.defaultScenario) && Set(names).count == names.count
            && spans.allSatisfy { (1...tenYearsNs).contains($0) }
            && policy.scenarios.allSatisfy {
                $0.maximumAgeNs >= $0.timeToLiveNs
                    && (0...$0.timeToLiveNs).contains($0.guaranteeLeadNs)
                    && $0.toleranceBasisPoints <= 10_000
            }
            && policy.reviews.unlockHardStopNs >= policy.reviews.unlockNs
            && policy.reviews.unlockCap.isGrantable
            && (0...policy.reviews.unlockNs).contains(policy.reviews.undoNs)
            && (0...Policy.spanMaxNs).contains(policy.reviews.stepUpNs)
            && [policy.gate.verdictNs, policy.gate.automaticNs].allSatisfy {
                (1...tenYearsNs).contains($0)
            }
            && policy.gate.adjustmentMax?.isGrantable ?? true
            && hasRisingThresholds(policy)
            && policy.twoPersons.limitRaiseMax?.isGrantable ?? true
            && policy.twoPersons.repairsMax?.isGrantable ?? true
            && policy.scenarios.allSatisfy {
                $0.silentAfterNs.map {
                    (1...tenYearsNs).contains($0) && policy.feeds.proofLeadNs <= $0
                } ?? true
            }
            && (1...tenYearsNs).contains(policy.feeds.outagePauseNs)
            && (0...tenYearsNs).contains(policy.feeds.proofLeadNs)
            && (1...32).contains(policy.feeds.proofFacts)
            && policy.repairs.merchantDailyMax?.isGrantable ?? true
            && policy.repairs.dailyMax?.isGrantable ?? true
    }

    private func hasRisingThresholds(_ policy: Policy) -> Bool {
        let (rules, accounts) = (policy.gate.rules, policy.gate.rules.newAccounts)
        let pairs =
            [(rules.mediumFrom, rules.highFrom), (accounts.mediumFrom, accounts.highFrom)]
            + policy.scenarios.map {
                ($0.mediumFrom ?? rules.mediumFrom, $0.highFrom ?? rules.highFrom)
            }
        return pairs.allSatisfy { $0 <= $1 && $1 <= 1_001 }
            && policy.scenarios.allSatisfy {
                ($0.mediumFrom ?? 0) <= 1_001 && ($0.highFrom ?? 0) <= 1_001
            }
            && (0...Policy.spanMaxNs).contains(accounts.forNs)
    }
}

/// The hold an id was answered with, and what the placement said it was a retry of.
public struct ReferenceAlias: Sendable {
    public let hold: HoldKey
    let retryOf: HoldKey
}

/// Something that came with its time and moved no money.
public enum ReferenceNotice: Hashable, Sendable {
    case limitEnded(AccountKey)
    case payoutOverdue(AccountKey)
    case shipOrExtend(HoldKey)
    case heard(HoldKey)
    case silenced(HoldKey, Reason)
    case paused(HoldKey)
    case feed(MerchantKey, Reason)
    case covered(HoldKey, covered: Int64, missing: Int64)
}
