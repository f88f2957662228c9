import SluiceCore

/// A hold: what was asked for and every movement since. All amounts are sums of movements.
public struct ReferenceHold: Sendable {
    public let placement: PlaceHold
    /// That of the placement, or the default one then.
    public let scenario: Code
    /// The terms of its scenario when it was placed.
    public let terms: ScenarioPolicy
    public let policyVersion: UInt32
    public let generation: UInt32
    public let link: HoldLink
    public let linked: HoldKey
    /// When it was placed; in a historical journal its term began when it was asked for.
    public let placedAt: Instant
    public let wasReviewed: Bool
    let serial: Int
    public var decision: Reason
    public var expiresAt: Instant
    public var guaranteedUntil: Instant
    public var isNoticed = false
    public var extendedOn: BusinessDate?
    /// Whether what it waited for in silence has come.
    var isWoken = false
    /// In order of setting.
    public var overlays: [Overlay] = []
    public var tolerated: Int64 = 0
    /// Lines that increments and tolerated captures added.
    public var addedLines: [LineKey] = []
    public var movements: [Movement] = []
    /// Lines that facts named and moved.
    var told: Set<LineKey> = []
    public var endedAt: Instant?
    public var answers: [Answer] = []

    /// Amounts of one line that changed; line nil for a hold without lines.
    public struct Movement: Sendable {
        public let kind: HoldOperationKind
        let line: LineKey?
        let changes: Sums
        let reason: Reason
    }

    /// What stands over the hold.
    public struct Overlay: Hashable, Sendable {
        public var kind: OverlayKind
        public let id: OperationKey
        public var until: Instant
        /// When it was set; told of those set by request.
        var since = Instant.epoch
        public var hardStop = Instant.never
        public var reason = Reason.none
        public var isMerchantWord = false
        public var authority: Code?
        /// The end the hold had before a legal freeze.
        public var termEndsAt = Instant.never
        /// How many facts had been accepted when it was set.
        var factsBefore = 0
        /// What waits to be released, line by line; nil: all that is open.
        public var waiting: [Share]?
        public var judgement: Judgement?
        public var decided: DecidedRelease?

        /// When something happens to it by itself.
        var dueAt: Instant { decided?.takesEffectAt ?? until }
    }

    /// The first answer given under an id.
    public struct Answer: Sendable {
        public let id: OperationKey
        let kind: HoldOperationKind
        let request: OperationRequest
        public let verdict: Verdict
        /// What a capture after the end took.
        var late: Int64 = 0
    }

    /// An amount of one line.
    public struct Share: Hashable, Sendable {
        let line: LineKey?
        let amount: Int64
    }

    /// The lines placed, then those that were added; one nil where there are none.
    public var lines: [LineKey?] {
        placement.lines.isEmpty ? [nil] : placement.lines.map(\.line) + addedLines
    }

    public func sums(_ line: LineKey?) -> Sums {
        var sums = Sums()
        if line == nil, placement.lines.isEmpty { sums.authorised = placement.amount.minor }
        for placed in placement.lines where placed.line == line {
            sums.authorised = placed.amount.minor
        }
        for movement in movements where movement.line == line {
            sums.authorised += movement.changes.authorised
            sums.captured += movement.changes.captured
            sums.released += movement.changes.released
            sums.expired += movement.changes.expired
            sums.refunded += movement.changes.refunded
        }
        return sums
    }

    public func total(_ part: KeyPath<Sums, Int64>) -> Int64 {
        lines.reduce(0) { $0 + sums($1)[keyPath: part] }
    }

    public func overlay(_ kind: OverlayKind) -> Overlay? { overlays.first { $0.kind == kind } }

    /// Whether the merchant ever had the promise: a pending hold has it once it is approved.
    var wasPromised: Bool {
        !wasReviewed
            || answers.contains {
                $0.kind == .decision
                    && [ReviewDecision.approve, .confirmed].map(\.rawValue)
                        .contains($0.request.choice)
            }
    }

    public var isPending: Bool { overlay(.placementReview) != nil }
    var isFrozen: Bool { overlay(.legalFreeze) != nil }
    /// Granted, and something is locked: pending or live.
    public var isOpen: Bool { decision == .approved && total(\.open) > 0 }
    public var isLive: Bool { isOpen && !isPending }

    /// Why the newest amount moved, or what was decided where none has.
    public var reason: Reason {
        movements.last { $0.reason != .approved }?.reason
            ?? (isPending ? .reviewPending : decision)
    }

    public var status: HoldStatus {
        let authorised = total(\.authorised)
        let captured = total(\.captured)
        if decision != .approved { return .declined }
        if authorised == 0 { return .split }
        if total(\.open) > 0 {
            if isPending { return .pending }
            return captured > 0 ? .partCaptured : .active
        }
        if captured == authorised { return .captured }
        if captured > 0 { return .closed }
        return total(\.expired) > 0 ? .expired : .released
    }

    /// When the merchant is to be told to ship or extend; nil if not, or not again.
    public var noticeAt: Instant? {
        let at = Instant(ns: guaranteedUntil.ns - 48 * 3_600 * 1_000_000_000)
        return isNoticed || isPending || at <= placedAt ? nil : at
    }

    /// Everything there is of a part, line by line.
    func all(_ part: KeyPath<Sums, Int64>) -> [Share] {
        lines.map { Share(line: $0, amount: sums($0)[keyPath: part]) }.filter { $0.amount > 0 }
    }

    /// An amount laid on the lines from the first on, or on some of them.
    func first(
        _ amount: Int64, of part: KeyPath<Sums, Int64>, within allowed: [LineKey]? = nil
    ) -> [Share] {
        var rest = amount
        var shares: [Share] = []
        for share in all(part) where rest > 0 {
            if let allowed, let line = share.line, !allowed.contains(line) { continue }
            shares.append(Share(line: share.line, amount: min(rest, share.amount)))
            rest -= shares.last!.amount
        }
        return shares
    }
}

/// The amounts of a hold or a line.
public struct Sums: Hashable, Sendable {
    public var authorised: Int64 = 0
    public var captured: Int64 = 0
    public var released: Int64 = 0
    public var expired: Int64 = 0
    public var refunded: Int64 = 0

    public var open: Int64 { authorised - captured - released - expired }
    public var refundable: Int64 { captured - refunded }
}

extension [ReferenceHold.Share] {
    var sum: Int64 { reduce(0) { $0 + $1.amount } }
}
