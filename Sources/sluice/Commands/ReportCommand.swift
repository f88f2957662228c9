import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Tell where locked money went, by status or day by day, and the books of it.",
        discussion: "Example: sluice report daily --day 2026-11-26",
        subcommands: [
            ReportStatus.self, ReportDaily.self, ReportEntries.self, ReportStatement.self,
            ReportSilence.self, ReportDeclines.self, ReportLockTime.self,
        ],
        defaultSubcommand: ReportStatus.self)
}

struct ReportStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell where the locked money of a journal went, by status and reason.",
        discussion: """
            By the shop's own final status, where an import told it, and by the reason the lock \
            ended. Reads the journal itself; may run beside an engine.

            Example: sluice report --by order --json
            """)

    enum Grouping: String, ExpressibleByArgument, CaseIterable {
        case status
        case order
    }

    @OptionGroup var data: DataOption

    @Option(help: "status: sums by status and by reason. order: a line an order.")
    var by = Grouping.status

    @Option(help: "The currency to report, where a journal has several.")
    var currency: String?

    @Flag(help: "Print JSON: one object, or with --by order a line an order. Minor units.")
    var json = false

    func run() async throws {
        try data.requireJournal()
        try await DataDirectory.reporting {
            let orders = try orders()
            let wanted = try currency.map { code in
                guard let known = Currency(code) else {
                    throw ValidationError("--currency \(code) is no ISO 4217 code")
                }
                return known
            }
            do {
                tell(try Report(orders, currency: wanted))
            } catch let error as ReportError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            }
        }
    }

    private func tell(_ report: Report) {
        switch (by, json) {
        case (.status, true): Terminal.out(report.json)
        case (.status, false): Terminal.out(report.text)
        case (.order, true): for order in report.orders { Terminal.out(Report.json(of: order)) }
        case (.order, false): Terminal.out(report.orderText)
        }
    }

    /// Every hold of the journal, replayed from its beginning, with its order's label.
    private func orders() throws -> [ReportOrder] {
        let journal = try SQLiteJournal.openReadOnly(directory: data.path)
        let head = try journal.head()
        let labels = try ImportStore.statuses(in: URL(fileURLWithPath: data.path))
        var names: [NamedKey: String] = [:]
        var recovery = Recovery()
        var bar = ProgressBar("reading", total: Int(head.sequence))
        while true {
            let rows = try journal.read(after: recovery.sequence, bytesMax: 4 << 20)
            if rows.isEmpty { break }
            for row in rows {
                for record in try recovery.replay(row) {
                    for name in record.names { names[name.key] = name.text }
                }
            }
            bar.show(Int(recovery.sequence))
        }
        bar.finish()
        var orders: [ReportOrder] = []
        recovery.ledger.forEachHold { hold in
            let merchant = names[NamedKey(.merchant, hold.merchant)] ?? ""
            let order = names[NamedKey(.order, hold.order)] ?? ""
            let label = labels[OrderLabel(merchant: merchant, order: order)]
            orders.append(ReportOrder(hold, merchant: merchant, order: order, status: label ?? ""))
        }
        return orders
    }
}

extension ReportOrder {
    init(_ hold: HoldRecord, merchant: String, order: String, status: String) {
        let amounts = hold.amounts
        self.init(
            merchant: merchant, order: order, status: status, reason: hold.reason,
            currency: hold.currency,
            amounts: ReportAmounts(
                placed: amounts.authorised.minor, captured: amounts.captured.minor,
                refunded: amounts.refunded.minor, released: amounts.released.minor,
                expired: amounts.expired.minor, open: amounts.open.minor),
            placedAt: hold.placedAt, endedAt: hold.endedAt == .never ? nil : hold.endedAt)
    }
}
