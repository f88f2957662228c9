import SluiceAPI
import SluiceCore
import SluiceEngine

/// The board: is unlocking stable, now? Members are those the templates name.
struct OperationsPage: Sendable {
    struct Row: Sendable {
        var code: String
        var title: String
        var href: String
        var count: String
        var amounts: String
        var oldest: String
        var tone: String
        var owner: String
        var step: String
        var isRepairable: Bool
    }

    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var live: LiveLine
    var stale: String?
    var tiles: [Tile]
    var pulse: PulseTable
    var ages: AgeTable
    var lockTime: LockTimeTable
    var late: LateTable
    var hasLevels: Bool
    var levels: [LevelsPromise]
    /// Where levels are told in full, for who may open it.
    var levelsHref: String?
    var switchTone: String
    var switchIcon: String
    var switchWord: String
    var hasBoard: Bool
    var board: [Row]
    var boardEmpty: String

    /// - Parameter charts: the library that draws curves; nil where there is none.
    init(
        _ figures: OperationsFigures, charts: Asset?, _ principal: Principal, _ words: PageWords
    ) {
        frame = Frame(
            words.text(.navOperations), words,
            scripts: [.live, .keys] + (charts.map { [$0, .curves] } ?? []))
        t = words.texts
        staff = StaffBar(.operations, principal, words)
        live = LiveLine(
            stream: "/console/events", fragment: "/console/operations?fragment=body",
            after: figures.position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]),
            pause: 2_000)
        stale = figures.stale.map { words.text($0) }
        tiles = OperationsTiles(figures: figures, principal: principal, words: words).tiles
        pulse = PulseTable(figures.beats, hasCurves: charts != nil, words)
        ages = AgeTable(figures.board, words)
        lockTime = LockTimeTable(figures.board?.lockTime, principal, words)
        late = LateTable(figures, principal, words)
        levels = LevelsPromise.rows(figures.unlocks, figures.levels, words)
        hasLevels = !levels.isEmpty
        levelsHref = StaffBar.Page.levels.href(for: principal)
        let mark: Mark = figures.repairsAreOn ? .good : .watch
        (switchTone, switchIcon) = (mark.tone, mark.icon)
        switchWord = words.text(figures.repairsAreOn ? .repairsOn : .repairsOff)
        board = OperationsPage.rows(figures.board, words)
        hasBoard = !board.isEmpty
        boardEmpty = words.text(figures.board == nil ? .boardCounting : .boardNone)
    }

    /// Where a detector's list is.
    /// - Parameter cursor: where the page of the list begins; nil: the first.
    static func path(_ detector: Detector, at cursor: String? = nil) -> String {
        "/console/anomalies/\(detector.code)" + (cursor.map { "?cursor=" + $0 } ?? "")
    }

    /// What there is of each detector, the greatest amount first.
    private static func rows(_ figures: BoardFigures?, _ words: PageWords) -> [Row] {
        guard let figures else { return [] }
        let found = Detector.allCases.map { ($0, figures.tally($0)) }.filter { $0.1.count > 0 }
        let sorted = found.sorted {
            ($0.1.amounts.map(\.amount.minor).max() ?? 0, $0.1.count)
                > ($1.1.amounts.map(\.amount.minor).max() ?? 0, $1.1.count)
        }
        return sorted.map { detector, tally in
            let row = Catalogue.row(of: detector)
            return Row(
                code: detector.code, title: words.heading(row.title(in: words.language)),
                href: path(detector), count: "\(tally.count)",
                amounts: tally.amounts.isEmpty ? "–" : words.amounts(tally.amounts),
                oldest: tally.oldest.map { words.span(ns: figures.asOf.ns - $0.ns) } ?? "–",
                tone: detector.isSelfCheck ? "bad" : detector.isRepairable ? "good" : "watch",
                owner: words.text(ConsoleText(row.owner)), step: row.step(in: words.language),
                isRepairable: detector.isRepairable)
        }
    }
}

extension PageWords {
    /// `95`, `99.5`, `0.01`: a number of hundredths without what is nothing.
    static func hundredths(_ number: Int64) -> String {
        let (whole, rest) = number.quotientAndRemainder(dividingBy: 100)
        if rest == 0 { return "\(whole)" }
        if rest % 10 == 0 { return "\(whole).\(rest / 10)" }
        return "\(whole)." + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
