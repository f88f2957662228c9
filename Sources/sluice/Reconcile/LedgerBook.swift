import SluiceCore
import SluiceEngine

/// What the ledger has of each order, read from its journal.
struct LedgerBook {
    struct Order {
        var merchant: MerchantKey
        var currency: Currency
        var placedAt: Instant
        /// The newest move of money.
        var movedAt: Instant
        var captureOn: CaptureOn
        /// Over all holds that were granted.
        var amounts = HoldAmounts(authorised: .zero)

        /// What the merchant is due.
        var billed: Money { amounts.captured - amounts.refunded }
    }

    private struct Hold {
        var order: OrderKey
        var amounts: HoldAmounts
    }

    private var places: [OrderKey: Order] = [:]
    private var holds: [HoldKey: Hold] = [:]

    mutating func add(_ booked: BookedEvent) {
        switch booked.event {
        case .holdPlaced(let event) where event.decision == .approved:
            let amounts =
                event.history?.value.amounts(of: event.amount)
                ?? HoldAmounts(authorised: event.amount)
            holds[event.hold] = Hold(order: event.order, amounts: amounts)
            if places[event.order] == nil {
                places[event.order] = Order(
                    merchant: event.merchant, currency: event.currency,
                    placedAt: event.history?.value.placedAt ?? booked.time,
                    movedAt: booked.time, captureOn: event.captureOn)
            }
            places[event.order]?.movedAt = booked.time
        case .holdMoved(let event):
            guard let order = holds[event.hold]?.order else { return }
            holds[event.hold]?.amounts = event.amounts
            places[order]?.movedAt = booked.time
        default: break
        }
    }

    /// The orders with the sums of their holds.
    var orders: [OrderKey: Order] {
        var orders = places
        for hold in holds.values {
            orders[hold.order]?.amounts.authorised += hold.amounts.authorised
            orders[hold.order]?.amounts.captured += hold.amounts.captured
            orders[hold.order]?.amounts.released += hold.amounts.released
            orders[hold.order]?.amounts.expired += hold.amounts.expired
            orders[hold.order]?.amounts.refunded += hold.amounts.refunded
        }
        return orders
    }
}
