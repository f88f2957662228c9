import SluiceAPI
import SluiceCore
import SluiceEngine

/// What became of money: of a repayment, of the limit, of the bill.
extension Answerer {
    // MARK: I repaid

    var repaid: Answer {
        let waits = isOpen ? [words.text(.repaidEndsNoLock)] + told([.awaited]) : []
        guard let last = line.repayments.last else {
            return Answer(.repaidUnheard, [words.text(.repaidUnheard)] + waits)
        }
        guard !last.isBounced else {
            let text = words.text(
                .repaidBounced,
                ["amount": amount(last.amount), "time": words.moment(last.time)])
            return Answer(.repaidBounced, [text] + waits)
        }
        let text = words.text(
            .repaidHeard,
            [
                "amount": amount(last.amount), "time": words.moment(last.time),
                "used": amount(line.balances.owed),
            ])
        let cause: AnswerCause =
            switch room {
            case .some: .repaidCounted
            case .moved: .repaidLimitMoved
            case .full: .repaidLimitFull
            }
        return Answer(cause, [text] + room(in: words) + waits)
    }

    // MARK: My limit did not change

    var unchanged: Answer {
        let back = amounts.released + amounts.expired + amounts.refunded
        guard back.isPositive else {
            return isOpen
                ? Answer(
                    .stillLocked,
                    [words.text(.unchangedOpen, ["amount": amount(amounts.open)])]
                        + told([.billed, .thenReturned, .thenChecked, .thenDeclined]))
                : Answer(.billedNotBack, [words.text(.billedNotBack)] + told([.billed]))
        }
        let cause: AnswerCause =
            switch room {
            case .some: .cameBack
            case .moved: .limitMoved
            case .full: .limitFull
            }
        return Answer(
            cause,
            told([.unlocked, .returned, .refunded, .availableRose, .lineCut, .lineUsed])
                + room(in: words) + told([.locked]))
    }

    // MARK: Will it be billed

    var billed: Answer {
        let said = told([.billed, .refunded, .unlocked, .returned])
        if amounts.refunded.isPositive { return Answer(.billedRefunded, said) }
        guard amounts.captured.isPositive else {
            guard isOpen else { return Answer(.billedNever, said) }
            return Answer(
                doubt == nil ? .billedIfShipped : .billedIfKept,
                told([.endsBilled, .thenChecked, .thenReturned, .thenDeclined]))
        }
        return Answer(
            amounts.captured < amounts.authorised ? .billedPart : .billedAll,
            said + told([.endsBilled]))
    }

    // MARK: What there is to spend

    private enum Room {
        case some
        /// Nothing, since the limit was changed below what is locked and used.
        case moved(Instant)
        case full
    }

    private var room: Room {
        if line.balances.available.isPositive { return .some }
        if line.balances.overlimit.isPositive, let change = line.limitChanges.last {
            return .moved(change.time)
        }
        return .full
    }

    private func room(in words: PageWords) -> [String] {
        switch room {
        case .some:
            [words.text(.availableNow, ["available": amount(line.balances.available)])]
        case .moved(let time): [words.text(.limitMoved, ["time": words.moment(time)])]
        case .full: [words.text(.limitFull)]
        }
    }
}
