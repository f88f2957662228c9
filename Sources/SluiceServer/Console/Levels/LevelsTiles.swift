import SluiceAPI
import SluiceCore
import SluiceEngine

/// The first row of the page of levels: what is missed, and what soon will be.
struct LevelsTiles {
    let figures: ServiceLevelFigures
    let words: PageWords

    var tiles: [Tile] {
        [met, budget]
            + (figures.merchant == nil
                ? [burn, .declines(figures.unlocks, href: nil, words)] : [])
    }

    /// Each level with what it is of.
    private var levels: [(level: LevelFigures, of: UnlockFigures)] {
        figures.unlocks.figures.filter { $0.total.count > 0 }.flatMap { figure in
            figure.levels(figures.levels).map { ($0, figure) }
        }
    }

    private var met: Tile {
        let met = levels.count { $0.level.isMet }
        let returns = figures.unlocks.figures.reduce(Int64(0)) { $0 + $1.total.count }
        return Tile(
            words.text(.tileLevels), "\(met) / \(levels.count)",
            of: words.text(.tileLevelsOf, ["count": words.grouped("\(returns)")]),
            met == levels.count ? .good : .act, href: "#levels", words)
    }

    private var budget: Tile {
        guard
            let least = levels.min(by: { $0.level.budgetLeftPercent < $1.level.budgetLeftPercent })
        else { return nothing(.tileBudget) }
        let percent = least.level.budgetLeftPercent
        return Tile(
            words.text(.tileBudget), words.percent(percent),
            of: words.text(.tileBudgetOf, ["level": name(least)]), .budgetLeft(percent),
            href: "#levels", words)
    }

    private var burn: Tile {
        let burns = levels.compactMap { one in
            one.level.burnPercent(one.of.newest).map { (percent: $0, of: one) }
        }
        guard let fastest = burns.max(by: { $0.percent < $1.percent }) else {
            return nothing(.tileBurn)
        }
        return Tile(
            words.text(.tileBurn), words.percent(fastest.percent),
            of: words.text(
                .tileBurnOf,
                [
                    "level": name(fastest.of),
                    "count": words.grouped("\(fastest.of.of.newest.count)"),
                ]), .burn(fastest.percent, max: Mark.burnHourMax), href: "#levels", words)
    }

    private func name(_ one: (level: LevelFigures, of: UnlockFigures)) -> String {
        words.cause(one.of) + " · " + words.promise(one.level)
    }

    private func nothing(_ name: ConsoleText) -> Tile {
        Tile(words.text(name), "–", of: words.text(.levelsNothing), .good, words)
    }
}
