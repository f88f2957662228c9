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
        _ list: MerchantList, _ name: ConsoleText, _ of: ConsoleText, _ tally: MerchantTally,
        of all: MerchantTally, else mark: Mark = .watch
    ) -> Tile {
        let more = tallies.isCut ? "+" : ""
        return Tile(
            words.text(name), "\(tally.count)" + more,
            of: words.text(
                of,
                [
                    "amounts": words.amounts(tally), "all": words.amounts(all),
                    "count": "\(all.count)" + more,
                ]), tally.count == 0 ? .good : mark, href: href(list), words)
    }

    /// The newest day on which something moved, and the sum of those shown.
    private var owed: Tile {
        guard let newest = figures.days.first else {
            return Tile(
                words.text(.listOwed), "0", of: words.text(.tileOwedNone), .good,
                href: href(.owed), words)
        }
        var tile = Tile(
            words.text(.tileOwed, ["date": words.date(newest.date)]), payable([newest]),
            of: words.text(
                .tileOwedOf,
                ["count": "\(newest.orders)", "amounts": payable(figures.days)]), .good,
            href: href(.owed), words)
        tile.isLong = true
        return tile
    }

    private func payable(_ days: [StatementDay]) -> String {
        var sum = MerchantTally()
        for total in days.flatMap(\.totals) { sum.add(1, total.amounts.payable, total.currency) }
        return words.amounts(sum)
    }

    private func href(_ list: MerchantList) -> String {
        place.path("", [("list", list.rawValue)])
    }
}

extension PageWords {
    /// Amounts by currency; `0` for none.
    func amounts(_ tally: MerchantTally) -> String {
        let sums = tally.sums.filter { $0.minor != 0 }
        return sums.isEmpty
            ? "0"
            : sums.map { amount(Money(minor: $0.minor), $0.currency) }.joined(separator: ", ")
    }
}
