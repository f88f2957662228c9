import Foundation
import SluiceAPI
import SluiceTestKit
import Testing

@testable import sluice

/// The figures of Tests/oracles/audit.py.
private struct OracleAudit: Decodable {
    struct Sum: Decodable, Equatable {
        var holds: Int
        var amount: Int64
        var amountDays: Int64?
    }

    struct Finding: Decodable, Equatable {
        var `class`: String
        var holds: Int
        var amount: Int64
        var amountDays: Int64
        var oldestSince: String
        var oldestHold: String
        var p50S: Int64
        var p90S: Int64
        var examples: [String]
    }

    struct Currency: Decodable, Equatable {
        var currency: String
        var held: Sum
        var rightlyHeld: Sum
        var unjudged: Sum
        var stuck: Sum
        var stuckReturned: Sum
        var stuckBilled: Sum
        var stuckUndecided: Sum
        var movedWrongly: Sum
        var findings: [String: Finding]
    }

    var currencies: [Currency]
    var list: [[String]]
}

/// What `--json` says, with its findings by code as the oracle has them.
private struct PrintedAudit: Decodable {
    struct Finding: Decodable {
        struct Example: Decodable { var hold: String }
        var finding: String
        var `class`: String
        var holds: Int
        var amount: Int64
        var amountDays: Int64
        var oldestSince: String
        var oldestHold: String
        var p50S: Int64
        var p90S: Int64
        var examples: [Example]
    }

    struct Currency: Decodable {
        typealias Sum = OracleAudit.Sum
        var currency: String
        var held: Sum
        var rightlyHeld: Sum
        var unjudged: Sum
        var stuck: Sum
        var stuckReturned: Sum
        var stuckBilled: Sum
        var stuckUndecided: Sum
        var movedWrongly: Sum
        var findings: [Finding]
    }

    var currencies: [Currency]

    var asOracle: [OracleAudit.Currency] {
        currencies.map { one in
            let findings = one.findings.map { finding in
                (
                    finding.finding,
                    OracleAudit.Finding(
                        class: finding.class, holds: finding.holds, amount: finding.amount,
                        amountDays: finding.amountDays, oldestSince: finding.oldestSince,
                        oldestHold: finding.oldestHold, p50S: finding.p50S, p90S: finding.p90S,
                        examples: finding.examples.map(\.hold))
                )
            }
            return OracleAudit.Currency(
                currency: one.currency, held: one.held, rightlyHeld: one.rightlyHeld,
                unjudged: one.unjudged, stuck: one.stuck, stuckReturned: one.stuckReturned,
                stuckBilled: one.stuckBilled, stuckUndecided: one.stuckUndecided,
                movedWrongly: one.movedWrongly,
                findings: Dictionary(uniqueKeysWithValues: findings))
        }
    }
}

@Suite("audit: agrees with an independent program")
struct AuditOracleTests {
    @Test("on exports at random, figure by figure and lock by lock", arguments: 1...8)
    func random(_ seed: Int) throws {
        let folder = try AuditFolder()
        try Self.oracle("random", "\(seed)", folder.folder.url.path)
        for at in ["2026-01-05T12:00:00Z", "2026-02-03T00:05:00Z", "2026-04-20T06:00:00Z"] {
            try agree(folder, at: at, "seed \(seed)")
        }
    }

    @Test("the exports at random show every finding but those of faulty rows")
    func coverage() throws {
        var seen: Set<String> = []
        for seed in 1...8 {
            let folder = try AuditFolder()
            try Self.oracle("random", "\(seed)", folder.folder.url.path)
            for at in ["2026-01-05T12:00:00Z", "2026-02-03T00:05:00Z", "2026-04-20T06:00:00Z"] {
                let report = try folder.audit(at: at)
                seen.formUnion(
                    report.lines.compactMap { $0.split(separator: " ").first }.map(String.init))
            }
        }
        let all = Set(AuditFinding.allCases.map(\.rawValue)).subtracting(["order_unread"])
        #expect(seen == all)
    }

    @Test(
        "on the marketplace's orders, as a lender who only bills at delivery would have held them",
        .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"),
        arguments: ["one", "seller"])
    func olist(_ merchant: String) throws {
        let folder = try AuditFolder()
        try Self.oracle(
            "olist", OlistFiles.folder.path, folder.folder.url.path, "--merchant", merchant)
        for at in [
            "2016-10-15T00:00:00Z", "2017-03-01T12:30:00Z", "2017-11-26T00:00:00Z",
            "2018-03-01T00:00:00Z", "2018-06-15T00:00:00Z", "2018-08-01T00:00:00Z",
        ] {
            try agree(folder, at: at, merchant)
        }
    }

    @Test(
        "the shop's own file, in its local times and words, says the same",
        .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
    func olistItself() throws {
        let folder = try AuditFolder()
        try Self.oracle("olist", OlistFiles.folder.path, folder.folder.url.path)
        let made = try folder.audit(at: "2018-03-01T00:00:00Z", list: true)
        try FileManager.default.removeItem(at: folder.folder.file("orders.csv"))
        try FileManager.default.copyItem(
            at: OlistFiles.folder.appending(path: "olist_orders_dataset.csv"),
            to: folder.folder.file("orders.csv"))
        let own = try folder.audit(Self.ownMapping, at: "2018-03-01T00:00:00Z")
        #expect(own.currencies == made.currencies)
        #expect(own.rejectedRows == 0 && own.lines.count > 4)
    }

    private func agree(_ folder: AuditFolder, at: String, _ what: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let expected = try decoder.decode(
            OracleAudit.self,
            from: Self.oracle("judge", folder.folder.url.path, "--at", at))
        let report = try folder.audit(at: at, limit: 3, list: true)
        let printed = try decoder.decode(
            PrintedAudit.self, from: Data(report.json(in: .english)))
        let found = printed.asOracle
        #expect(found.map(\.currency) == expected.currencies.map(\.currency))
        for (found, expected) in zip(found, expected.currencies) {
            for key in Set(found.findings.keys).union(expected.findings.keys) {
                #expect(found.findings[key] == expected.findings[key], "\(key) \(what) \(at)")
            }
            #expect(found == expected, "\(what), \(at), \(expected.currency)")
        }
        #expect(try report.rejectedRows == folder.rejects().count && report.rejectedRows == 0)
        let list = try Self.rows(folder.folder.file("list.csv")).map {
            [$0[0], $0[1], $0[2], $0[6], $0[7], $0[9]]
        }
        #expect(list == expected.list, "\(what), \(at)")
        let stuck = report.currencies.reduce(0) { $0 + $1.sum(.stuck).holds }
        #expect(list.filter { $0[0] == "stuck" }.count == stuck)
    }

    private static func rows(_ file: URL) throws -> [[String]] {
        var reader = try CSVReader(file)
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.fields) }
        return Array(rows.dropFirst())
    }

    @discardableResult
    private static func oracle(_ arguments: String...) throws -> Data {
        let process = Process()
        let script = Surroundings.packageRoot.appending(path: "Tests/oracles/audit.py")
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return data
    }

    /// The orders file of the data set as it is: times of one zone, and words for what has no time.
    static let ownMapping = """
        mapping: olist
        zone: America/Sao_Paulo
        holds:
          id: hold_id
          account: account
          merchant: olist
          order: order_id
          scenario: physical
          currency: BRL
          amount: amount
          placed_at: placed_at
          captured: captured
          captured_at: captured_at
        orders:
          merchant: olist
          id: order_id
          status: order_status
          facts:
            - {fact: created, time: order_purchase_timestamp}
            - {fact: paid, time: order_approved_at}
            - {fact: shipped, time: order_delivered_carrier_date}
            - {fact: delivered, time: order_delivered_customer_date}
            - fact: cancelled
              when_status: [canceled, unavailable]
              time: order_estimated_delivery_date
            - fact: delivered
              when_status: delivered
              if_empty: [order_delivered_carrier_date, order_delivered_customer_date]
              time: order_estimated_delivery_date

        """
}
