import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine

struct ReportSilence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract:
            "Tell what was given back because an order was silent, and whether that was right.",
        discussion: """
            Right is a return whose order never shipped as far as the journal knows; late amount \
            is what was given back of orders that shipped after all. Reads the journal itself; \
            may run beside an engine.

            Example: sluice report silence --json
            """)

    @OptionGroup var data: DataOption

    @Flag(help: "Print one JSON object, in minor units.")
    var json = false

    func run() async throws {
        try await DataDirectory.reporting {
            var scan = JournalScan()
            var tally = SilenceTally()
            try scan.run(in: data) { tally.add($0) }
            if json {
                Terminal.out(document(tally))
            } else {
                Terminal.out(text(tally))
            }
        }
    }

    private func text(_ tally: SilenceTally) -> String {
        var lines: [String] = []
        if tally.totals.isEmpty {
            lines.append("Nothing was given back for silence.")
        } else {
            var rows = [
                [
                    "currency", "returned", "amount", "shipped later", "late amount",
                    "release precision",
                ]
            ]
            for (currency, totals) in tally.totals {
                let exponent = ISO4217.exponent(of: currency.code) ?? 0
                func amount(_ sum: HoldSum) -> String {
                    DecimalText.format(minor: sum.minor, exponent: exponent)
                }
                rows.append([
                    currency.code, String(totals.returned.holds), amount(totals.returned),
                    String(totals.shippedLater.holds), amount(totals.shippedLater),
                    totals.precision.map { "\(Self.hundredths(of: $0)) %" } ?? "-",
                ])
            }
            lines.append(TextTable.format(rows, textColumns: 1))
        }
        for (reason, holds) in tally.stillWaiting {
            lines.append("\(holds) silent and not given back: \(reason.code)")
        }
        return lines.joined(separator: "\n")
    }

    /// Percent with two decimals, rounded down.
    private static func hundredths(of share: Double) -> String {
        DecimalText.format(minor: Int64(share * 10_000), exponent: 2)
    }

    private func document(_ tally: SilenceTally) -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.name("currencies")
            writer.array { writer in
                for (currency, totals) in tally.totals {
                    writer.object { writer in
                        writer.member("currency", currency.code)
                        writer.member("returned", Int64(totals.returned.holds))
                        writer.member("returned_amount", totals.returned.minor)
                        writer.member("shipped_later", Int64(totals.shippedLater.holds))
                        writer.member("late_amount", totals.shippedLater.minor)
                    }
                }
            }
            writer.name("waiting")
            writer.array { writer in
                for (reason, holds) in tally.stillWaiting {
                    writer.object { writer in
                        writer.member("reason", reason.code)
                        writer.member("holds", Int64(holds))
                    }
                }
            }
        }
        return writer.bytes
    }
}
