import SluiceAPI
import SluiceCore
import SluiceEngine

/// A merchant that has not told what it ought to have told.
struct LateMerchant: Sendable {
    var name: String
    /// Whether nothing is heard of it at all.
    var isLost: Bool
    /// Orders it has not spoken of, and numbers of its sequence that are missing.
    var untold: Int
    var missing: Int
    /// Since when the oldest of these is awaited; nil where nobody can say.
    var since: Instant?
    /// What is locked with it: all where its feed is lost, else of the orders untold.
    var amounts: [AnomalyTally.Sum]

    fileprivate static let detectors: [Detector] = [.feedLost, .orderUntold, .sequenceGap]
}

extension Door {
    /// Merchants that are late to tell, the latest first, as the board was counted; and how many there are.
    func lateMerchants() -> (listed: [LateMerchant], count: Int) {
        guard let board = board.figures else { return ([], 0) }
        let found = board.merchants(LateMerchant.detectors)
        return (
            found.prefix(ConsoleLimits.boardMerchantsMax).map { merchant, oldest in
                let isLost = board.tally(.feedLost, of: merchant).count > 0
                let untold = board.tally(.orderUntold, of: merchant)
                return LateMerchant(
                    name: naming.merchant(merchant), isLost: isLost, untold: untold.count,
                    missing: board.tally(.sequenceGap, of: merchant).count, since: oldest,
                    amounts: isLost ? board.openAmounts(of: merchant) : untold.amounts)
            }, found.count
        )
    }
}

/// Merchants by how late they are. Members are those the templates name.
struct LateTable: Sendable {
    struct Row: Sendable {
        var merchant: String
        var href: String?
        var what: String
        var tone: String
        var icon: String
        var word: String
        var amounts: String
        var delay: String
    }

    var of: String
    var hasRows: Bool
    var rows: [Row]

    init(_ figures: OperationsFigures, _ principal: Principal, _ words: PageWords) {
        of =
            figures.board.map {
                words.text(
                    .chartLateOf,
                    ["count": "\(figures.lateCount)", "time": words.clock($0.asOf)])
            } ?? words.text(.boardCounting)
        let mayOpen = StaffBar.Page.levels.isFor(principal)
        rows = figures.late.map { late in
            let mark: Mark = late.isLost ? .act : .watch
            let parts = [
                late.isLost ? words.text(.lateSilent) : nil,
                late.untold > 0 ? words.text(.lateUntold, ["count": "\(late.untold)"]) : nil,
                late.missing > 0 ? words.text(.lateMissing, ["count": "\(late.missing)"]) : nil,
            ]
            return Row(
                merchant: late.name,
                href: mayOpen ? StaffBar.Page.levels.path([("merchant", late.name)]) : nil,
                what: parts.compactMap(\.self).joined(separator: " · "), tone: mark.tone,
                icon: mark.icon, word: words.text(mark.word),
                amounts: words.amounts(late.amounts),
                delay: late.since.map { words.span(ns: words.now.ns - $0.ns) } ?? "–")
        }
        hasRows = !rows.isEmpty
    }
}
