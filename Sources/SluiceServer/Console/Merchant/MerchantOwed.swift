import SluiceAPI
import SluiceCore
import SluiceEngine

/// What a merchant is owed, by day. Members are those the templates name.
struct MerchantOwed: Sendable {
    /// A day and a currency.
    struct Day: Sendable {
        var day: String
        var orders: String
        var billed: String
        var refunded: String
        var corrected: String
        var payable: String
        var books: String
        var csvHref: String
        var csvName: String
    }

    struct Sum: Sendable {
        var billed: String
        var refunded: String
        var corrected: String
        var payable: String
    }

    var hasDays: Bool
    var days: [Day]
    /// Of the days shown, by currency.
    var sums: [Sum]
    var emptyDays: String
    var moreDays: String?
    var moreDaysHref: String

    init(
        _ figures: MerchantFigures, _ part: MerchantFigures.Part, at place: MerchantPlace,
        cursor: ([UInt64], UInt64) -> String, _ words: PageWords
    ) {
        var totals: [(currency: Currency, amounts: StatementAmounts)] = []
        days = figures.days.flatMap { day in
            day.sums.map { sum in
                let total = sum.total
                if let index = totals.firstIndex(where: { $0.currency == total.currency }) {
                    totals[index].amounts += total.amounts
                } else {
                    totals.append((total.currency, total.amounts))
                }
                return Day(day, sum, at: place, words)
            }
        }
        hasDays = !days.isEmpty
        sums = totals.map { Sum($0.amounts, $0.currency, words) }
        emptyDays = words.text(part.before == nil ? .emptyOwed : .emptyRest)
        let isWhole = part.list == nil
        moreDays =
            figures.hasMoreDays ? words.text(isWhole ? .listDays : .listFurther) : nil
        var query = [(name: "list", value: MerchantList.owed.rawValue)]
        if !isWhole, let last = figures.days.last {
            query.append(
                (
                    name: "cursor",
                    value: cursor([UInt64(max(0, last.date.day))], figures.sequence)
                ))
        }
        moreDaysHref = place.path("", query)
    }
}

extension MerchantOwed.Day {
    init(
        _ day: StatementDay, _ owed: StatementDay.Sum, at place: MerchantPlace,
        _ words: PageWords
    ) {
        let sum = MerchantOwed.Sum(owed.total.amounts, owed.total.currency, words)
        let date = words.date(day.date)
        self.init(
            day: date, orders: "\(owed.orders)", billed: sum.billed, refunded: sum.refunded,
            corrected: sum.corrected, payable: sum.payable,
            books: words.text(day.isClosed ? .dayClosed : .dayOpen),
            csvHref: place.path("/statement.csv", [("date", day.date.text)]),
            csvName: words.text(.csvOf, ["date": date]))
    }
}

extension MerchantOwed.Sum {
    init(_ amounts: StatementAmounts, _ currency: Currency, _ words: PageWords) {
        func amount(_ minor: Int64) -> String { words.amount(Money(minor: minor), currency) }
        self.init(
            billed: amount(amounts.captured), refunded: amount(amounts.refunded),
            corrected: amount(amounts.corrected), payable: amount(amounts.payable))
    }
}
