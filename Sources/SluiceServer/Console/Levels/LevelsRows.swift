import SluiceAPI
import SluiceCore
import SluiceEngine

/// How soon credit came back of one cause and tier. Members are those the templates name.
struct LevelsReturn: Sendable {
    var cause: String
    var count: String
    /// Since the engine was told: P50, P95 and P99.
    var times: String
    /// The same since what happened, by its own source.
    var timesFromFact: String
    var longest: String

    init(_ figures: UnlockFigures, _ words: PageWords) {
        cause = words.cause(figures)
        count = words.grouped("\(figures.total.count)")
        times = words.quantiles(figures.times)
        timesFromFact = words.quantiles(figures.timesFromFact)
        longest = words.brief(ns: figures.total.longestNs)
    }
}

/// What is promised of one cause and tier, and how it was kept. Members are those the templates name.
struct LevelsPromise: Sendable {
    var cause: String
    var promise: String
    var attained: Judged
    var budget: Judged
    var burnHour: Judged
    var burnDay: Judged

    /// Each level of what came back.
    static func rows(
        _ report: UnlockReport, _ levels: ServiceLevels, _ words: PageWords
    ) -> [LevelsPromise] {
        report.figures.filter { $0.total.count > 0 }.flatMap { figures in
            figures.levels(levels).map { LevelsPromise($0, of: figures, words) }
        }
    }

    private init(_ level: LevelFigures, of figures: UnlockFigures, _ words: PageWords) {
        cause = words.cause(figures)
        promise = words.promise(level)
        attained = Judged(
            PageWords.hundredths(level.attained) + " %",
            of: words.text(
                .levelsKeptOf,
                [
                    "kept": words.grouped("\(level.tally[keyPath: level.kept])"),
                    "count": words.grouped("\(level.tally.count)"),
                ]), .kept(level), words)
        budget = Judged(
            words.percent(level.budgetLeftPercent), of: words.text(.levelsIn28Days),
            .budgetLeft(level.budgetLeftPercent), words)
        burnHour = Self.burn(level, figures.newest, max: Mark.burnHourMax, words)
        burnDay = Self.burn(level, figures.day, max: Mark.burnDayMax, words)
    }

    private static func burn(
        _ level: LevelFigures, _ tally: UnlockTally, max: Int64, _ words: PageWords
    ) -> Judged {
        guard let percent = level.burnPercent(tally) else { return Judged("–", nil, words) }
        return Judged(
            words.percent(percent),
            of: words.text(.levelsOfReturns, ["count": words.grouped("\(tally.count)")]),
            .burn(percent, max: max), words)
    }
}

/// How soon a lane answered. Members are those the templates name.
struct LevelsLane: Sendable {
    var lane: String
    var count: String
    /// P50, P95 and P99.
    var times: String

    /// - Returns: nil where nothing was answered.
    init?(_ lane: Lane, _ answers: TimeSteps, _ words: PageWords) {
        guard answers.count > 0 else { return nil }
        self.lane = words.text(ConsoleText(lane))
        count = words.grouped("\(answers.count)")
        times = words.quantiles(answers)
    }
}

/// Orders of a class that a connector has to ask for. Members are those the templates name.
struct LevelsPull: Sendable {
    var connector: String
    var merchant: String
    var merchantHref: String
    var urgency: String
    var waiting: String
    var longest: String
    var oldest: Judged

    /// One a class.
    static func rows(_ standing: PullStanding, _ words: PageWords) -> [LevelsPull] {
        standing.classes.map { LevelsPull(standing, $0, words) }
    }

    private init(_ standing: PullStanding, _ one: PullStanding.OfClass, _ words: PageWords) {
        connector = standing.connector
        merchant = standing.merchant
        merchantHref = StaffBar.Page.levels.path([("merchant", standing.merchant)])
        urgency = words.text(ConsoleText(one.urgency))
        waiting = words.grouped("\(one.waiting)")
        longest = one.secondsMax.map { words.brief(ns: $0 * Span.secondNs) } ?? "–"
        let waitedNs = one.oldest.map { words.now.ns - $0.ns }
        let isLate = waitedNs.flatMap { waited in
            one.secondsMax.map { waited > $0 * Span.secondNs }
        }
        // Where nobody can say how long it may be, a wait is worth a look.
        let mark: Mark = isLate.map { $0 ? .act : .good } ?? (waitedNs == nil ? .good : .watch)
        oldest = Judged(waitedNs.map { words.brief(ns: max(0, $0)) } ?? "–", mark, words)
    }
}

/// What reviews of a kind and tier came to. Members are those the templates name.
struct LevelsYield: Sendable {
    var kind: String
    var found: Judged
    var forNothing: String

    init(_ yield: ReviewYield, _ words: PageWords) {
        let parts = [
            words.text(yield.kind == .placementReview ? .reviewOfPurchase : .reviewOfRelease),
            yield.tier.map { words.text(ConsoleText($0)) },
            yield.isDrawn ? words.text(.reviewDrawn) : nil, yield.currency.code,
        ]
        kind = parts.compactMap(\.self).joined(separator: " · ")
        let ended = yield.tally.found + yield.tally.nothing
        // One that was drawn is to find little: it says what the others miss.
        let isInVain = yield.tally.found == 0 && ended > 0 && !yield.isDrawn
        found = Judged(
            "\(yield.tally.found) / \(ended)", isInVain ? .watch : .good, words)
        let hours = Money(minor: min(yield.tally.delayedMinorSeconds / 3_600, Money.maximum.minor))
        forNothing = words.text(
            .amountHours, ["amount": words.amount(hours, yield.currency)])
    }
}

/// What the desk promises, and how it stands. Members are those the templates name.
struct LevelsDesk: Sendable {
    struct Row: Sendable {
        var tier: String
        var waiting: Judged
        var oldest: String
        var longest: String
        var lookedAtBy: String
    }

    var persons: String
    var rows: [Row]
    /// The desk's page, for who may open it.
    var href: String?

    init(_ desk: DeskFigures, _ principal: Principal, _ words: PageWords) {
        persons = words.text(.levelsPersons, ["count": "\(desk.persons)"])
        href = StaffBar.Page.reviews.href(for: principal)
        rows = desk.tiers.map { tier in
            let isHopeless = tier.waiting > 0 && tier.lookedAtBy == nil
            return Row(
                tier: words.text(ConsoleText(tier.tier)),
                waiting: Judged(
                    "\(tier.waiting)", of: words.text(.levelsOverdue, ["count": "\(tier.overdue)"]),
                    tier.overdue > 0 ? .act : isHopeless ? .watch : .good, words),
                oldest: tier.oldest.map { words.span(ns: words.now.ns - $0.ns) } ?? "–",
                longest: tier.staffedNsMax.map(words.span) ?? "–",
                lookedAtBy: tier.lookedAtBy.map(words.moment) ?? "–")
        }
    }
}
