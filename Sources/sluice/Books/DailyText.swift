import SluiceAPI
import SluiceCore

/// A book of days for people and for programs.
struct DailyText {
    let book: DailyBook
    let scan: JournalScan
    /// nil for all days.
    let range: ClosedRange<BusinessDate>?
    /// Whether merchants have lines of their own.
    let showsAll: Bool

    /// The closings that concern the range.
    var closings: [DailyBook.Closing] {
        guard let range else { return book.closings }
        return book.closings.filter { closing in
            let isAfter = closing.from.map { $0 > range.upperBound } ?? false
            return closing.through >= range.lowerBound && !isAfter
        }
    }

    private func forEachLine(_ body: (DailyBook.Line) -> Void) {
        book.forEachLine(names: scan.merchants) { line in
            if showsAll || line.merchant == nil { body(line) }
        }
    }

    private func name(_ merchant: MerchantKey?) -> String? {
        merchant.map { scan.merchants[$0] ?? "" }
    }

    var text: String {
        var rows: [[String]] = []
        forEachLine { line in
            let totals = line.totals
            let exponent = ISO4217.exponent(of: totals.currency.code) ?? 0
            rows.append(
                [totals.date.text, totals.currency.code, name(line.merchant) ?? "(all)"]
                    + totals.columns.map { DecimalText.format(minor: $0.minor, exponent: exponent) }
            )
        }
        guard !rows.isEmpty else { return "Nothing was held or moved.\n" }
        let heading = ["date", "currency", "merchant"] + DayTotals.columnNames
        var text = "Business dates in \(scan.zone).\n\n"
        text += TextTable.format([heading] + rows, textColumns: 3) + "\n\n"
        for closing in closings { text += Self.line(closing) }
        for (code, minor) in suspense {
            text += "suspense \(code): \(minor)" + (minor == 0 ? "\n" : ", which no rule placed\n")
        }
        return text
    }

    private static func line(_ closing: DailyBook.Closing) -> String {
        let from = closing.from.map { $0 == closing.through ? "" : "\($0.text) to " } ?? "up to "
        let days = from + closing.through.text
        if closing.differences.isEmpty { return "closed \(days): as frozen\n" }
        return closing.differences.map { "DIFFERS \(days): \($0)\n" }.joined()
    }

    private var suspense: [(String, Int64)] {
        book.suspense.map { ($0.key.code, $0.value) }.sorted { $0.0 < $1.0 }
    }

    var json: [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            writer.member("zone", scan.zone)
            writer.name("days")
            writer.array { writer in
                forEachLine { line in
                    writer.object { writer in
                        writer.member("date", line.totals.date.text)
                        writer.member("currency", line.totals.currency.code)
                        if let name = name(line.merchant) { writer.member("merchant", name) }
                        for (name, minor) in line.totals.columns { writer.member(name, minor) }
                        writer.member("closed", book.closing(of: line.totals.date) != nil)
                    }
                }
            }
            writer.name("closings")
            writer.array { writer in
                for closing in closings {
                    writer.object { writer in
                        if let from = closing.from { writer.member("from", from.text) }
                        writer.member("through", closing.through.text)
                        writer.name("differences")
                        writer.array { writer in
                            for difference in closing.differences { writer.string(difference) }
                        }
                    }
                }
            }
            writer.name("suspense")
            writer.object { writer in
                for (code, minor) in suspense { writer.member(code, minor) }
            }
        }
        return writer.bytes
    }
}
