import SluiceAPI
import SluiceCore

/// What is available, as a bar and as a sum in words. Members are those the templates name.
struct SumModel: Sendable {
    struct Part: Sendable {
        var kind: String
        /// Per cent of the bar.
        var x: String
        var width: String
    }

    struct Legend: Sendable {
        var kind: String
        var label: String
        var amount: String
        var meaning: String
    }

    /// What is available, locked and used, drawn and spoken.
    struct Bar: Sendable {
        var spoken: String
        var parts: [Part]

        init(_ balances: Balances, _ currency: Currency, _ words: PageWords) {
            func amount(_ money: Money) -> String { words.amount(money, currency) }
            spoken = words.text(
                .sumSpoken,
                [
                    "limit": amount(balances.limit), "available": amount(balances.available),
                    "locked": amount(balances.held), "used": amount(balances.owed),
                ])
            parts = SumModel.parts([
                ("available", balances.available), ("locked", balances.held),
                ("used", balances.owed),
            ])
        }
    }

    var available: String
    var bar: Bar
    var equation: String
    /// Why nothing is available; nil unless more is taken than granted.
    var over: String?
    var legend: [Legend]

    init(_ account: AccountDocument, locks: Int, _ words: PageWords) {
        let balances = account.balances
        func amount(_ money: Money) -> String { words.amount(money, account.currency) }
        available = amount(balances.available)
        bar = Bar(balances, account.currency, words)
        equation = SumModel.equation(account, words)
        over =
            balances.overlimit.isPositive
            ? words.text(.sumOver, ["amount": amount(balances.overlimit)]) : nil
        legend = [
            Legend(
                kind: "available", label: words.text(.available),
                amount: amount(balances.available), meaning: words.text(.meaningAvailable)),
            Legend(
                kind: "locked",
                label: locks == 0
                    ? words.text(.locked) : words.text(.lockedCount, ["count": "\(locks)"]),
                amount: amount(balances.held), meaning: words.text(.meaningLocked)),
            Legend(
                kind: "used", label: words.text(.used), amount: amount(balances.owed),
                meaning: words.text(.meaningUsed)),
        ]
    }

    /// `= limit 5,000.00 + temporary 1,000.00 (until 30 Nov) − locked 300.00 − used 1,200.00`.
    private static func equation(_ account: AccountDocument, _ words: PageWords) -> String {
        func plain(_ money: Money) -> String { words.plain(money, account.currency) }
        var text = words.text(.sumLimit, ["amount": plain(account.fixedLimit)])
        for limit in account.temporaryLimits {
            text += words.text(
                .sumTemporary,
                ["amount": plain(limit.amount), "date": words.date(limit.until)])
        }
        return text
            + words.text(
                .sumRest,
                ["locked": plain(account.balances.held), "used": plain(account.balances.owed)])
    }

    /// Shares of the whole in thousandths, with a gap between two of four.
    static func parts(_ amounts: [(kind: String, amount: Money)]) -> [Part] {
        let shown = amounts.filter(\.amount.isPositive)
        let total = shown.reduce(Int64(0)) { $0 + $1.amount.minor }
        let room = 1_000 - 4 * Int64(max(0, shown.count - 1))
        var at: Int64 = 0
        return shown.map { kind, amount in
            // No product of two amounts: those of a long line do not fit.
            let share = Double(amount.minor) / Double(total) * Double(room)
            let width = Int64(share.rounded())
            defer { at += width + 4 }
            return Part(kind: kind, x: thousandths(at), width: thousandths(width))
        }
    }

    private static func thousandths(_ number: Int64) -> String { "\(number / 10).\(number % 10)" }
}
