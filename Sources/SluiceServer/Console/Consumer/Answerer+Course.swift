import SluiceAPI
import SluiceCore

/// Whose step it is, why it takes so long, when it ends, and whether that can be asked for.
extension Answerer {
    // MARK: Who can help

    var who: Answer {
        let ways = told([.confirmInApp, .askShop, .askPerson, .returnGoods])
        if let state = openReturn, !isOpen {
            let cause: AnswerCause =
                switch state.stage {
                case .goods: .whoYou
                case .inspection: .whoShop
                case .staff, .closed: .whoLender
                }
            return Answer(cause, next(of: state) + told([.askPerson]))
        }
        guard isOpen else { return Answer(.whoNobody, told([.nothingAwaited]) + ways) }
        let cause: AnswerCause =
            if lock.source.confirmBy != nil {
                .whoYou
            } else {
                hold.next(for: .consumer).who == Party.merchant.rawValue ? .whoShop : .whoLender
            }
        return Answer(cause, told([.awaited]) + ways)
    }

    // MARK: Why so long

    var long: Answer {
        guard let time = lock.source.lockTime else {
            return Answer(isOpen ? present : .longOther, told([.began, .heldUp, .awaited]))
        }
        let shares = time.sharesMs
        let lead = words.text(
            isOpen ? .soLongSoFar : .soLongWas, ["span": words.span(ns: time.totalNs)])
        let spans = shares.map { cause, ms in
            words.text(
                .spanShare,
                [
                    "span": words.span(ns: ms * Span.millisecondNs),
                    "cause": words.said(Catalogue.said(cause, to: .consumer)),
                ])
        }
        let longest = shares.max { $0.1 < $1.1 }?.0 ?? .order
        return Answer(
            isOpen ? present : AnswerCause(longest),
            [lead] + spans + told([.heldUp, .awaited]) + pulls)
    }

    /// What holds it up now, of what a consumer is told.
    private var present: AnswerCause {
        if hold.status == .pending { return .longPurchase }
        if doubt != nil { return .longCheck }
        let overlays = hold.overlays.map(\.overlay)
        if let silence = overlays.first(where: { $0.kind == .silence }) {
            let isOurs = silence.reason == .repairCapped || silence.reason == .repairsOff
            return isOurs ? .longOurselves : .longSilence
        }
        return overlays.contains { $0.kind == .legalFreeze } ? .longOther : .longOrder
    }

    // MARK: When does it end

    var when: Answer {
        if isOpen {
            let cause: AnswerCause =
                hold.status == .pending ? .whenPurchase : doubt == nil ? .whenOrder : .whenCheck
            return Answer(
                cause,
                told([.likely, .queued, .endsBilled, .thenReturned, .thenChecked, .thenDeclined]))
        }
        let ended = told([.ended, .billed, .unlocked, .returned, .refunded])
        if let state = openReturn { return Answer(.whenReturn, next(of: state) + ended) }
        return Answer(amounts.captured.isPositive ? .whenBilled : .whenReturned, ended)
    }

    // MARK: Ask for release

    var release: Answer {
        if let doubt {
            return Answer(
                .releaseChecked,
                [words.text(.releaseOpen, ["time": words.moment(answeredBy(doubt))])])
        }
        if hold.status == .pending {
            return Answer(
                .releasePending, [words.text(.releasePending)] + told([.thenDeclined]))
        }
        guard isOpen else {
            return amounts.captured.isPositive
                ? Answer(.releaseBilled, [words.text(.releaseBilled)] + told([.billed, .returned]))
                : Answer(.releaseEnded, [words.text(.releaseEnded)] + told([.unlocked, .ended]))
        }
        let intro = words.text(.releaseIntro, ["time": words.moment(hold.guaranteedUntil)])
        guard let kept = keptAt else { return Answer(.releaseOpen, [intro]) }
        return Answer(
            .releaseKept, [words.text(.releaseKept, ["time": words.moment(kept)]), intro])
    }

    /// When it was decided last that the credit stays locked; nil where that was not.
    private var keptAt: Instant? {
        let steps = lock.source.steps
        guard let index = steps.lastIndex(where: { $0.kind == .reviewClosed }) else { return nil }
        // A review of a part closes just before that part goes back by it.
        let isOfRelease = steps.dropFirst(index + 1).first.map {
            $0.kind == .released && $0.role == .engine
                && $0.sequence == steps[index].sequence + 1
        }
        return isOfRelease == true ? nil : steps[index].time
    }

    private func answeredBy(_ overlay: Overlay) -> Instant {
        min(max(overlay.until, overlay.hardStop), hold.expiresAt)
    }
}

extension AnswerCause {
    /// What a lock that ended was spent on most.
    fileprivate init(_ cause: LockCause) {
        self =
            switch cause {
            case .order: .longOrder
            case .payer, .placementReview: .longPurchase
            case .unlockReview, .queue: .longCheck
            case .outside: .longSilence
            case .law: .longOther
            case .ourselves: .longOurselves
            }
    }
}
