import SluiceCore

@testable import SluiceServer

/// What is true of a lock at a moment, as far as the lender can know it: the words that reached it, what
/// was asked and decided, and what moved; and what the ten questions are rightly answered with.
///
/// Written from what is promised outside, and of nothing that the engine explains.
struct AnswerTruth {
    /// A word of the merchant, told or shown when it was asked.
    struct Word {
        var kind: FactKind
        var lines: [Int]
        var occurredNs: Int64
        var heardNs: Int64
    }

    var nowNs: Int64
    var placedNs: Int64
    /// How long silence is borne, and how long it is locked at most.
    var silentAfterNs: Int64
    var timeToLiveNs: Int64
    /// In the order of arrival; nothing twice.
    var words: [Word] = []
    /// What moved, in minor units.
    var authorised: Int64 = 0
    var open: Int64 = 0
    var captured: Int64 = 0
    var back: Int64 = 0
    var refunded: Int64 = 0
    var endedNs: Int64?
    /// When the shopper asked for a release, and when that was answered with no.
    var askedNs: Int64?
    var keptNs: Int64?
    /// Since it was locked.
    var hasRepaid = false
    var wasLowered = false
    /// Of the account: what there is to spend, and what is locked and used beyond the limit.
    var available: Int64 = 0
    var beyond: Int64 = 0

    var isOpen: Bool { open > 0 }
    var isLookedAt: Bool { isOpen && askedNs != nil && keptNs == nil }

    /// Whether goods are on their way back, or about to be.
    var isSentBack: Bool { stage == .goods || stage == .inspection || stage == .staff }

    func cause(_ question: Question) -> AnswerCause {
        switch question {
        case .cancelled: cancelled
        case .returned: returned
        case .repaid:
            !hasRepaid
                ? .repaidUnheard
                : available > 0
                    ? .repaidCounted
                    : wasLowered && beyond > 0 ? .repaidLimitMoved : .repaidLimitFull
        case .unchanged:
            back + refunded == 0
                ? (isOpen ? .stillLocked : .billedNotBack)
                : available > 0
                    ? .cameBack : wasLowered && beyond > 0 ? .limitMoved : .limitFull
        case .who: who
        case .long: long
        case .when:
            isOpen
                ? (isLookedAt ? .whenCheck : .whenOrder)
                : stage != nil ? .whenReturn : captured > 0 ? .whenBilled : .whenReturned
        case .billed:
            refunded > 0
                ? .billedRefunded
                : captured == 0
                    ? (!isOpen ? .billedNever : isLookedAt ? .billedIfKept : .billedIfShipped)
                    : captured < authorised ? .billedPart : .billedAll
        case .unshipped:
            !hasHeard(.shipped, .lineShipped, .delivered)
                ? (isOpen ? .shipUnheard : .shipNever)
                : captured == 0 ? .shipAfterEnd : captured < authorised ? .shipPart : .shipHeard
        case .release:
            isOpen
                ? (isLookedAt ? .releaseChecked : keptNs != nil ? .releaseKept : .releaseOpen)
                : captured > 0 ? .releaseBilled : .releaseEnded
        }
    }

    func hasHeard(_ kinds: FactKind...) -> Bool { words.contains { kinds.contains($0.kind) } }

    private var cancelled: AnswerCause {
        if hasHeard(.cancelled) {
            return isOpen
                ? (isLookedAt ? .cancelChecked : .cancelHeld)
                : captured > 0 ? .cancelLate : .cancelReturned
        }
        if hasHeard(.lineCancelled) {
            return isOpen || captured > 0 ? .cancelPart : .cancelReturned
        }
        return isOpen
            ? .cancelUnheard : captured > 0 ? .cancelUnheardBilled : .cancelUnheardReturned
    }

    private var returned: AnswerCause {
        if refunded > 0 { return .returnRefunded }
        switch stage {
        case .goods: return .returnGoods
        case .inspection: return .returnInspection
        case .staff: return .returnStaff
        case .closed, nil: break
        }
        if isCase { return .returnLapsed }
        if !isOpen, captured == 0 { return .returnNothingBilled }
        if hasHeard(.returnReceived) { return .returnReceived }
        return hasHeard(.returnRequested, .returnShipped) ? .returnTold : .returnUnheard
    }

    private var who: AnswerCause {
        if isOpen { return isLookedAt ? .whoLender : .whoShop }
        return switch stage {
        case .goods: .whoYou
        case .inspection: .whoShop
        case .staff: .whoLender
        case .closed, nil: .whoNobody
        }
    }

    // MARK: Returns

    /// Whether a return was asked for of goods that were billed: then there are steps and deadlines.
    private var isCase: Bool { requested != nil }

    private var requested: Word? {
        guard
            let shipped = words.firstIndex(where: {
                [.shipped, .lineShipped, .delivered].contains($0.kind)
            }), captured > 0,
            let asked = words.firstIndex(where: { $0.kind == .returnRequested }), asked > shipped
        else { return nil }
        // What was refunded before is asked back by nobody.
        let received = words.firstIndex { $0.kind == .returnReceived } ?? .max
        return received < asked ? nil : words[asked]
    }

    /// Whose step is next of a return, by the standard policy: 14 days to send the goods, 10 on their
    /// way, 5 for the lender; nil where there is none, or it is over.
    private var stage: ReturnStage? {
        guard let requested, refunded == 0 else { return nil }
        guard let sent = words.first(where: { $0.kind == .returnShipped }) else {
            return nowNs < requested.heardNs + 14 * Span.dayNs ? .goods : nil
        }
        let sinceNs = max(sent.heardNs, requested.heardNs)
        if nowNs < sinceNs + 10 * Span.dayNs { return .inspection }
        return nowNs < sinceNs + 15 * Span.dayNs ? .staff : nil
    }

    // MARK: Time

    private var long: AnswerCause {
        if isLookedAt { return .longCheck }
        if isOpen { return silence(until: nowNs).isNow ? .longSilence : .longOrder }
        let endedNs = endedNs ?? nowNs
        let lookedNs = askedNs.map { max(0, min(keptNs ?? .max, endedNs) - min($0, endedNs)) } ?? 0
        let silentNs = silence(until: endedNs).ns
        let orderNs = endedNs - placedNs - lookedNs - silentNs
        return silentNs > max(orderNs, lookedNs)
            ? .longSilence : lookedNs > orderNs ? .longCheck : .longOrder
    }

    /// How long nothing had been said of it for longer than silence is borne, and whether that is so.
    private func silence(until atNs: Int64) -> (ns: Int64, isNow: Bool) {
        let latestNs = placedNs + timeToLiveNs
        var (borneNs, silentNs) = (placedNs + silentAfterNs, Int64(0))
        var sinceNs = placedNs
        for word in words where word.heardNs <= atNs {
            silentNs += max(0, word.heardNs - max(borneNs, sinceNs))
            sinceNs = word.heardNs
            borneNs = max(
                borneNs, min(latestNs, min(word.occurredNs, word.heardNs) + silentAfterNs))
        }
        silentNs += max(0, atNs - max(borneNs, sinceNs))
        return (silentNs, borneNs <= atNs)
    }
}
