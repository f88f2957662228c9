import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine

struct ReportStatement: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "Tell what a merchant became payable for, order by order.",
        discussion: """
            payable = captured - refunded + corrected, of the business dates named. Reads the \
            journal itself; may run beside an engine.

            Example: sluice report statement --merchant M-1 --day 2026-11-26
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case csv
        case json
    }

    @OptionGroup var data: DataOption
    @OptionGroup var days: DayOptions

    @Option(help: "The merchant.")
    var merchant: String

    @Option(help: "text: a table. csv: a record an order. json: an object, in minor units.")
    var format = Format.text

    @Flag(help: "The same as --format json.")
    var json = false

    func validate() throws {
        if days.range == nil { throw ValidationError("name --day, or --from and --to") }
    }

    func run() async throws {
        try await DataDirectory.reporting {
            let key = KeyDerivation.merchant(merchant)
            var scan = JournalScan(namingOrdersOf: [key])
            var book = StatementBook(of: key, days.range ?? DailyBook.always)
            try scan.run(in: data) { book.add($0) }
            guard scan.merchants[key] != nil else {
                throw JournalError(.unavailable, "merchant \(merchant) is not in the journal")
            }
            switch json ? .json : format {
            case .text: tellText(book, scan)
            case .csv: tellCSV(book, scan)
            case .json: Terminal.out(document(book, scan))
            }
        }
    }

    private func cells(_ amounts: StatementAmounts, _ currency: Currency) -> [String] {
        let exponent = ISO4217.exponent(of: currency.code) ?? 0
        return amounts.columns.map { DecimalText.format(minor: $0.minor, exponent: exponent) }
    }

    private func tellText(_ book: StatementBook, _ scan: JournalScan) {
        var rows = [["order", "currency"] + StatementAmounts().columns.map(\.name)]
        for statement in book.statements {
            let code = statement.currency.code
            for line in statement.lines {
                rows.append(
                    [scan.orders[line.order] ?? "", code] + cells(line.amounts, statement.currency))
            }
            rows.append(["total", code] + cells(statement.total, statement.currency))
        }
        guard rows.count > 1 else { return Terminal.out("Nothing was captured or refunded.") }
        Terminal.out(TextTable.format(rows, textColumns: 2))
    }

    private func tellCSV(_ book: StatementBook, _ scan: JournalScan) {
        var bytes: [UInt8] = []
        CSVText.append(
            ["order", "currency"] + StatementAmounts().columns.map(\.name), to: &bytes)
        for statement in book.statements {
            for line in statement.lines {
                CSVText.append(
                    [scan.orders[line.order] ?? "", statement.currency.code]
                        + cells(line.amounts, statement.currency), to: &bytes)
            }
        }
        Terminal.out(Array(bytes.dropLast()))
    }

    private func document(_ book: StatementBook, _ scan: JournalScan) -> [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            writer.member("merchant", merchant)
            writer.member("zone", scan.zone)
            writer.name("statements")
            writer.array { writer in
                for statement in book.statements {
                    writer.object { writer in
                        writer.member("currency", statement.currency.code)
                        writer.name("orders")
                        writer.array { writer in
                            for line in statement.lines {
                                writer.object { writer in
                                    writer.member("order", scan.orders[line.order] ?? "")
                                    for (name, minor) in line.amounts.columns {
                                        writer.member(name, minor)
                                    }
                                }
                            }
                        }
                        writer.name("total")
                        writer.object { writer in
                            for (name, minor) in statement.total.columns {
                                writer.member(name, minor)
                            }
                        }
                    }
                }
            }
        }
        return writer.bytes
    }
}
