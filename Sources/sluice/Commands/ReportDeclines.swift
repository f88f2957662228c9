import ArgumentParser
import SluiceAPI
import SluiceCore

struct ReportDeclines: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "declines",
        abstract: "Tell how many purchases were declined for want of limit, and needlessly.",
        discussion: """
            Avoidable is a decline for which credit that was entitled to come back by then, as is \
            known now, covered what was missing. Reads the journal itself; may run beside an engine.

            Example: sluice report declines --json
            """)

    @OptionGroup var data: DataOption

    @Flag(help: "Print one JSON object, in minor units.")
    var json = false

    func run() async throws {
        try await DataDirectory.reporting {
            var scan = JournalScan()
            var tally = DeclineTally()
            try scan.run(in: data) { tally.add($0) }
            if json {
                Terminal.out(document(tally))
            } else {
                Terminal.out(text(tally))
            }
        }
    }

    private func text(_ tally: DeclineTally) -> String {
        if tally.totals.isEmpty { return "No purchase was placed." }
        var rows = [
            ["currency", "approved", "amount", "declined", "amount", "avoidable", "amount"]
        ]
        for (currency, totals) in tally.totals {
            let exponent = ISO4217.exponent(of: currency.code) ?? 0
            rows.append(
                [currency.code]
                    + [totals.approved, totals.declined, totals.avoidable].flatMap { sum in
                        [
                            String(sum.holds),
                            DecimalText.format(minor: sum.minor, exponent: exponent),
                        ]
                    })
        }
        return TextTable.format(rows, textColumns: 1)
    }

    private func document(_ tally: DeclineTally) -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.object { writer in
            writer.name("currencies")
            writer.array { writer in
                for (currency, totals) in tally.totals {
                    writer.object { writer in
                        writer.member("currency", currency.code)
                        writer.member("approved", Int64(totals.approved.holds))
                        writer.member("approved_amount", totals.approved.minor)
                        writer.member("declined", Int64(totals.declined.holds))
                        writer.member("declined_amount", totals.declined.minor)
                        writer.member("avoidable", Int64(totals.avoidable.holds))
                        writer.member("avoidable_amount", totals.avoidable.minor)
                    }
                }
            }
        }
        return writer.bytes
    }
}
