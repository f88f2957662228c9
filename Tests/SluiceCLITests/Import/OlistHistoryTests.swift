import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import sluice

/// The real marketplace's files, where they are there.
enum OlistFiles {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "../shared/data/olist").standardizedFileURL
    static let oracle = root.appending(path: "Tests/oracles/olist.py")

    static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

    /// What the oracle prints.
    static func ask(_ arguments: String...) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", oracle.path, folder.path] + arguments
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
    .enabled(if: OlistFiles.isThere, "the Olist files are not in ../shared/data/olist"))
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
        #expect(
            history.orders.map { [$0.name, $0.status, String($0.amount.minor)] }
                .sorted { $0[0] < $1[0] } == rows.map { [$0.order, $0.status, String($0.placed)] })

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
}
