/// One thing that happened to a hold, as its history keeps it: an explanation and the attribution of
/// lock time are made of these and of nothing else that passes.
public struct HoldStep: Hashable, Sendable {
    /// Raw values are the names of events.
    public enum Kind: String, Sendable, CaseIterable {
        case placed = "hold.placed"
        /// At the placement, or while it was pending.
        case declined = "hold.declined"
        case captured = "hold.captured"
        case released = "hold.released"
        case expired = "hold.expired"
        case incremented = "hold.incremented"
        case refunded = "hold.refunded"
        case split = "hold.split"
        case corrected = "hold.corrected"
        case approved = "hold.approved"
        case extended = "hold.extended"
        case reviewOpened = "hold.review_opened"
        case reviewMoved = "hold.review_moved"
        case reviewClosed = "hold.review_closed"
        case overlaySet = "hold.overlay_set"
        case overlayLifted = "hold.overlay_lifted"
        case lateCaptured = "hold.late_captured"
        case noticed = "hold.noticed"
        case heard = "hold.heard"
        case silenced = "hold.silenced"
        case paused = "hold.paused"
        case releaseQueued = "hold.release_queued"
        case releaseJudged = "hold.release_judged"
        case decisionMade = "hold.decision_made"
        case decisionUndone = "hold.decision_undone"
        case refused = "hold.operation_refused"
    }

    public var kind: Kind
    public var sequence: UInt64
    public var time: Instant
    /// Who gave the command; the engine for what came with its time, whoever's touch it came with.
    public var role: Role
    /// What was set, moved or ended over the hold.
    public var overlay: OverlayKind?
    public var amount: Money?
    /// The end, promise or deadline that was set.
    public var until: Instant?
    /// When the hold ends by itself from then on; nil for what does not say so.
    public var endsAt: Instant?
    /// Of what gave credit back: limit less held less owed afterwards, in minor units.
    public var headroomMinor: Int64?
    public var reason: Reason
    public var outcome: OutcomeCode
    /// The version of the policy it was decided under; nil where it is not known.
    public var policyVersion: UInt32?

    public init(
        kind: Kind, sequence: UInt64, time: Instant, role: Role, overlay: OverlayKind? = nil,
        amount: Money? = nil, until: Instant? = nil, endsAt: Instant? = nil,
        headroomMinor: Int64? = nil, reason: Reason = .none, outcome: OutcomeCode = .applied,
        policyVersion: UInt32? = nil
    ) {
        self.kind = kind
        self.sequence = sequence
        self.time = time
        self.role = role
        self.overlay = overlay
        self.amount = amount
        self.until = until
        self.endsAt = endsAt
        self.headroomMinor = headroomMinor
        self.reason = reason
        self.outcome = outcome
        self.policyVersion = policyVersion
    }
}

extension HoldStep {
    /// What an event says of the hold it is of; nil for one that is of none.
    public init?(
        _ event: Event, sequence: UInt64, at time: Instant, by role: Role, policyVersion: UInt32?
    ) {
        guard let kind = Kind(rawValue: event.name) else { return nil }
        self.init(
            kind: kind, sequence: sequence, time: time, role: role, policyVersion: policyVersion)
        switch event {
        case .holdPlaced(let event):
            amount = event.amount
            until = event.reviewUntil
            endsAt = event.expiresAt
            reason = event.decision
            outcome = OutcomeCode(
                placement: event.decision, isPending: event.reviewUntil != nil)
        case .holdMoved(let event):
            amount = event.amount
            headroomMinor = event.headroomMinor
            reason = event.reason
            if event.operation.isNone { self.role = .engine }
        case .holdChanged(let event):
            overlay = event.overlay?.kind
            amount = event.kind == .lateCaptured ? event.amount : nil
            until = event.newUntil
            endsAt = event.expiresAt
            reason = event.reason
            if event.operation.isNone { self.role = .engine }
        case .operationRefused(let event):
            amount = event.request.amount
            reason = event.request.reason
            outcome = event.outcome
        default: return nil
        }
    }

    /// The change of what is open; nil for what moves nothing that is locked.
    var openedMinor: Int64? {
        guard let amount else { return nil }
        switch kind {
        case .incremented: return amount.minor
        case .captured, .released, .expired, .declined, .split: return -amount.minor
        default: return nil
        }
    }
}

extension HoldMoved {
    /// Limit less held less owed after credit came back, in minor units; nil for what gives none back.
    public var headroomMinor: Int64? {
        switch kind {
        case .release, .expiry, .decline: balances.headroomMinor
        default: nil
        }
    }
}

extension HoldChanged {
    /// The end, promise or deadline that the change set; for silence the promise that is over.
    public var newUntil: Instant? {
        switch kind {
        case .extended, .paused: expiresAt
        case .noticed, .heard, .silenced: guaranteedUntil
        case .reviewOpened, .reviewMoved, .overlaySet, .releaseQueued, .decisionUndone:
            overlay?.until
        case .decisionMade: overlay?.dueAt
        case .approved, .reviewClosed, .overlayLifted, .lateCaptured, .releaseJudged: nil
        }
    }
}

extension HoldPlaced {
    /// What is open of the hold once it is placed, in minor units.
    public var openMinor: Int64 {
        guard decision == .approved else { return 0 }
        guard let past = history?.value else { return amount.minor }
        let authorised = past.authorised ?? amount
        return authorised.minor - past.captured.minor - past.released.minor - past.expired.minor
    }
}
