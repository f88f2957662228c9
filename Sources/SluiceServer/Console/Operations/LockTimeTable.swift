import SluiceAPI
import SluiceCore
import SluiceEngine

/// Why locks last, and whose. Members are those the templates name.
struct LockTimeTable: Sendable {
    struct Cause: Sendable {
        var cause: String
        var width: String
        var share: String
        /// With all causes above it.
        var upTo: String
        var amountDays: String
    }

    struct Merchant: Sendable {
        var merchant: String
        var href: String?
        var count: String
        var mean: String
        var amountDays: String
        var share: String
    }

    var of: String
    var empty: String
    var hasCauses: Bool
    var causes: [Cause]
    var hasMerchants: Bool
    var merchants: [Merchant]

    /// - Parameter counted: nil while the first count is made.
    init(_ counted: LockTimeFigures?, _ principal: Principal, _ words: PageWords) {
        let figures = counted ?? LockTimeFigures()
        of = words.text(
            .chartWhyOf,
            ["count": words.grouped("\(figures.holds)") + (figures.isCut ? "+" : "")])
        empty = words.text(counted == nil ? .boardCounting : .chartWhyNone)
        causes = figures.currencies.flatMap { LockTimeTable.causes($0.sum, $0.currency, words) }
        hasCauses = !causes.isEmpty
        let totals = Dictionary(
            uniqueKeysWithValues: figures.currencies.map { ($0.currency, $0.sum.amountNs) })
        let mayOpen = StaffBar.Page.levels.isFor(principal)
        merchants = figures.merchants(most: ConsoleLimits.boardMerchantsMax).map { item in
            let name = Naming.text(item.merchant)
            let spanNs = item.sum.pareto.reduce(Int128(0)) { $0 + $1.spanNs }
            return Merchant(
                merchant: name,
                href: mayOpen ? StaffBar.Page.levels.path([("merchant", name)]) : nil,
                count: words.grouped("\(item.sum.holds)"),
                mean: words.span(ns: Int64(clamping: spanNs / Int128(max(1, item.sum.holds)))),
                amountDays: words.amountDays(item.sum.amountNs, item.currency),
                share: LockTimeTable.share(item.sum.amountNs, of: totals[item.currency] ?? 0))
        }
        hasMerchants = !merchants.isEmpty
    }

    /// The one that kept most credit longest first.
    private static func causes(
        _ sum: LockSum, _ currency: Currency, _ words: PageWords
    ) -> [Cause] {
        guard sum.amountNs > 0 else { return [] }
        var upTo: Int128 = 0
        return sum.pareto.map { one in
            upTo += one.amountNs
            let share = share(one.amountNs, of: sum.amountNs)
            return Cause(
                cause: words.said(Catalogue.said(one.cause, to: .staff)), width: share,
                share: share, upTo: LockTimeTable.share(upTo, of: sum.amountNs),
                amountDays: words.amountDays(one.amountNs, currency))
        }
    }

    /// In percent, to the hundredth.
    private static func share(_ part: Int128, of whole: Int128) -> String {
        guard whole > 0 else { return "0" }
        return PageWords.hundredths(Int64((part * 10_000 + whole / 2) / whole))
    }
}

extension PageWords {
    /// An amount times how long it was locked, in days.
    fileprivate func amountDays(_ amountNs: Int128, _ currency: Currency) -> String {
        let minor = min(amountNs / Int128(Span.dayNs), Int128(Money.maximum.minor))
        return amount(Money(minor: Int64(minor)), currency)
    }
}
