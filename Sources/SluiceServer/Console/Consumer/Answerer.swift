import SluiceAPI
import SluiceCore

/// Answers the ten questions of a lock: from what is recorded, in the sentences of its explanation.
struct Answerer {
    let lock: AccountStanding.Lock
    let explanation: Explanation
    let used: Money
    let words: PageWords
    let smith: Wordsmith

    private var hold: HoldDocument { lock.source.hold }
    private var isOpen: Bool { hold.status.isOpen }

    func sentences(_ question: Question) -> [String] {
        switch question {
        case .cancelled: cancelled
        case .returned: returned
        case .repaid:
            [words.text(isOpen ? .repaidFacts : .repaidEnded, ["used": amount(used)])]
        case .unchanged: unchanged
        case .who: told([.awaited, .nothingAwaited, .askShop, .askPerson, .returnGoods])
        case .long: long
        case .when: told([.likely, .queued, .thenReturned, .thenChecked, .thenDeclined, .ended])
        case .billed: told([.billed, .refunded, .endsBilled, .unlocked, .returned])
        case .unshipped: told([.awaited, .nothingAwaited, .thenReturned, .thenChecked]) + pulls
        case .release: release
        }
    }

    private var cancelled: [String] {
        let fact = lock.source.facts.last { $0.kind == .cancelled && !$0.isParked }
        if let fact {
            return [
                words.text(.cancelledHeard, ["time": words.moment(fact.occurredAt)])
            ] + told([.unlocked, .returned, .billed, .thenChecked])
        }
        guard isOpen else { return told([.unlocked, .returned, .billed, .ended]) }
        return [words.text(.cancelledUnheard)] + pulls + told([.thenReturned, .askShop])
    }

    private var returned: [String] {
        let cases = lock.order?.returns.map(\.state) ?? []
        guard !cases.isEmpty else {
            return [words.text(.returnNone)] + told([.returnGoods, .askShop])
        }
        return cases.map { state in
            guard state.isOpen else {
                return words.text(.returnClosed, ["amount": amount(state.refunded)])
            }
            return words.text(
                .returnOpen,
                ["amount": amount(state.rest), "time": words.moment(state.openedAt)])
                + " " + words.text(.latestReturn, ["time": words.moment(state.dueAt)])
        }
    }

    /// Why what is available did not rise, or that it did.
    private var unchanged: [String] {
        let moved = told([.availableRose, .lineCut, .lineUsed])
        if !moved.isEmpty { return moved }
        if isOpen {
            return [words.text(.unchangedOpen, ["amount": amount(hold.amounts.open)])]
                + told([.thenReturned, .thenChecked])
        }
        return hold.amounts.captured.isPositive
            ? [words.text(.unchangedBilled)] : told([.unlocked, .ended])
    }

    private var long: [String] {
        guard let time = lock.source.lockTime else { return told([.began, .heldUp, .awaited]) }
        let lead = words.text(
            isOpen ? .soLongSoFar : .soLongWas, ["span": words.span(ns: time.totalNs)])
        let shares = time.sharesMs.map { cause, ms in
            words.text(
                .spanShare,
                [
                    "span": words.span(ns: ms * Span.millisecondNs),
                    "cause": words.said(Catalogue.said(cause, to: .consumer)),
                ])
        }
        return [lead] + shares + told([.heldUp, .awaited])
    }

    private var release: [String] {
        if let waiting = hold.overlays.first(where: {
            $0.overlay.kind == .unlockReview || $0.overlay.kind == .releaseQueued
        }) {
            return [
                words.text(.releaseOpen, ["time": words.moment(answeredBy(waiting.overlay))])
            ]
        }
        guard hold.status.isLive else { return [words.text(.releaseEnded)] }
        return [words.text(.releaseIntro, ["time": words.moment(hold.guaranteedUntil)])]
    }

    private func answeredBy(_ overlay: Overlay) -> Instant {
        min(max(overlay.until, overlay.hardStop), hold.expiresAt)
    }

    private var pulls: [String] {
        lock.nextPullAt.map { [words.text(.pullPlanned, ["time": words.moment($0)])] } ?? []
    }

    private func told(_ sentences: [Sentence]) -> [String] {
        sentences.flatMap { sentence in
            explanation.statements.filter { $0.sentence == sentence }.map(smith.text)
        }
    }

    private func amount(_ money: Money) -> String { words.amount(money, hold.currency) }
}
