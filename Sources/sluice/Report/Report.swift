import SluiceCore

/// Where the locked money of a journal went, in one currency.
struct Report: Equatable {
    /// nil where there is no order yet.
    let currency: Currency?
    /// By the shop's own final status, in ascending order.
    let byStatus: [ReportGroup]
    /// By the reason the lock ended, in ascending order.
    let byReason: [ReportGroup]
    let total: ReportGroup
    /// By order and merchant, in ascending order.
    let orders: [ReportOrder]

    /// The report of the orders in one currency, which all are if it is nil.
    ///
    /// Errors: no order in the currency named; several currencies and none named, for amounts of
    /// different currencies have no sum. Complexity: O(n log n).
    init(_ orders: [ReportOrder], currency: Currency? = nil) throws(ReportError) {
        let found = Set(orders.map(\.currency.code)).sorted()
        if let currency, !found.contains(currency.code) { throw .nothing(currency: currency.code) }
        if currency == nil, found.count > 1 { throw .severalCurrencies(found) }
        let known = currency ?? orders.first?.currency
        let orders = orders.filter { $0.currency == known }
        self.currency = known
        byStatus = Self.groups(orders) { $0.status }
        byReason = Self.groups(orders) { $0.reason.code }
        total = ReportGroup(name: "total", orders)
        self.orders = orders.sorted { ($0.order, $0.merchant) < ($1.order, $1.merchant) }
    }

    private static func groups(
        _ orders: [ReportOrder], by name: (ReportOrder) -> String
    ) -> [ReportGroup] {
        Dictionary(grouping: orders, by: name).sorted { $0.key < $1.key }
            .map { ReportGroup(name: $0.key, $0.value) }
    }
}

/// Why there is no report.
enum ReportError: Error, Equatable, CustomStringConvertible {
    case nothing(currency: String)
    case severalCurrencies([String])

    var description: String {
        switch self {
        case .nothing(let currency): "there is no order in \(currency)"
        case .severalCurrencies(let codes):
            "orders are in \(codes.joined(separator: ", ")): name one with --currency"
        }
    }
}

/// Orders with something in common.
struct ReportGroup: Equatable {
    let name: String
    let orders: Int
    let amounts: ReportAmounts
    let lockTimes: LockTimes

    init(name: String, _ orders: [ReportOrder]) {
        self.name = name
        self.orders = orders.count
        var amounts = ReportAmounts()
        for order in orders { amounts += order.amounts }
        self.amounts = amounts
        lockTimes = LockTimes(
            spansNs: orders.compactMap { order in
                order.endedAt.map { $0.ns - order.placedAt.ns }
            })
    }
}

/// The times from placement to the end of the lock, of locks that ended.
struct LockTimes: Equatable {
    let ended: Int
    /// nil where no lock ended.
    let p50Ns: Int64?
    let p90Ns: Int64?
    let p99Ns: Int64?

    /// Percentiles by nearest rank: the smallest span that at least so many percent do not exceed.
    init(spansNs: [Int64]) {
        let sorted = spansNs.sorted()
        func percentile(_ percent: Int) -> Int64? {
            guard !sorted.isEmpty else { return nil }
            return sorted[(sorted.count * percent + 99) / 100 - 1]
        }
        ended = sorted.count
        p50Ns = percentile(50)
        p90Ns = percentile(90)
        p99Ns = percentile(99)
    }
}
