/// Measures what the time of one lock was spent on, step by step.
///
/// ```
///            freeze        review         result unknown, silence, pause
///  order ◄──────────► law ◄──────► review ◄──────► outside        each until its step says so;
///    └──────── past what was due ────────────────────────► ourselves   what keeps all waiting, first
/// ```
///
/// Time after a deadline at which the engine acts by itself is its own, until it has acted. O(1) a
/// step; steps after the end change nothing.
public struct LockMeter: Sendable {
    public private(set) var lockTime = LockTime()
    /// When nothing was open any more; nil while locked.
    public private(set) var endedAt: Instant?

    private struct Over {
        var kind: OverlayKind
        var until: Instant
        var reason: Reason
    }

    /// What is measured up to.
    private var since: Instant
    private var openMinor: Int64
    private var endsAt: Instant
    /// The end of the promise that was told last; nobody knows of one that was not.
    private var promisedUntil = Instant.never
    private var over: [Over] = []
    /// Whether its end waits because the merchant's feed is lost.
    private var isPaused = false

    /// - Parameters:
    ///   - placement: the first step of the hold.
    ///   - placedAt: when it began, which for one taken over is before that step.
    ///   - openMinor: what was open after that step.
    public init(_ placement: HoldStep, placedAt: Instant, openMinor: Int64) {
        since = placedAt
        self.openMinor = openMinor
        endsAt = placement.endsAt ?? .never
        if placement.outcome == .pending {
            over.append(
                Over(
                    kind: .placementReview, until: placement.until ?? .never,
                    reason: placement.reason))
        }
        // What was before it was taken over was spent elsewhere, on the order.
        add(.order, until: placement.time)
        if openMinor == 0 { endedAt = placement.time }
    }

    /// What is over the hold now.
    public var overlays: [OverlayKind] { over.map(\.kind) }

    public mutating func add(_ step: HoldStep) {
        guard endedAt == nil else { return }
        let judgesSilence =
            !has(.silence)
            && (step.kind == .silenced || step.kind == .released && step.reason.endsSilence)
        pass(until: step.time, due: judgesSilence ? min(dueAt, promisedUntil) : dueAt)
        openMinor += step.openedMinor ?? 0
        endsAt = step.endsAt ?? endsAt
        change(step)
        if step.reason == .paymentAbandoned { lockTime.move(.placementReview, to: .payer) }
        if openMinor <= 0 { endedAt = step.time }
    }

    /// The same with what passes until a time at which the lock still is.
    public func upTo(_ now: Instant) -> LockTime {
        guard endedAt == nil, now > since else { return lockTime }
        var meter = self
        meter.pass(until: now, due: meter.dueAt)
        return meter.lockTime
    }

    /// When the engine does the next thing by itself.
    private var dueAt: Instant {
        var due = endsAt
        for item in over where item.kind.actsAtDeadline {
            due = min(due, item.until)
        }
        return due
    }

    private var cause: LockCause {
        var first: Over?
        for item in over where item.kind.lockRank < first?.kind.lockRank ?? .max { first = item }
        if let first, let cause = first.kind.lockCause(first.reason) { return cause }
        return isPaused ? .outside : .order
    }

    private func has(_ kind: OverlayKind) -> Bool { over.contains { $0.kind == kind } }

    private mutating func pass(until time: Instant, due: Instant) {
        guard time > since else { return }
        let late = min(time, max(since, due))
        add(cause, until: late)
        add(.ourselves, until: time)
    }

    private mutating func add(_ cause: LockCause, until time: Instant) {
        guard time > since else { return }
        lockTime.add(cause, spanNs: time.ns - since.ns, openMinor: openMinor)
        since = time
    }

    private mutating func change(_ step: HoldStep) {
        switch step.kind {
        case .approved: end(.placementReview)
        case .reviewOpened: set(.unlockReview, step)
        case .reviewMoved, .overlaySet, .releaseQueued, .decisionMade, .decisionUndone:
            if let kind = step.overlay { set(kind, step) }
        case .reviewClosed: end(.unlockReview)
        case .overlayLifted, .releaseJudged: if let kind = step.overlay { end(kind) }
        case .silenced: set(.silence, step)
        case .paused: isPaused = true
        case .heard, .extended:
            isPaused = false
            end(.silence)
        default: break
        }
        switch step.kind {
        case .noticed, .heard, .silenced: promisedUntil = step.until ?? promisedUntil
        default: break
        }
    }

    private mutating func set(_ kind: OverlayKind, _ step: HoldStep) {
        end(kind)
        over.append(Over(kind: kind, until: step.until ?? .never, reason: step.reason))
    }

    private mutating func end(_ kind: OverlayKind) { over.removeAll { $0.kind == kind } }
}

extension LockMeter {
    /// The whole of a history that begins with the placement.
    /// - Parameters:
    ///   - openMinor: what is open after the last step.
    /// - Returns: nil for a history without a placement.
    public init?(_ steps: [HoldStep], placedAt: Instant, openMinor: Int64) {
        guard let placement = steps.first else { return nil }
        let moved = steps.dropFirst().reduce(0) { $0 + ($1.openedMinor ?? 0) }
        self.init(placement, placedAt: placedAt, openMinor: openMinor - moved)
        for step in steps.dropFirst() { add(step) }
    }
}

extension Reason {
    /// Whether it gives back what an order's silence left.
    fileprivate var endsSilence: Bool { self == .orderSilent || self == .orphanNoOrder }
}
