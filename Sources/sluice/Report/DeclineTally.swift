import SluiceCore

/// Purchases placed, declined for want of limit, and those of them that need not have been.
struct DeclineTally {
    /// One currency.
    struct Totals: Equatable {
        var approved = HoldSum()
        /// For want of limit.
        var declined = HoldSum()
        var avoidable = HoldSum()
    }

    private var sums: [Currency: Totals] = [:]
    private var declined: [HoldKey: Money] = [:]

    mutating func add(_ booked: BookedEvent) {
        guard let currency = booked.currency else { return }
        switch booked.event {
        case .holdPlaced(let event) where event.decision == .insufficientLimit:
            sums[currency, default: Totals()].declined.add(event.amount)
            declined[event.hold] = event.amount
        case .holdPlaced(let event) where event.decision == .approved && event.link != .split:
            sums[currency, default: Totals()].approved.add(event.amount)
        case .declineCovered(let event) where event.isAvoidable:
            if let amount = declined[event.hold] {
                sums[currency, default: Totals()].avoidable.add(amount)
            }
        default: break
        }
    }

    /// By currency, in ascending order of code.
    var totals: [(currency: Currency, totals: Totals)] {
        sums.sorted { $0.key.code < $1.key.code }.map { ($0.key, $0.value) }
    }
}
