import SluiceAPI
import SluiceCore

/// What the shop told us of the order, and what it did not.
extension Answerer {
    // MARK: I cancelled

    var cancelled: Answer {
        if let fact = fact([.cancelled]) { return cancelled(by: fact) }
        if let fact = fact([.lineCancelled]) {
            let isWhole = !isOpen && amounts.captured == .zero
            return Answer(
                isWhole ? .cancelReturned : .cancelPart,
                [heard(isWhole ? .cancelledHeard : .cancelledPart, fact)]
                    + told([.unlocked, .returned, .billed, .locked, .thenReturned]))
        }
        if isOpen {
            return Answer(
                .cancelUnheard,
                [words.text(.cancelledUnheard)] + pulls
                    + told([.thenReturned, .thenChecked, .thenDeclined, .askShop]))
        }
        guard amounts.captured.isPositive else {
            return Answer(
                .cancelUnheardReturned,
                [words.text(.cancelledUnheardEnded)] + told([.unlocked, .ended]))
        }
        return Answer(
            .cancelUnheardBilled,
            [words.text(.cancelledUnheardBilled)]
                + (shipment.map { [heard(.shippedHeard, $0)] } ?? [])
                + told([.billed, .returned, .refunded, .returnGoods]))
    }

    private func cancelled(by fact: OrderDocument.Fact) -> Answer {
        let said = [heard(.cancelledHeard, fact)]
        if doubt != nil {
            return Answer(.cancelChecked, said + told([.queued, .thenChecked]))
        }
        if isOpen { return Answer(.cancelHeld, said + told([.locked, .thenReturned, .askShop])) }
        if amounts.captured.isPositive {
            return Answer(
                .cancelLate,
                said + [words.text(.cancelledLate)]
                    + told([.billed, .returned, .refunded, .askPerson]))
        }
        return Answer(.cancelReturned, said + told([.unlocked, .ended]))
    }

    // MARK: I sent it back

    var returned: Answer {
        if let last = openReturn ?? returns.last {
            return Answer(cause(of: last), returns.flatMap(sentences))
        }
        if let fact = fact([.returnReceived]) { return returned(by: fact) }
        guard isOpen || amounts.captured.isPositive else {
            return Answer(.returnNothingBilled, [words.text(.returnNothingBilled)])
        }
        if let fact = fact([.returnRequested, .returnShipped]) {
            return Answer(
                .returnTold,
                [heard(.returnTold, fact)] + told([.billed, .locked, .askShop, .askPerson]))
        }
        return Answer(
            .returnUnheard, [words.text(.returnNone)] + told([.returnGoods, .askShop]))
    }

    /// Goods that came back before a return was told of, or before they were billed.
    private func returned(by fact: OrderDocument.Fact) -> Answer {
        let said = [heard(.returnReceived, fact)]
        if amounts.refunded.isPositive {
            return Answer(.returnRefunded, said + told([.refunded, .askPerson]))
        }
        if doubt != nil {
            return Answer(
                .returnChecked, said + [words.text(.returnChecked)] + told([.queued, .thenChecked]))
        }
        guard isOpen || amounts.captured.isPositive else {
            return Answer(.returnNothingBilled, said + told([.unlocked, .ended]))
        }
        return Answer(.returnReceived, said + told([.thenReturned, .askShop, .askPerson]))
    }

    private func cause(of state: ReturnCase) -> AnswerCause {
        switch state.stage {
        case .goods: .returnGoods
        case .inspection: .returnInspection
        case .staff: .returnStaff
        case .closed: state.refunded.isPositive ? .returnRefunded : .returnLapsed
        }
    }

    private func sentences(of state: ReturnCase) -> [String] {
        guard state.isOpen else {
            return state.refunded.isPositive
                ? [words.text(.returnClosed, ["amount": amount(state.refunded)])]
                : [words.text(.returnLapsed)]
        }
        return [
            words.text(
                .returnOpen,
                ["amount": amount(state.rest), "time": words.moment(state.openedAt)])
        ] + next(of: state)
    }

    /// Whose step is next of an open return, and by when.
    func next(of state: ReturnCase) -> [String] {
        [
            words.text(ReturnCard.said(state.stage)),
            words.sentence(words.text(.latestReturn, ["time": words.moment(state.dueAt)])),
        ]
    }

    // MARK: The shop has not shipped

    var unshipped: Answer {
        let isPart = amounts.captured.isPositive && amounts.captured < amounts.authorised
        let waits = told([.awaited, .thenReturned, .thenChecked, .thenDeclined]) + pulls
        guard let shipment else {
            if amounts.captured.isPositive {
                return Answer(
                    isPart ? .shipPart : .shipHeard, told([.billed]) + (isOpen ? waits : []))
            }
            return isOpen
                ? Answer(.shipUnheard, [words.text(.shippedUnheard)] + waits)
                : Answer(.shipNever, [words.text(.shipsNoMore)] + told([.unlocked, .ended]))
        }
        if isPart {
            return Answer(
                .shipPart,
                [heard(.shippedPart, shipment)] + told([.billed, .returned]) + (isOpen ? waits : [])
            )
        }
        if !isOpen, shipment.recordedAt > hold.endedAt {
            return Answer(
                .shipAfterEnd, [heard(.shippedAfterEnd, shipment)] + told([.unlocked, .ended]))
        }
        return Answer(
            .shipHeard,
            [heard(.shippedHeard, shipment)] + told([.billed, .unlocked]) + (isOpen ? waits : []))
    }
}
