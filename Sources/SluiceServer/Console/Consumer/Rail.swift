import SluiceAPI
import SluiceCore

/// The stops of a lock on its way: those it passed with their times, where it is, and what is ahead.
struct Rail {
    let hold: HoldDocument
    let facts: [OrderDocument.Fact]
    let words: PageWords

    var stops: [CardModel.Stop] {
        let isReserved = hold.status == .pending
        var stops = [
            stop(.done, isReserved ? .stopReserved : .stopLocked, at: hold.placedAt)
        ]
        if isReserved {
            return stops + [
                CardModel.Stop(.now, .stopChecked, note: words.text(.waitsLender), words),
                CardModel.Stop(.ahead, .stopLocked, note: nil, words),
            ]
        }
        if hold.isAskedFor || time(of: .cancelled) != nil { return stops + returning }
        let ways: [(FactKind, ConsoleText)] =
            switch hold.captureOn {
            case .shipped: [(.shipped, .stopShipped)]
            case .delivered: [(.shipped, .stopShipped), (.delivered, .stopDelivered)]
            case .completed: [(.shipped, .stopShipped), (.completed, .stopCompleted)]
            }
        // What comes after a stop that was passed was passed too, told or not.
        let passed = ways.lastIndex { time(of: $0.0) != nil }
        for (index, way) in ways.enumerated() {
            if let passed, index <= passed {
                stops.append(stop(.done, way.1, at: time(of: way.0)))
            } else if index == (passed.map { $0 + 1 } ?? 0), hold.status.isOpen {
                stops.append(CardModel.Stop(.now, way.1, note: waits, words))
            } else {
                stops.append(CardModel.Stop(.ahead, way.1, note: nil, words))
            }
        }
        return stops + [end]
    }

    /// The stops of credit that is on its way back.
    private var returning: [CardModel.Stop] {
        let first: ConsoleText = time(of: .cancelled) == nil ? .stopAsked : .stopCancelled
        let since =
            time(of: .cancelled)
            ?? hold.overlays.first { $0.overlay.kind.isOfReturn }?.overlay.since
        var stops = [stop(.done, first, at: since)]
        if hold.isAskedFor {
            stops.append(CardModel.Stop(.now, .stopChecked, note: words.text(.waitsLender), words))
        }
        let isBack = !hold.status.isOpen
        return stops + [
            isBack
                ? stop(.done, .stopReturned, at: hold.endedAt)
                : CardModel.Stop(.ahead, .stopReturned, note: nil, words)
        ]
    }

    private var end: CardModel.Stop {
        guard !hold.status.isOpen else {
            return CardModel.Stop(.ahead, .stopBilled, note: nil, words)
        }
        let isBilled = hold.status == .captured || hold.status == .closed
        return stop(.done, isBilled ? .stopBilled : .stopReturned, at: hold.endedAt)
    }

    private var waits: String {
        switch Party(rawValue: hold.next(for: .consumer).who) {
        case .merchant: words.text(.waitsShop)
        case .consumer: words.text(.waitsYou)
        case .authority: words.text(.waitsAuthority)
        case .lender, .engine, nil: words.text(.waitsLender)
        }
    }

    private func time(of kind: FactKind) -> Instant? {
        facts.last { $0.kind == kind && !$0.isParked }?.occurredAt
    }

    private func stop(
        _ state: CardModel.Stop.State, _ label: ConsoleText, at time: Instant?
    ) -> CardModel.Stop {
        CardModel.Stop(state, label, note: time.map(words.short), words)
    }
}

extension OverlayKind {
    fileprivate var isOfReturn: Bool { self == .unlockReview || self == .releaseQueued }
}
