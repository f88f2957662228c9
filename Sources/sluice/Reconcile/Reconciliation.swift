import SluiceCore

/// Three books held against each other, order by order: a pure function of what they say.
struct Reconciliation {
    /// An order of the merchant's own book.
    struct ShopOrder {
        var currency: Currency
        var amount: Money
        var placedAt: Instant
        /// When each whole-order fact happened.
        var facts: [FactKind: Instant]
    }

    /// What was settled of an order: paid less taken back.
    struct Settled {
        var currency: Currency
        var amount: Money
        var at: Instant
    }

    /// The names of an order.
    struct Name {
        var merchant: String
        var order: String
    }

    let ledger: [OrderKey: LedgerBook.Order]
    let shop: [OrderKey: ShopOrder]
    /// nil: there is no such book.
    let settled: [OrderKey: Settled]?
    let names: [OrderKey: Name]
    let at: Instant
    /// What is younger than this may be on its way.
    let graceNs: Int64

    /// All differences, the most in dispute first, then by order.
    func breaks() -> [BookBreak] {
        var found: [BookBreak] = []
        for (key, name) in names {
            if let difference = orders(key, name) { found.append(difference) }
            if settled != nil, let difference = settlement(key, name) { found.append(difference) }
        }
        return found.sorted { left, right in
            if left.stake != right.stake { return left.stake > right.stake }
            return (left.merchant, left.order, left.book.rawValue)
                < (right.merchant, right.order, right.book.rawValue)
        }
    }

    // MARK: The merchant's orders

    private func orders(_ key: OrderKey, _ name: Name) -> BookBreak? {
        switch (ledger[key], shop[key]) {
        case (nil, nil): return nil
        case (nil, let order?):
            return difference(
                .orders, .missing, name, order.currency, .zero, order.amount, "no hold",
                since: order.placedAt)
        case (let held?, nil):
            let money = held.amounts.open + held.billed
            guard money.isPositive else { return nil }
            return difference(
                .orders, .extra, name, held.currency, money, .zero, "no order",
                since: held.movedAt)
        case (let held?, let order?):
            if held.currency != order.currency {
                return difference(
                    .orders, .currency, name, held.currency, held.amounts.authorised, .zero,
                    "\(held.currency.code), not \(order.currency.code)", since: held.placedAt)
            }
            if held.amounts.authorised != order.amount {
                return difference(
                    .orders, .amount, name, held.currency, held.amounts.authorised,
                    order.amount, "authorised", since: held.placedAt)
            }
            return state(held, order, name)
        }
    }

    private func state(
        _ held: LedgerBook.Order, _ order: ShopOrder, _ name: Name
    ) -> BookBreak? {
        let billing = order.facts.filter { $0.key.reaches(held.captureOn) }.values.min()
        let giving = order.facts.filter { $0.key.isCancellation || $0.key == .closed }.values.min()
        func found(_ amount: Money, _ detail: String, _ at: Instant?) -> BookBreak? {
            guard amount.isPositive else { return nil }
            return difference(
                .orders, .state, name, held.currency, amount, .zero, detail,
                since: at ?? held.movedAt)
        }
        let amounts = held.amounts
        if let giving, billing.map({ giving < $0 }) ?? true {
            return found(amounts.open, "cancelled, still locked", giving)
                ?? found(held.billed, "cancelled, billed", giving)
        }
        if let billing {
            return found(amounts.open, "shipped, not billed", billing)
                ?? found(
                    amounts.captured.isPositive ? .zero : amounts.released + amounts.expired,
                    "shipped, given back", billing)
        }
        return found(amounts.captured, "billed, not shipped", nil)
    }

    // MARK: The settlement

    private func settlement(_ key: OrderKey, _ name: Name) -> BookBreak? {
        let billed = ledger[key]?.billed ?? .zero
        guard let paid = settled?[key] else {
            guard let held = ledger[key], billed != .zero else { return nil }
            return difference(
                .settlement, .missing, name, held.currency, billed, .zero, "not settled",
                since: held.movedAt)
        }
        guard let held = ledger[key] else {
            guard paid.amount != .zero else { return nil }
            return difference(
                .settlement, .extra, name, paid.currency, .zero, paid.amount,
                "settled without a hold", since: paid.at)
        }
        if held.currency != paid.currency {
            return difference(
                .settlement, .currency, name, held.currency, billed, .zero,
                "\(held.currency.code), not \(paid.currency.code)", since: paid.at)
        }
        guard billed != paid.amount else { return nil }
        return difference(
            .settlement, billed == .zero ? .extra : .amount, name, held.currency, billed,
            paid.amount, billed == .zero ? "settled, nothing billed" : "settled",
            since: max(held.movedAt, paid.at))
    }

    private func difference(
        _ book: BookBreak.Book, _ kind: BookBreak.Class, _ name: Name, _ currency: Currency,
        _ ledger: Money, _ other: Money, _ detail: String, since: Instant
    ) -> BookBreak {
        let isYoung = since.adding(spanNs: graceNs) > at
        return BookBreak(
            book: book, kind: isYoung ? .timing : kind, merchant: name.merchant,
            order: name.order, currency: currency, ledger: ledger, other: other, detail: detail,
            since: since)
    }
}
