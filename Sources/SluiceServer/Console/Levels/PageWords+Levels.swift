import SluiceAPI
import SluiceCore
import SluiceEngine

/// Words for levels, as the board and the page of levels have them.
extension PageWords {
    /// A cause with its tier.
    func cause(_ figures: UnlockFigures) -> String {
        text(ConsoleText(figures.cause))
            + (figures.tier.map { " · " + text(ConsoleText($0)) } ?? "")
    }

    /// What is promised: a share, and within which time.
    func promise(_ level: LevelFigures) -> String {
        let share = PageWords.hundredths(level.share)
        return level.within.map {
            text(.levelShare, ["share": share, "time": brief(ns: $0)])
        } ?? text(.levelDeadline, ["share": share])
    }

    /// P50, P95 and P99, each at most.
    func quantiles(_ times: TimeSteps) -> String {
        [5_000, 9_500, 9_900].map { times.quantileNs($0).map(brief) ?? "–" }
            .joined(separator: " · ")
    }

    func percent(_ number: Int64) -> String {
        (number < 0 ? "−" : "") + grouped("\(number.magnitude)") + " %"
    }
}

extension ConsoleText {
    init(_ lane: Lane) {
        self =
            switch lane {
            case .unlock: .laneUnlock
            case .checkout: .laneCheckout
            case .sync: .laneSync
            case .background: .laneBackground
            }
    }

    init(_ urgency: PullClass) {
        self =
            switch urgency {
            case .urgent: .pullUrgent
            case .deadline: .pullDeadline
            case .doubt: .pullDoubt
            case .gap: .pullGap
            }
    }
}
