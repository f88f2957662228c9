import SluiceAPI
import SluiceCore

// Holds that have not ended by the time that was told.

extension NaiveMessages {
    var slips: [(Reminder, Telling)] {
        facts.indices.flatMap { index -> [(Reminder, Telling)] in
            guard case .holdPlaced(let placed) = facts[index].event,
                openAtPlacement(placed).minor > 0, isLive(at: index),
                let told = Told.random(placed, facts[index].at)
            else { return [] }
            return slips(of: placed, told, placedAt: facts[index].at)
        }
    }

    /// First from the time told for nine of ten to the latest told, then from that to the end.
    private func slips(
        of placed: HoldPlaced, _ told: Told, placedAt: Instant
    ) -> [(Reminder, Telling)] {
        var found: [(Reminder, Telling)] = []
        var (previous, known) = (told.p90, placed.expiresAt)
        var before = placedAt
        while previous > before, previous < known, previous <= end {
            let next = facts.firstIndex { $0.at >= previous } ?? facts.count
            guard open(of: placed.hold, before: next).minor > 0,
                let terms = terms(of: placed.hold, before: next), previous < terms.expiresAt
            else { break }
            let isFirst = previous == told.p90
            let follows =
                isFirst && told.latest > previous && told.latest < terms.expiresAt
                ? told.latest : terms.expiresAt
            var overtaken = over(placed.hold, after: next - 1) { other in
                ![.approved, .reviewOpened, .reviewMoved, .reviewClosed, .noticed]
                    .contains(other.kind) && other.expiresAt != terms.expiresAt
            }
            if slipsAgain(placed, at: follows, first: overtaken) {
                overtaken = (follows, "moved")
            }
            let isReviewed = reviewDeadline(of: placed.hold, before: next) != nil
            let telling = Telling(
                at: previous, index: 2 * next,
                persons: [
                    "consumer \(placed.account.high)", "merchant \(placed.merchant.high)", "staff",
                ],
                line: text(
                    previous, "slipped", placed.hold, .none, "0", placed.currency,
                    isReviewed ? .reviewPending : .none,
                    [
                        ("amount", open(of: placed.hold, before: next).minor),
                        ("until", follows.ns), ("previous", previous.ns),
                    ], previous.adding(spanNs: 900 * Span.secondNs), overtaken))
            found.append(
                (
                    Reminder(
                        due: previous, account: placed.account, subject: .hold(placed.hold)),
                    telling
                ))
            (before, previous, known) = (previous, follows, terms.expiresAt)
        }
        return found
    }

    /// Whether the next slip comes before whatever else overtakes the one before it.
    private func slipsAgain(_ placed: HoldPlaced, at due: Instant, first: Over?) -> Bool {
        guard due <= end, first.map({ due <= $0.at }) ?? true else { return false }
        let next = facts.firstIndex { $0.at >= due } ?? facts.count
        guard let terms = terms(of: placed.hold, before: next) else { return false }
        return due < terms.expiresAt && open(of: placed.hold, before: next).minor > 0
    }
}
