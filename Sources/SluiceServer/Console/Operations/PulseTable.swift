import SluiceAPI
import SluiceCore
import SluiceEngine

/// How many commands were answered and how soon, half a minute a row. Members are those the templates
/// name.
struct PulseTable: Sendable {
    struct Row: Sendable {
        var until: String
        var cells: [Cell]
    }

    /// A figure as it is read, and as a curve takes it; nil where nothing was answered.
    struct Cell: Sendable {
        var text: String
        var value: String?
    }

    var rows: [Row]
    var hasRows: Bool
    /// Whether the library that draws curves is there; where it is not, the table stands open.
    var hasCurves: Bool

    /// - Parameter beats: the oldest first.
    init(_ beats: [Pulse.Beat], hasCurves: Bool, _ words: PageWords) {
        rows = beats.reversed().map { beat in
            let lanes: [Lane] = [.checkout, .unlock, .sync]
            return Row(
                until: words.clock(beat.until),
                cells: lanes.map { Cell(tenths: beat.tenths($0)) }
                    + [Lane.checkout, .unlock].flatMap { lane in
                        [5_000, 9_900].map {
                            Cell(ns: beat.answered[lane].quantileNs($0), words)
                        }
                    })
        }
        hasRows = !rows.isEmpty
        self.hasCurves = hasCurves
    }
}

extension PulseTable.Cell {
    fileprivate init(tenths: Int64) {
        text = "\(tenths / 10).\(tenths % 10)"
        value = text
    }

    fileprivate init(ns: Int64?, _ words: PageWords) {
        text = ns.map(words.brief) ?? "–"
        value = ns.map { "\($0 / Span.millisecondNs)" }
    }
}

/// What is open by age. Members are those the templates name.
struct AgeTable: Sendable {
    struct Row: Sendable {
        var age: String
        var width: String
        var count: String
        var amounts: String
    }

    var rows: [Row]
    var hasRows: Bool
    var of: String

    /// - Parameter figures: nil while the first count is made.
    init(_ figures: BoardFigures?, _ words: PageWords) {
        let ages = LockAge.allCases.map { ($0, figures?.ages[$0] ?? AmountTally()) }
        let total = ages.reduce(0) { $0 + $1.1.count }
        rows =
            total == 0
            ? []
            : ages.map { age, tally in
                Row(
                    age: words.text(ConsoleText(age)),
                    width: PageWords.hundredths(tally.count * 10_000 / total),
                    count: "\(tally.count)", amounts: words.amounts(tally))
            }
        hasRows = total > 0
        of =
            figures.map {
                words.text(.chartAgesOf, ["count": "\(total)", "time": words.clock($0.asOf)])
            } ?? words.text(.boardCounting)
    }
}

extension ConsoleText {
    init(_ age: LockAge) {
        self =
            switch age {
            case .hour: .ageHour
            case .day: .ageDay
            case .threeDays: .ageThreeDays
            case .week: .ageWeek
            case .twoWeeks: .ageTwoWeeks
            case .month: .ageMonth
            case .older: .ageOlder
            }
    }
}
