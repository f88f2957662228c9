import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine
import SluiceTestKit
import Testing

@testable import sluice

/// The real marketplace's files, where they are there.
enum OlistFiles {
    static let folder = Surroundings.sharedData.appending(path: "olist")
    static let oracle = Surroundings.packageRoot.appending(path: "Tests/oracles/olist.py")

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// What the oracle prints.
    static func ask(_ arguments: String...) throws -> Data {
        try ask("olist.py", [folder.path] + arguments)
    }

    /// What an oracle, one of Tests/oracles, prints.
    static func ask(_ script: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let path = oracle.deletingLastPathComponent().appending(path: script).path
        process.arguments = ["python3", path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return data
    }
}

@Suite(
    .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
struct OlistHistoryTests {
    @Test("Orders, amounts and statuses are those of the oracle; zero payments are refused")
    func agreesWithTheOracle() throws {
        let folder = try ImportFolder()
        let rejects = folder.rejects
        let history = try HistoryLoader(
            mapping: try MappingFile.load("olist"), source: OlistFiles.folder, rejects: rejects
        ).load()

        struct Row: Decodable {
            var order: String
            var status: String
            var placed: Int64
        }
        let decoder = JSONDecoder()
        let rows = try OlistFiles.ask().split(separator: UInt8(ascii: "\n")).map {
            try decoder.decode(Row.self, from: $0)
        }
        #expect(rows.count > 5_000)
        let read: [[String]] = history.orders.map { [$0.name, $0.status, String($0.amount.minor)] }
        let told: [[String]] = rows.map { [$0.order, $0.status, String($0.placed)] }
        #expect(read.sorted { $0[0] < $1[0] } == told)

        struct Summary: Decodable {
            struct Reject: Decodable { var line: Int }
            var until: String
            var rejects: [Reject]
        }
        let summary = try decoder.decode(Summary.self, from: OlistFiles.ask("--summary"))
        #expect(history.lastTime.map { RFC3339.format($0.ns) } == summary.until)
        let refused = try folder.rejectRows()
        #expect(rejects.counts == [.amountZero: summary.rejects.count])
        #expect(
            refused.map { $0.prefix(4) }
                == summary.rejects.map {
                    [
                        "olist_order_payments_dataset.csv", String($0.line), "amount_zero",
                        "payment_value",
                    ]
                })
    }

    @Test("Every order has a line or several that make its amount, each with a seller")
    func linesAddUp() throws {
        let folder = try ImportFolder()
        let history = try HistoryLoader(
            mapping: try MappingFile.load("olist"), source: OlistFiles.folder,
            rejects: folder.rejects
        ).load()
        let withLines = history.orders.filter { !$0.lines.isEmpty }
        #expect(!withLines.isEmpty && withLines.count < history.orders.count)
        for order in withLines {
            #expect(order.lines.reduce(Money.zero) { $0 + $1.amount } == order.amount)
            #expect(order.lines.allSatisfy { !$0.seller.isEmpty })
        }
    }

    /// The rules alone, without engine or disk: what disagrees here is no fault of storage.
    @Test("Replayed through the core, every order stands on 20 dates as the oracle says")
    func replaysAsOfTwentyDates() throws {
        let folder = try ImportFolder()
        let history = try HistoryLoader(
            mapping: try MappingFile.load("olist"), source: OlistFiles.folder,
            rejects: folder.rejects
        ).load()
        var replay = try CoreReplay(history)
        let dates = String(decoding: try OlistFiles.ask("--dates", "20"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        #expect(dates.count == 20)
        for date in dates {
            replay.run(until: Instant(ns: try #require(RFC3339.parse(date))))
            let expected = String(
                decoding: try OlistFiles.ask("--until", date), as: UTF8.self
            ).replacing(" ", with: "").split(separator: "\n").map(String.init)
            #expect(replay.rows() == expected, "as of \(date)")
        }
        #expect(replay.next == history.steps.count)
    }
}

/// A ledger in memory that a history runs through.
private struct CoreReplay {
    private(set) var next = 0
    private let history: History
    private let calendar: BusinessCalendar
    private var ledger = Ledger()

    init(_ history: History) throws {
        self.history = history
        let zone = history.mapping.zone.name
        calendar = try #require(BusinessCalendar(zone: zone))
        apply(
            .createJournal(CreateJournal(mode: .historical, lender: "bank", zone: zone)),
            at: .epoch)
        apply(.adoptPolicy(history.mapping.policy), at: .epoch)
    }

    mutating func run(until: Instant) {
        while next < history.count(until: until) {
            let step = history.steps[next]
            apply(.tick(dueMax: .max), at: step.time)
            let submission = history.submission(of: step, lender: "bank", calendar: calendar)
            let outcome = ledger.apply(submission.command, at: stamp(step.time))
            #expect(outcome.code.isSuccess && !outcome.isReplay, "\(history.id(of: step))")
            next += 1
        }
        apply(.tick(dueMax: .max), at: until)
    }

    /// The orders placed so far as the report's lines, by order.
    func rows() -> [String] {
        let merchant = KeyDerivation.merchant("olist")
        return history.orders.sorted { $0.name < $1.name }.compactMap { order in
            let key = KeyDerivation.hold(merchant: merchant, name: order.name)
            guard let hold = ledger.hold(key) else { return nil }
            let amounts = hold.amounts
            let row = ReportOrder(
                merchant: order.merchant, order: order.name, status: order.status,
                reason: hold.reason, currency: hold.currency,
                amounts: ReportAmounts(
                    placed: amounts.authorised.minor, captured: amounts.captured.minor,
                    refunded: amounts.refunded.minor, released: amounts.released.minor,
                    expired: amounts.expired.minor, open: amounts.open.minor),
                placedAt: order.placedAt, endedAt: nil)
            return String(decoding: Report.json(of: row), as: UTF8.self)
        }
    }

    private mutating func apply(_ body: Command.Body, at time: Instant) {
        let stamp = stamp(time)
        let command = Command(
            actor: .engine, businessDate: calendar.date(of: stamp), body: body)
        #expect(ledger.apply(command, at: stamp).code.isSuccess)
    }

    /// Ledger time rises with every command, by as little as it must.
    private func stamp(_ time: Instant) -> Instant {
        max(time, ledger.time.adding(spanNs: 1))
    }
}
