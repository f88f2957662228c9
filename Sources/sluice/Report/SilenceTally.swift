import SluiceCore

/// What silence gave back, and whether it was right: what was said of those orders later.
struct SilenceTally {
    /// One currency.
    struct Totals: Equatable {
        var returned = HoldSum()
        /// Of those the ones whose order shipped, was delivered or completed after all: with
        /// what a capture would have come too late for.
        var shippedLater = HoldSum()

        /// The share of what was given back whose order never shipped; nil where nothing was.
        var precision: Double? {
            returned.holds == 0
                ? nil : Double(returned.holds - shippedLater.holds) / Double(returned.holds)
        }
    }

    private struct Return {
        var order: OrderKey
        var currency: Currency
        var amount: Money
    }

    private var returns: [Return] = []
    private var shipped: Set<OrderKey> = []
    /// Holds that were silent and were given back no credit, by what they waited for last.
    private var waiting: [HoldKey: Reason] = [:]

    mutating func add(_ booked: BookedEvent) {
        switch booked.event {
        case .holdMoved(let event):
            if event.reason == .orderSilent, let currency = booked.currency {
                returns.append(
                    Return(order: booked.order, currency: currency, amount: event.amount))
            }
            if !event.amounts.open.isPositive { waiting[event.hold] = nil }
        case .holdChanged(let event):
            switch event.kind {
            case .silenced: waiting[event.hold] = event.reason
            case .heard, .extended: waiting[event.hold] = nil
            default: break
            }
        case .factRecorded(let event) where event.fact.kind.reaches(.shipped):
            shipped.insert(event.order)
        default: break
        }
    }

    /// By currency, in ascending order of code.
    var totals: [(currency: Currency, totals: Totals)] {
        var sums: [Currency: Totals] = [:]
        for given in returns {
            sums[given.currency, default: Totals()].returned.add(given.amount)
            if shipped.contains(given.order) {
                sums[given.currency]?.shippedLater.add(given.amount)
            }
        }
        return sums.sorted { $0.key.code < $1.key.code }.map { ($0.key, $0.value) }
    }

    /// Holds that still wait, by what for, in the order of the reasons.
    var stillWaiting: [(reason: Reason, holds: Int)] {
        Dictionary(grouping: waiting.values) { $0 }
            .sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key, $0.value.count) }
    }
}
