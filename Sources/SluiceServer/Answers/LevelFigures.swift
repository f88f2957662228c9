import SluiceAPI
import SluiceCore
import SluiceEngine

/// One level of one cause: of which share it is promised, and how it was kept.
struct LevelFigures: Equatable {
    /// In ten-thousandths.
    var share: Int64
    /// nil: by the deadline that each had.
    var within: Int64?
    var tally: UnlockTally
    var kept: KeyPath<UnlockTally, Int64>

    /// In ten-thousandths.
    var attained: Int64 { LevelFigures.share(tally[keyPath: kept], of: tally.count) }
    var isMet: Bool { attained >= share }

    /// How much of what may miss the level has not, in percent; below zero once the level is missed.
    var budgetLeftPercent: Int64 {
        let missed = (tally.count - tally[keyPath: kept]) * 10_000
        let allowed = tally.count * (10_000 - share)
        if missed == 0 { return 100 }
        return allowed == 0 ? -999 : max(-999, 100 - missed * 100 / allowed)
    }

    /// How fast a time spent the budget, in percent: at 100 it lasts just as long as it is for.
    func burnPercent(_ tally: UnlockTally) -> Int64? {
        guard tally.count > 0, share < 10_000 else { return nil }
        let missed = 10_000 - LevelFigures.share(tally[keyPath: kept], of: tally.count)
        return missed * 100 / (10_000 - share)
    }

    private static func share(_ part: Int64, of count: Int64) -> Int64 {
        count == 0 ? 10_000 : part * 10_000 / count
    }
}

extension UnlockFigures {
    /// The levels of the cause. What is in doubt has one: its own deadline.
    func levels(_ terms: ServiceLevels) -> [LevelFigures] {
        if cause == .doubt {
            return [LevelFigures(share: 9_900, within: nil, tally: total, kept: \.keptP99)]
        }
        return [
            LevelFigures(share: 9_500, within: terms.p95Ns, tally: total, kept: \.keptP95),
            LevelFigures(share: 9_900, within: terms.p99Ns, tally: total, kept: \.keptP99),
            LevelFigures(share: 10_000, within: terms.allNs, tally: total, kept: \.keptAll),
        ]
    }

    func write(_ terms: ServiceLevels, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("cause", cause.code)
            if let tier { writer.member("tier", tier.code) }
            writer.member("count", total.count)
            writer.member("longest_milliseconds", total.longestNs / Span.millisecondNs)
            if times.count > 0 {
                writer.name("milliseconds")
                times.write(to: &writer)
            }
            if timesFromFact.count > 0 {
                writer.name("milliseconds_since_fact")
                timesFromFact.write(to: &writer)
            }
            writer.name("levels")
            writer.array { writer in
                for level in levels(terms) {
                    writer.object { writer in
                        writer.member("share", level.share)
                        if let within = level.within {
                            writer.member("within_milliseconds", within / Span.millisecondNs)
                        }
                        writer.member("attained", level.attained)
                        writer.member("met", level.isMet)
                        writer.member("budget_left_percent", level.budgetLeftPercent)
                        if let burn = level.burnPercent(newest) {
                            writer.member("burn_hour_percent", burn)
                        }
                        if let burn = level.burnPercent(day) {
                            writer.member("burn_day_percent", burn)
                        }
                    }
                }
            }
        }
    }
}

extension TimeSteps {
    /// At most so long: the steps are powers of two.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for (name, share) in [("p50", 5_000), ("p95", 9_500), ("p99", 9_900)] {
                let ns = quantileNs(Int64(share)) ?? 0
                writer.member(name, ns / Span.millisecondNs)
            }
        }
    }
}

extension ReviewYield {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("kind", kind.code)
            if let tier { writer.member("tier", tier.code) }
            if isDrawn { writer.member("random", true) }
            writer.member("currency", currency.code)
            writer.member("ended", tally.found + tally.nothing)
            writer.member("found", tally.found)
            writer.member("amount_hours_for_nothing", tally.delayedMinorSeconds / 3_600)
        }
    }
}
