import SluiceCore

/// Watches that nothing passes the hard stop of a review but by a decision that somebody recorded – an
/// authority that froze the hold, a promise to the merchant, a person who extended it – from commands
/// and events alone.
struct HardStops {
    private(set) var holds = 0
    private(set) var reviews = 0
    /// Reviews that stood at their hard stop, by what became of them then.
    private(set) var released = 0
    private(set) var deferred = 0
    private(set) var extended = 0

    /// The hard stop of each review that is open.
    private var stops: [HoldKey: Instant] = [:]
    private var frozen: Set<HoldKey> = []

    /// - Returns: what is wrong; nil if nothing is.
    mutating func follow(_ events: ShortList<Event>, of command: Command, at now: Instant)
        -> String?
    {
        for event in events {
            switch event {
            case .holdPlaced: holds += 1
            case .holdChanged(let event):
                if let fault = change(event, command, now) { return fault }
            case .holdMoved(let event):
                guard let stop = stops[event.hold] else { break }
                if now >= stop, event.kind == .release { released += 1 }
                if !event.amounts.open.isPositive { stops[event.hold] = nil }
            default: break
            }
        }
        return nil
    }

    private mutating func change(
        _ event: HoldChanged, _ command: Command, _ now: Instant
    ) -> String? {
        let hold = event.hold
        switch event.kind {
        case .overlaySet where event.overlay?.kind == .legalFreeze: frozen.insert(hold)
        case .overlayLifted where event.overlay?.kind == .legalFreeze: frozen.remove(hold)
        case .reviewClosed: stops[hold] = nil
        case .reviewOpened, .reviewMoved, .releaseQueued, .decisionMade, .decisionUndone:
            guard let review = event.overlay, review.kind == .unlockReview else { break }
            let before = stops.updateValue(review.hardStop, forKey: hold)
            guard let before else {
                reviews += 1
                break
            }
            guard review.hardStop > before else { break }
            return passed(event, review, command, now)
        default: break
        }
        return nil
    }

    private mutating func passed(
        _ event: HoldChanged, _ review: Overlay, _ command: Command, _ now: Instant
    ) -> String? {
        switch event.reason {
        case .reviewExtended:
            guard case .decideReview(let body) = command.body, body.decision == .extend,
                body.hold == event.hold
            else { return "\(event.hold) was extended by nobody" }
            extended += 1
        case .unlockDeferred:
            let waitsForPromise = !review.isMerchantWord && now < event.guaranteedUntil
            guard frozen.contains(event.hold) || waitsForPromise else {
                return "\(event.hold) was deferred for nothing"
            }
            deferred += 1
        default: return "\(event.hold) passed its hard stop for \(event.reason)"
        }
        return nil
    }
}
