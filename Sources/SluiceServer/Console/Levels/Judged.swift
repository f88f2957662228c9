import SluiceAPI
import SluiceCore

/// A figure with what it is of and what to make of it. Members are those the templates name.
struct Judged: Sendable {
    var text: String
    /// nil where it stands for itself.
    var of: String?
    /// Whether there is a word for it: none for what there is nothing of.
    var isMarked: Bool
    var tone = ""
    var icon = ""
    var word = ""

    init(_ text: String, of: String? = nil, _ mark: Mark?, _ words: PageWords) {
        self.text = text
        self.of = of
        isMarked = mark != nil
        guard let mark else { return }
        (tone, icon, word) = (mark.tone, mark.icon, words.text(mark.word))
    }
}

/// When a figure of a level is good, is to be watched, and is to be acted on: as the guide
/// `docs/guides/read-the-service-level.md` tells.
extension Mark {
    /// In percent of what the budget lasts with: a budget of four weeks is gone in less than three days.
    static let burnHourMax: Int64 = 1_000
    /// The same of a day: gone in two weeks.
    static let burnDayMax: Int64 = 200
    /// In percent: less is left than a quarter.
    static let budgetLeftMin: Int64 = 25

    static func kept(_ level: LevelFigures) -> Mark { level.isMet ? .good : .act }

    static func budgetLeft(_ percent: Int64) -> Mark {
        percent < 0 ? .act : percent < budgetLeftMin ? .watch : .good
    }

    /// - Parameter max: above it somebody acts; at 100 the budget lasts just as long as it is for.
    static func burn(_ percent: Int64, max: Int64) -> Mark {
        percent > max ? .act : percent > 100 ? .watch : .good
    }
}
