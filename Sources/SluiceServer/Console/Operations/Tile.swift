import SluiceAPI
import SluiceCore
import SluiceEngine

/// One figure of the board, with what it is of and what to make of it. Members are those the templates
/// name.
struct Tile: Sendable {
    var name: String
    var value: String
    var isLong = false
    var of: String
    var tone: String
    var icon: String
    var word: String
    /// Where the figure is told in full; nil for one that has no list.
    var href: String?

    init(
        _ name: String, _ value: String, of: String, _ mark: Mark, href: String? = nil,
        _ words: PageWords
    ) {
        self.name = name
        self.value = value
        self.of = of
        (tone, icon, word) = (mark.tone, mark.icon, words.text(mark.word))
        self.href = href
    }
}

extension OperationsFigures {
    /// The first row, what must be zero before all else.
    func tiles(_ words: PageWords) -> [Tile] {
        [
            declines(words), anomaly(.lateCapture, .tileWrong, words.text(.tileWrongOf), words),
            anomaly(
                .endPassed, .tilePast,
                words.text(.tilePastOf, ["count": "\(openLocks)"]), words),
            feeds(words), ending(words), unlockTimes(words), queue(words), open(words),
        ]
    }

    private func declines(_ words: PageWords) -> Tile {
        let count = unlocks.declinesAvoidable
        return Tile(
            words.text(.tileDeclines), "\(count)",
            of: words.text(.tileDeclinesOf, ["count": "\(unlocks.declinesPrevented)"]),
            count == 0 ? .good : .act, words)
    }

    private func anomaly(
        _ detector: Detector, _ name: ConsoleText, _ of: String, _ words: PageWords
    ) -> Tile {
        let count = board?.tally(detector).count ?? 0
        return Tile(
            words.text(name), "\(count)", of: of,
            count == 0 ? .good : detector.isSelfCheck ? .act : .watch,
            href: OperationsPage.path(detector), words)
    }

    private func feeds(_ words: PageWords) -> Tile {
        let tally = board?.tally(.feedLost) ?? AnomalyTally()
        return Tile(
            words.text(.tileFeeds), "\(tally.count)",
            of: words.text(.tileFeedsOf, ["amounts": words.amounts(tally.amounts)]),
            tally.count == 0 ? .good : .watch, href: OperationsPage.path(.feedLost), words)
    }

    private func ending(_ words: PageWords) -> Tile {
        Tile(
            words.text(.tileDue, ["time": words.moment(dueBy)]),
            "\(due)" + (hasMoreDue ? "+" : ""),
            of: words.text(.tileDueOf, ["count": "\(openLocks)"]),
            due == 0 ? .good : .watch, words)
    }

    private func unlockTimes(_ words: PageWords) -> Tile {
        var times = TimeSteps()
        for figures in unlocks.figures where figures.cause != .doubt {
            for (step, count) in figures.times.counts.enumerated() {
                times.add(count, atStep: step)
            }
        }
        let quantiles = [5_000, 9_500, 9_900].map { times.quantileNs($0) }
        let isMet =
            (quantiles[1] ?? 0) <= levels.p95Ns && (quantiles[2] ?? 0) <= levels.p99Ns
        var tile = Tile(
            words.text(.tileUnlock),
            quantiles.map { $0.map(words.brief) ?? "–" }.joined(separator: " · "),
            of: words.text(
                .tileUnlockOf,
                [
                    "p95": words.brief(ns: levels.p95Ns), "p99": words.brief(ns: levels.p99Ns),
                    "count": "\(times.count)",
                ]), isMet ? .good : .watch, words)
        tile.isLong = true
        return tile
    }

    private func queue(_ words: PageWords) -> Tile {
        let oldest = cases.map(\.since).min()
        let tiers = RiskTier.allCases.map { tier in
            words.text(ConsoleText(tier)) + " \(cases.count { $0.tier == tier })"
        }
        let isPast = cases.contains { $0.until <= words.now }
        return Tile(
            words.text(.tileQueue), "\(cases.count)",
            of: oldest.map {
                words.text(
                    .tileQueueOf,
                    [
                        "tiers": tiers.joined(separator: " · "),
                        "oldest": words.span(ns: words.now.ns - $0.ns),
                    ])
            } ?? words.text(.tileQueueNone),
            isPast ? .act : .good, words)
    }

    private func open(_ words: PageWords) -> Tile {
        var all = AnomalyTally()
        var count = 0
        for detector in Detector.allCases {
            let tally = board?.tally(detector) ?? AnomalyTally()
            count += tally.count
            for sum in tally.amounts { all.add(sum.amount, sum.currency) }
        }
        return Tile(
            words.text(.tileAnomalies), "\(count)",
            of: words.text(
                .tileAnomaliesOf,
                [
                    "amounts": words.amounts(all.amounts),
                    "time": words.clock(board?.asOf ?? words.now),
                ]), count == 0 ? .good : .watch, href: "#board", words)
    }
}

extension PageWords {
    /// Amounts by currency; `0` for none.
    func amounts(_ sums: [AnomalyTally.Sum]) -> String {
        sums.isEmpty
            ? "0"
            : sums.map { amount(min($0.amount, .maximum), $0.currency) }.joined(separator: ", ")
    }

    /// A span of a machine: `3 ms`, `1.5 s`, `15 min`.
    func brief(ns: Int64) -> String {
        switch ns {
        case ..<Span.millisecondNs: "< 1 ms"
        case ..<Span.secondNs: "\(ns / Span.millisecondNs) ms"
        case ..<(2 * Span.minuteNs):
            ns % Span.secondNs == 0
                ? "\(ns / Span.secondNs) s"
                : "\(ns / Span.secondNs).\(ns % Span.secondNs / (100 * Span.millisecondNs)) s"
        default: span(ns: ns)
        }
    }
}
