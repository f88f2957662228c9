import SluiceAPI
import SluiceCore
import SluiceEngine

/// Each list of a merchant as a figure, with what it is of.
struct MerchantTiles {
    let figures: MerchantFigures
    let place: MerchantPlace
    let words: PageWords

    private var tallies: MerchantTallies { figures.tallies }

    var tiles: [Tile] {
        [
            tile(.ship, .listShip, .tileOpenOf, tallies[.ship], of: tallies.live, else: .good),
            tile(.ending, .tileEnding, .tileOpenOf, tallies[.ending], of: tallies.live),
            tile(.over, .listOver, .tileOverOf, tallies[.over], of: tallies.ended),
            tile(
                .returns, .listReturns, .tileReturnsOf, tallies.inspections,
                of: tallies.returns),
            owed,
        ]
    }

    /// - Parameter mark: what it is while there is something.
    private func tile(
        _ list: MerchantList, _ name: ConsoleText, _ of: ConsoleText, _ tally: AmountTally,
        of all: AmountTally, else mark: Mark = .watch
    ) -> Tile {
        let tone: Mark = tally.isCut ? .watch : tally.count == 0 ? .good : mark
        return Tile(
            words.text(name), words.count(tally),
            of: words.text(
                of,
                [
                    "amounts": words.amounts(tally), "all": words.amounts(all),
                    "count": words.count(all),
                ]), tone, href: href(list), words)
    }

    /// The newest day on which something moved, and the sum of those shown.
    private var owed: Tile {
        guard let newest = figures.newestDays.first else {
            return Tile(
                words.text(.listOwed), "0", of: words.text(.tileOwedNone), .good,
                href: href(.owed), words)
        }
        let orders = newest.sums.reduce(0) { $0 + $1.orders }
        var tile = Tile(
            words.text(.tileOwed, ["date": words.date(newest.date)]), payable([newest]),
            of: words.text(
                .tileOwedOf,
                ["count": "\(orders)", "amounts": payable(figures.newestDays)]), .good,
            href: href(.owed), words)
        tile.isLong = true
        return tile
    }

    private func payable(_ days: [StatementDay]) -> String {
        var sum = AmountTally()
        for day in days.flatMap(\.sums) {
            sum.add(day.orders, day.total.amounts.payable, day.total.currency)
        }
        return words.amounts(sum)
    }

    private func href(_ list: MerchantList) -> String {
        place.path("", [("list", list.rawValue)])
    }
}

extension PageWords {
    /// Amounts by currency; `0` for none, with `+` where there is more.
    func amounts(_ tally: AmountTally) -> String {
        let sums = tally.sums.filter { $0.minor != 0 }
        let text = sums.map { amount(Money(minor: $0.minor), $0.currency) }
        return (text.isEmpty ? "0" : text.joined(separator: ", ")) + (tally.isCut ? "+" : "")
    }

    /// `312`; `10,000+` where there are more than are counted.
    func count(_ tally: AmountTally) -> String {
        let isMore = tally.isCut || tally.count > MerchantTallies.countedMax
        return grouped("\(min(tally.count, MerchantTallies.countedMax))") + (isMore ? "+" : "")
    }
}
