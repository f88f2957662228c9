import SluiceAPI
import SluiceCore
import SluiceEngine

/// The figures on top of the board; each leads to where it is told in full, for who may open that.
struct OperationsTiles {
    let figures: OperationsFigures
    let principal: Principal
    let words: PageWords

    /// The first row, what must be zero before all else.
    var tiles: [Tile] {
        [
            .declines(figures.unlocks, href: StaffBar.Page.levels.href(for: principal), words),
            anomaly(.lateCapture, .tileWrong, words.text(.tileWrongOf)),
            anomaly(
                .endPassed, .tilePast,
                words.text(.tilePastOf, ["count": "\(figures.openLocks)"])),
            feeds, ending, locked, unlockTimes, queue, open,
        ]
    }

    private func anomaly(_ detector: Detector, _ name: ConsoleText, _ of: String) -> Tile {
        let count = figures.board?.tally(detector).count ?? 0
        return Tile(
            words.text(name), "\(count)", of: of,
            count == 0 ? .good : detector.isSelfCheck ? .act : .watch,
            href: OperationsPage.path(detector), words)
    }

    private var feeds: Tile {
        let tally = figures.board?.tally(.feedLost) ?? AnomalyTally()
        return Tile(
            words.text(.tileFeeds), "\(tally.count)",
            of: words.text(.tileFeedsOf, ["amounts": words.amounts(tally.amounts)]),
            tally.count == 0 ? .good : .watch, href: OperationsPage.path(.feedLost), words)
    }

    private var ending: Tile {
        Tile(
            words.text(.tileDue, ["time": words.moment(figures.dueBy)]),
            "\(figures.due)" + (figures.hasMoreDue ? "+" : ""),
            of: words.text(.tileDueOf, ["count": "\(figures.openLocks)"]),
            figures.due == 0 ? .good : .watch, words)
    }

    /// What is open; to be watched once some of it is older than a month.
    private var locked: Tile {
        let ages = figures.board?.ages ?? [:]
        let sum = ages.values.reduce(into: AmountTally()) { $0 += $1 }
        let old = ages[.older]?.count ?? 0
        var tile = Tile(
            words.text(.tileLocked), words.amounts(sum),
            of: figures.board.map {
                words.text(
                    .tileLockedOf,
                    [
                        "count": words.grouped("\(sum.count)"), "old": words.grouped("\(old)"),
                        "time": words.clock($0.asOf),
                    ])
            } ?? words.text(.boardCounting), old == 0 ? .good : .watch, href: "#ages", words)
        tile.isLong = true
        return tile
    }

    private var unlockTimes: Tile {
        let levels = figures.levels
        var times = TimeSteps()
        for figures in figures.unlocks.figures where figures.cause != .doubt {
            for (step, count) in figures.times.counts.enumerated() {
                times.add(count, atStep: step)
            }
        }
        let isMet =
            (times.quantileNs(9_500) ?? 0) <= levels.p95Ns
            && (times.quantileNs(9_900) ?? 0) <= levels.p99Ns
        var tile = Tile(
            words.text(.tileUnlock), words.quantiles(times),
            of: words.text(
                .tileUnlockOf,
                [
                    "p95": words.brief(ns: levels.p95Ns), "p99": words.brief(ns: levels.p99Ns),
                    "count": "\(times.count)",
                ]), isMet ? .good : .watch, href: StaffBar.Page.levels.href(for: principal), words)
        tile.isLong = true
        return tile
    }

    /// By tier, each with its oldest wait.
    private var queue: Tile {
        let cases = figures.cases
        let tiers = RiskTier.allCases.map { tier in
            let waiting = cases.filter { $0.tier == tier }
            let text = words.text(ConsoleText(tier)) + " \(waiting.count)"
            return waiting.map(\.since).min().map {
                words.text(
                    .tileQueueTier,
                    ["tier": text, "oldest": words.span(ns: words.now.ns - $0.ns)])
            } ?? text
        }
        let isPast = cases.contains { $0.until <= words.now }
        return Tile(
            words.text(.tileQueue), "\(cases.count)",
            of: cases.isEmpty ? words.text(.tileQueueNone) : tiers.joined(separator: " · "),
            isPast ? .act : .good, href: StaffBar.Page.reviews.href(for: principal), words)
    }

    private var open: Tile {
        var all = AnomalyTally()
        var count = 0
        for detector in Detector.allCases {
            let tally = figures.board?.tally(detector) ?? AnomalyTally()
            count += tally.count
            for sum in tally.amounts { all.add(sum.amount, sum.currency) }
        }
        return Tile(
            words.text(.tileAnomalies), "\(count)",
            of: words.text(
                .tileAnomaliesOf,
                [
                    "amounts": words.amounts(all.amounts),
                    "time": words.clock(figures.board?.asOf ?? words.now),
                ]), count == 0 ? .good : .watch, href: "#board", words)
    }
}
