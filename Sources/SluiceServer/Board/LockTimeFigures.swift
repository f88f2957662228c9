import SluiceCore
import SluiceEngine

/// What the time of locks that ended lately was spent on.
struct LockTimeFigures: Sendable {
    /// In the order of currencies: amounts of two do not add up.
    private(set) var currencies: [(currency: Currency, sum: LockSum)] = []
    private var ofMerchants: [OfMerchant: MerchantLockTime] = [:]
    /// Whether more ended than were looked at.
    var isCut = false

    private struct OfMerchant: Hashable {
        var merchant: MerchantKey
        var currency: Currency
    }

    mutating func add(_ other: LockTimeFigures) {
        for item in other.ofMerchants.values { add(item) }
    }

    mutating func add(_ item: MerchantLockTime) {
        let packed = item.currency.packed
        let index = currencies.firstIndex { $0.currency.packed >= packed } ?? currencies.count
        if index == currencies.count || currencies[index].currency != item.currency {
            currencies.insert((item.currency, LockSum()), at: index)
        }
        currencies[index].sum.add(item.sum)
        let key = OfMerchant(merchant: item.merchant.key, currency: item.currency)
        if ofMerchants[key] == nil {
            ofMerchants[key] = item
        } else {
            ofMerchants[key]?.sum.add(item.sum)
        }
    }

    /// Locks that ended.
    var holds: Int { currencies.reduce(0) { $0 + $1.sum.holds } }

    /// By currency and merchant.
    var items: [MerchantLockTime] {
        ofMerchants.values.sorted {
            ($0.currency.packed, $0.merchant.key) < ($1.currency.packed, $1.merchant.key)
        }
    }

    /// Those whose locks kept most credit longest; of each currency some.
    func merchants(most: Int) -> [MerchantLockTime] {
        currencies.flatMap { currency, _ in
            ofMerchants.values.filter { $0.currency == currency && $0.sum.amountNs > 0 }
                .sorted {
                    ($1.sum.amountNs, $0.merchant.key) < ($0.sum.amountNs, $1.merchant.key)
                }.prefix(most)
        }
    }
}
