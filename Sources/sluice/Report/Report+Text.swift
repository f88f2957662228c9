import SluiceCore

/// The report for people: two tables, amounts in the currency's own decimals.
extension Report {
    var text: String {
        guard let currency else { return "There is no order yet." }
        return """
            Amounts in \(currency.code); P50, P90, P99: time from placement to the end of the lock.

            \(table(byStatus, heading: "status"))

            \(table(byReason, heading: "reason"))

            """
    }

    /// A line an order, under a heading.
    var orderText: String {
        let columns = ReportAmounts().columns.map(\.name)
        var rows = [["order", "status"] + columns]
        for order in orders {
            rows.append([order.order, Self.label(order.status)] + cells(order.amounts))
        }
        return TextTable.format(rows, textColumns: 2) + "\n"
    }

    private func table(_ groups: [ReportGroup], heading: String) -> String {
        let columns = ReportAmounts().columns.map(\.name)
        var rows = [[heading, "orders"] + columns + ["P50", "P90", "P99"]]
        for group in groups + [total] {
            let times = [group.lockTimes.p50Ns, group.lockTimes.p90Ns, group.lockTimes.p99Ns]
            rows.append(
                [Self.label(group.name), String(group.orders)] + cells(group.amounts)
                    + times.map { $0.map(SpanText.short) ?? "-" })
        }
        return TextTable.format(rows, textColumns: 1)
    }

    private func cells(_ amounts: ReportAmounts) -> [String] {
        let exponent = currency.flatMap { ISO4217.exponent(of: $0.code) } ?? 0
        return amounts.columns.map { DecimalText.format(minor: $0.minor, exponent: exponent) }
    }

    private static func label(_ name: String) -> String { name.isEmpty ? "(none)" : name }
}
