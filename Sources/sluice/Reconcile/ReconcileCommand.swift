import ArgumentParser
import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceSQLite

struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Hold the ledger against the merchant's orders and the settlement of money.",
        discussion: "Example: sluice reconcile --orders orders.csv --settlement paid.csv",
        subcommands: [ReconcileRun.self, ReconcileList.self, ReconcileSet.self],
        defaultSubcommand: ReconcileRun.self)
}

struct ReconcileRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compare, and keep what differs with its age and owner.",
        discussion: """
            Reads the journal itself; may run beside an engine. Of orders that differ it tells the \
            class: currency, missing, extra, amount, state, or timing for what is younger than \
            --grace. Orders of merchants that no file names are left out.

            Exit codes: 0 nothing differs that is not on its way or resolved; 3 something does; 1 \
            failed, or some rows could not be read.
            """)

    @OptionGroup var data: DataOption

    @Option(help: "The merchant's orders: a CSV file, or the folder of files the mapping joins.")
    var orders: String

    @Option(help: "What was paid and taken back: a CSV file.")
    var settlement: String?

    @Option(help: "How to read the files: a shipped mapping of imports, or the path of one.")
    var mapping = "generic"

    @Option(help: "Compare as of this time (RFC 3339); by default now.")
    var at: String?

    @Option(help: "What is younger may be on its way, e.g. 24h.")
    var grace = "24h"

    @Option(help: "How many differences to show; all are kept.")
    var limit = 20

    @Flag(help: "Print one JSON object, in minor units.")
    var json = false

    func validate() throws {
        guard SpanCode.ns(grace) != nil else {
            throw ValidationError("--grace is a span such as 24h or 2d")
        }
        if let at, RFC3339.parse(at) == nil {
            throw ValidationError("--at \(at) is no RFC 3339 time")
        }
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is below 0") }
    }

    func run() async throws {
        try await DataDirectory.reporting {
            do {
                try reconcile()
            } catch let error where error is ImportError || error is MappingError {
                Terminal.error("\(error)")
                throw ExitCode(1)
            }
        }
    }

    private func reconcile() throws {
        let now = at.flatMap(RFC3339.parse).map(Instant.init(ns:)) ?? WallClock.system.now()
        let mapping = try MappingFile.load(mapping)
        let directory = URL(fileURLWithPath: data.path)
        let shop = URL(fileURLWithPath: orders)
        let shopRejects = RejectFile(RejectFile.url(source: shop, data: directory))
        let history = try HistoryLoader(mapping: mapping, source: shop, rejects: shopRejects)
            .load()
        var books = ReconcileBooks()
        for order in history.orders where order.placedAt <= now { books.add(order, until: now) }
        var rejected = shopRejects.count
        if let settlement {
            let file = URL(fileURLWithPath: settlement)
            let rejects = RejectFile(RejectFile.url(source: file, data: directory))
            books.add(try SettlementReading(mapping: mapping, rejects: rejects).read(file))
            rejected += rejects.count
        }
        var scan = JournalScan(namingOrdersOf: books.merchantKeys)
        var ledger = LedgerBook()
        try scan.run(in: data) { if $0.time <= now { ledger.add($0) } }
        let breaks = books.reconciliation(
            ledger.orders, named: scan, at: now, graceNs: SpanCode.ns(grace) ?? 0
        ).breaks()
        let store = try BreakStore(directory: directory)
        try store.save(breaks, of: books.merchants, at: now)
        let kept = try store.all().filter {
            $0.goneAt == nil && books.merchants.contains($0.found.merchant)
        }
        let report = ReconcileReport(kept: kept, at: now, compared: books.orderCount)
        Terminal.out(json ? report.json : Array(report.text(limit: limit).utf8))
        if rejected > 0 {
            Terminal.error(
                "\(rejected) rows could not be read, see *.rejects.csv beside \(data.path)")
        }
        if report.openCount > 0 { throw ExitCode(3) }
        if rejected > 0 { throw ExitCode(1) }
    }
}

struct ReconcileList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show what earlier runs found and is still open.")

    @OptionGroup var data: DataOption

    @Flag(help: "Show what is resolved or gone, too.")
    var all = false

    @Flag(help: "Print one JSON object, in minor units.")
    var json = false

    func run() async throws {
        try await DataDirectory.reporting {
            let store = try BreakStore(directory: URL(fileURLWithPath: data.path))
            let kept = try store.all().filter { all || $0.isOpen }
            let report = ReconcileReport(kept: kept, at: WallClock.system.now(), compared: nil)
            Terminal.out(json ? report.json : Array(report.text(limit: .max).utf8))
        }
    }
}

struct ReconcileSet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Say whose a difference is, or that it is resolved and why.",
        discussion: "One that is resolved opens again when other money is in dispute.")

    @OptionGroup var data: DataOption

    @Argument(help: "The id of the difference.")
    var id: String

    @Option(help: "A role or desk: 1 to 32 of the characters a-z 0-9 _ . -")
    var owner: String?

    @Option(help: "Why it is resolved: a code of 1 to 32 of the characters a-z 0-9 _ . -")
    var resolved: String?

    func validate() throws {
        guard owner != nil || resolved != nil else {
            throw ValidationError("--owner or --resolved is needed")
        }
        // Free text would be kept outside the store that can forget persons.
        for text in [owner, resolved].compactMap(\.self) where Code(text) == nil {
            throw ValidationError("`\(text)` is not 1 to 32 of the characters a-z 0-9 _ . -")
        }
    }

    func run() async throws {
        try await DataDirectory.reporting {
            let store = try BreakStore(directory: URL(fileURLWithPath: data.path))
            guard try store.set(id, owner: owner, resolution: resolved) else {
                Terminal.error("there is no difference \(id): see `sluice reconcile list --all`")
                throw ExitCode(1)
            }
        }
    }
}
