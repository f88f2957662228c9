import ArgumentParser
import SluiceAPI
import SluiceCore
import SluiceEngine

struct ReportLockTime: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locktime",
        abstract: "Tell what the time of ended locks was spent on, and how much credit it kept.",
        discussion: """
            Each moment of a lock belongs to one cause; amount-days are what was locked times how \
            long, the cause that kept most first. Reads the journal itself; may run beside an engine.

            Example: sluice report locktime --by merchant
            """)

    enum Grouping: String, ExpressibleByArgument, CaseIterable {
        case cause
        case merchant
    }

    @OptionGroup var data: DataOption
    @OptionGroup var days: DayOptions

    @Option(help: "cause: of all merchants together. merchant: of each.")
    var by = Grouping.cause

    @Flag(help: "Print one JSON object, in minor units.")
    var json = false

    func run() async throws {
        try await DataDirectory.reporting {
            var scan = JournalScan()
            var tally = LockTimeTally(days.range)
            try scan.run(in: data) { tally.add($0) }
            let sums = by == .merchant ? tally.byMerchant : tally.byCurrency
            Terminal.out(json ? document(sums) : Array(text(sums).utf8))
        }
    }

    private func text(_ sums: [LockTimeTally.Sum]) -> String {
        if sums.isEmpty { return "No lock has ended." }
        let isByMerchant = by == .merchant
        var rows = [
            (isByMerchant ? ["merchant"] : [])
                + ["currency", "cause", "locks", "lock days", "amount-days", "share"]
        ]
        for sum in sums {
            let exponent = ISO4217.exponent(of: sum.currency.code) ?? 0
            for share in sum.sum.pareto {
                let whole = max(1, sum.sum.amountNs)
                let dayMs = Int128(Span.dayNs / Span.millisecondNs)
                rows.append(
                    (isByMerchant ? [sum.merchant] : []) + [
                        sum.currency.code, share.cause.code, String(share.holds),
                        DecimalText.format(
                            minor: Int64(clamping: Int128(share.spanMs) * 100 / dayMs), exponent: 2),
                        DecimalText.format(
                            minor: Int64(clamping: share.amountNs / Int128(Span.dayNs)),
                            exponent: exponent),
                        DecimalText.format(
                            minor: Int64(clamping: share.amountNs * 1_000 / whole), exponent: 1)
                            + " %",
                    ])
            }
        }
        return TextTable.format(rows, textColumns: isByMerchant ? 3 : 2)
    }

    private func document(_ sums: [LockTimeTally.Sum]) -> [UInt8] {
        var writer = JSONWriter(capacity: 4_096)
        writer.object { writer in
            writer.name("sums")
            writer.array { writer in
                for sum in sums {
                    writer.object { writer in
                        if by == .merchant { writer.member("merchant", sum.merchant) }
                        writer.member("currency", sum.currency.code)
                        sum.sum.writeMembers(to: &writer)
                    }
                }
            }
        }
        return writer.bytes
    }
}
