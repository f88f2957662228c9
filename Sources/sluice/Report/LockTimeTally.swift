import SluiceCore

/// What the time of the locks of a journal was spent on: of those that ended on some business dates.
///
/// Memory: some 300 bytes a hold that is open at a time, and a sum a merchant and currency.
struct LockTimeTally {
    /// A line of the report.
    struct Sum: Equatable {
        var merchant: String
        var currency: Currency
        var sum: LockSum
    }

    private struct Place: Hashable {
        var merchant: MerchantKey
        var currency: Currency
    }

    private let dates: ClosedRange<BusinessDate>?
    private var meters: [HoldKey: LockMeter] = [:]
    private var sums: [Place: LockSum] = [:]
    private var names: [MerchantKey: String] = [:]

    /// - Parameter dates: nil: all.
    init(_ dates: ClosedRange<BusinessDate>?) { self.dates = dates }

    mutating func add(_ booked: BookedEvent) {
        guard let hold = booked.event.hold,
            let step = HoldStep(
                booked.event, sequence: booked.sequence, at: booked.time, by: .engine,
                policyVersion: nil)
        else { return }
        if case .holdPlaced(let event) = booked.event {
            meters[hold] = LockMeter(
                step, placedAt: event.history?.value.placedAt ?? booked.time,
                openMinor: event.openMinor)
        } else {
            meters[hold]?.add(step)
        }
        guard let meter = meters[hold], meter.endedAt != nil else { return }
        meters[hold] = nil
        guard dates?.contains(booked.date) ?? true, let currency = booked.currency else { return }
        names[booked.merchant] = booked.merchantName
        sums[Place(merchant: booked.merchant, currency: currency), default: LockSum()]
            .add(meter.lockTime)
    }

    /// By currency and name of the merchant.
    var byMerchant: [Sum] {
        sums.map {
            Sum(merchant: names[$0.key.merchant] ?? "", currency: $0.key.currency, sum: $0.value)
        }.sorted { ($0.currency.code, $0.merchant) < ($1.currency.code, $1.merchant) }
    }

    /// By currency.
    var byCurrency: [Sum] {
        var all: [Currency: LockSum] = [:]
        for (place, sum) in sums { all[place.currency, default: LockSum()].add(sum) }
        return all.map { Sum(merchant: "", currency: $0.key, sum: $0.value) }
            .sorted { $0.currency.code < $1.currency.code }
    }
}

extension Event {
    /// The hold an event is of.
    fileprivate var hold: HoldKey? {
        switch self {
        case .holdPlaced(let event): event.hold
        case .holdMoved(let event): event.hold
        case .holdChanged(let event): event.hold
        default: nil
        }
    }
}
