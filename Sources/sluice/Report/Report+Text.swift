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
                    + times.map(Self.span))
        }
        return TextTable.format(rows, textColumns: 1)
    }

    private func cells(_ amounts: ReportAmounts) -> [String] {
        let exponent = currency.flatMap { ISO4217.exponent(of: $0.code) } ?? 0
        return amounts.columns.map { DecimalText.format(minor: $0.minor, exponent: exponent) }
    }

    private static func label(_ name: String) -> String { name.isEmpty ? "(none)" : name }

    /// One decimal of the largest unit that fits: `12.4 d`, `3.0 h`, `5.5 min`, `2.0 s`.
    private static func span(_ spanNs: Int64?) -> String {
        guard let spanNs else { return "-" }
        let units = [(Span.dayNs, "d"), (Span.hourNs, "h"), (Span.minuteNs, "min")]
        let (unitNs, unit) = units.first { spanNs >= $0.0 } ?? (Span.secondNs, "s")
        // To the nearest: ledger times of one second differ by nanoseconds.
        let tenths = (spanNs + unitNs / 20) / (unitNs / 10)
        return "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}

/// Columns of text, aligned with spaces.
enum TextTable {
    /// The first `textColumns` stand at the left of their columns, the others at the right.
    static func format(_ rows: [[String]], textColumns: Int) -> String {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return rows.map { row in
            row.enumerated().map { index, cell in
                let padding = String(repeating: " ", count: widths[index] - cell.count)
                return index < textColumns ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
