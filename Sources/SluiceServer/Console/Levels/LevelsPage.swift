import SluiceAPI
import SluiceCore
import SluiceEngine

/// Service levels: how soon credit comes back that is due, and where the time goes. Members are those
/// the templates name.
struct LevelsPage: Sendable {
    var frame: Frame
    var t: [String: String]
    var staff: StaffBar
    var live: LiveLine
    var heading: String
    /// The merchant that was asked for, as it was written.
    var asked: String
    /// Back to those of all merchants, from those of one.
    var allHref: String?
    var fault: String?
    /// The time returns are counted over.
    var window: String
    /// Whether returns are known by the day: no times but the longest, and no burn.
    var isByDay: Bool
    var tiles: [Tile]
    var hasReturns: Bool
    var returns: [LevelsReturn]
    var levels: [LevelsPromise]
    var pulls: [LevelsPull]
    var hasPulls: Bool
    /// What is told of all merchants alone.
    var whole: LevelsWhole?

    init(
        _ figures: ServiceLevelFigures, of merchant: String?, isUnknown: Bool,
        at position: EventPosition, _ principal: Principal, _ words: PageWords
    ) {
        frame = Frame(words.text(.navLevels), words, scripts: [.live, .keys])
        t = words.texts
        staff = StaffBar(.levels, principal, words)
        live = LiveLine(
            stream: "/console/events",
            fragment: StaffBar.Page.levels.path([("merchant", merchant), ("fragment", "body")]),
            after: position.text,
            asOf: words.text(.liveAsOf, ["time": words.clock(words.now)]), pause: 2_000)
        heading =
            merchant.map { words.text(.levelsOfMerchant, ["merchant": $0]) }
            ?? words.text(.navLevels)
        asked = merchant ?? ""
        allHref = merchant.map { _ in StaffBar.Page.levels.path }
        fault = isUnknown ? words.text(.merchantUnknown) : nil
        window = words.text(
            .levelsWindow,
            ["from": words.short(figures.from), "until": words.short(figures.until)])
        isByDay = merchant != nil
        returns = figures.unlocks.figures.filter { $0.total.count > 0 }.map {
            LevelsReturn($0, words)
        }
        hasReturns = !returns.isEmpty
        levels = LevelsPromise.rows(figures.unlocks, figures.levels, words)
        pulls = figures.pulls.flatMap { LevelsPull.rows($0, words) }
        hasPulls = !pulls.isEmpty
        whole = merchant == nil ? LevelsWhole(figures, principal, words) : nil
        tiles = LevelsTiles(figures: figures, words: words).tiles
    }
}

/// What is told of all merchants alone. Members are those the templates name.
struct LevelsWhole: Sendable {
    var hasLanes: Bool
    var lanes: [LevelsLane]
    var hasYields: Bool
    var yields: [LevelsYield]
    var desk: LevelsDesk?

    init(_ figures: ServiceLevelFigures, _ principal: Principal, _ words: PageWords) {
        lanes = Lane.allCases.compactMap { LevelsLane($0, figures.answers[$0], words) }
        hasLanes = !lanes.isEmpty
        yields = figures.unlocks.reviews.map { LevelsYield($0, words) }
        hasYields = !yields.isEmpty
        desk = figures.desk.map { LevelsDesk($0, principal, words) }
    }
}
