import SluiceAPI
import SluiceCore

// Releases that are not decided in their time.

extension NaiveMessages {
    /// The deadline that a fact gives to the review of a release; nil where it changes none.
    private func deadline(at index: Int) -> (hold: HoldKey, until: Instant)? {
        guard case .holdChanged(let changed) = facts[index].event, isLive(at: index),
            open(of: changed.hold, before: index).minor > 0, let until = changed.overlay?.until
        else { return nil }
        switch changed.kind {
        case .reviewOpened: return (changed.hold, until)
        case .reviewMoved where reviewDeadline(of: changed.hold, before: index) != until:
            return (changed.hold, until)
        default: return nil
        }
    }

    /// Once four fifths of the time are over.
    var risks: [(Reminder, Telling)] {
        facts.indices.compactMap { index in
            guard let (hold, until) = deadline(at: index),
                let placed = placement(of: hold, before: index)
            else { return nil }
            let at = facts[index].at
            let due = at.adding(spanNs: (until.ns - at.ns) / 5 * 4)
            let over = deadlineOver(hold, after: index, until: until)
            guard due > at, due <= end, over.map({ $0.at >= due }) ?? true else { return nil }
            let next = facts.firstIndex { $0.at >= due } ?? facts.count
            let telling = Telling(
                at: due, index: 2 * next, persons: ["staff"],
                line: text(
                    due, "sla_at_risk", hold, .none, "0", placed.currency, .none,
                    [("amount", open(of: hold, before: next).minor), ("until", until.ns)],
                    due.adding(spanNs: 60 * Span.secondNs), over))
            return (
                Reminder(due: due, account: placed.account, subject: .review(hold)), telling
            )
        }
    }

    /// When only the hard stop is left.
    func breach(_ index: Int) -> Telling? {
        guard let (hold, until) = deadline(at: index),
            case .holdChanged(let changed) = facts[index].event, changed.kind == .reviewMoved,
            changed.reason == .riskReviewEscalated, changed.overlay?.hardStop == until,
            let before = reviewDeadline(of: hold, before: index),
            let placed = placement(of: hold, before: index)
        else { return nil }
        return line(
            index, "sla_breached", 60, ["staff"], hold: hold, placed.currency, changed.reason,
            [
                ("amount", open(of: hold, before: index).minor), ("until", until.ns),
                ("previous", before.ns),
            ])
    }
}
