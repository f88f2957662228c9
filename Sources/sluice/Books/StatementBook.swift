import SluiceCore
import SluiceEngine

/// What a merchant became payable for, order by order: captured less refunded, and corrections.
///
/// Memory: a record for each order of the merchant with a movement in the range.
struct StatementBook {
    struct Line: Equatable {
        var order: OrderKey
        var amounts: StatementAmounts
    }

    private struct Place: Hashable {
        var order: OrderKey
        var currency: Currency
    }

    private let merchant: MerchantKey
    private let range: ClosedRange<BusinessDate>
    private var amounts: [Place: StatementAmounts] = [:]
    /// Places in the order of their first movement.
    private var places: [Place] = []

    init(of merchant: MerchantKey, _ range: ClosedRange<BusinessDate>) {
        self.merchant = merchant
        self.range = range
    }

    mutating func add(_ booked: BookedEvent) {
        guard booked.merchant == merchant, range.contains(booked.date),
            let currency = booked.currency, case .holdMoved(let event) = booked.event
        else { return }
        let moved = StatementAmounts(event)
        guard moved != StatementAmounts() else { return }
        let place = Place(order: booked.order, currency: currency)
        if amounts[place] == nil { places.append(place) }
        amounts[place, default: StatementAmounts()] += moved
    }

    /// By currency, in ascending order: the orders in the order of their first movement.
    var statements: [(currency: Currency, lines: [Line], total: StatementAmounts)] {
        Dictionary(grouping: places, by: \.currency.code).sorted { $0.key < $1.key }.map {
            let lines = $0.value.map { place in
                Line(order: place.order, amounts: amounts[place] ?? StatementAmounts())
            }
            var total = StatementAmounts()
            for line in lines { total += line.amounts }
            return ($0.value[0].currency, lines, total)
        }
    }
}
