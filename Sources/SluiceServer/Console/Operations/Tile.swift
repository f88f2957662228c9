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

extension Tile {
    /// Purchases that were refused for credit that should have been free: the target is 0.
    static func declines(_ unlocks: UnlockReport, href: String?, _ words: PageWords) -> Tile {
        let count = unlocks.declinesAvoidable
        return Tile(
            words.text(.tileDeclines), "\(count)",
            of: words.text(.tileDeclinesOf, ["count": "\(unlocks.declinesPrevented)"]),
            count == 0 ? .good : .act, href: href, words)
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
