import Foundation
import Testing

/// The books of the real marketplace, through the program alone, against an oracle that knows
/// nothing of it.
@Suite(
    .blocking,
    .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
struct OlistBooksTests {
    private struct Told: Decodable {
        var date: String
        var merchant: String
        var placed: Int64
        var captured: Int64
        var released: Int64
        var expired: Int64
        var refunded: Int64
    }

    private struct ToldOrder: Decodable {
        var date: String
        var merchant: String
        var order: String
        var captured: Int64
        var refunded: Int64
    }

    private struct Daily: Decodable {
        struct Day: Decodable {
            var date: String
            var merchant: String?
            var opening: Int64
            var placed: Int64
            var incremented: Int64
            var captured: Int64
            var released: Int64
            var expired: Int64
            var closing: Int64
            var refunded: Int64
            var closed: Bool
        }
        struct Closing: Decodable {
            var through: String
            var differences: [String]
        }
        var zone: String
        var days: [Day]
        var closings: [Closing]
        var suspense: [String: Int64]
    }

    private struct Stated: Decodable {
        struct Amounts: Decodable {
            var order: String?
            var captured: Int64
            var refunded: Int64
            var corrected: Int64
            var payable: Int64
        }
        struct Statement: Decodable {
            var orders: [Amounts]
            var total: Amounts
        }
        var statements: [Statement]
    }

    private func oracle<Row: Decodable>(_ type: Row.Type, _ arguments: [String]) throws -> [Row] {
        let data = try OlistFiles.ask("books.py", [OlistFiles.folder.path] + arguments)
        return try data.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder.forAnswers.decode(Row.self, from: $0)
        }
    }

    /// The shipped mapping, with the merchant told by a column of the orders.
    private func mapping(by column: String, in folder: ImportFolder) throws -> String {
        let shipped = OlistFiles.oracle.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(
                path: "Sources/sluice/Import/Mappings/olist.yaml")
        let text = try String(contentsOf: shipped, encoding: .utf8)
            .replacing("merchant: olist", with: "merchant: {column: \(column)}")
            .replacing("mapping: olist", with: "mapping: by_\(column)")
        return try folder.write("mapping.yaml", text).path
    }

    private func load(_ data: URL, _ mapping: String, until: String? = nil) throws {
        let ending = try SluiceProcess.run(
            ["import", "--mapping", mapping, "--data", data.path, OlistFiles.folder.path, "--json"]
                + (until.map { ["--until", $0] } ?? []))
        try #require(ending.status == 0, "\(ending.error)")
    }

    private func daily(_ data: URL, _ arguments: String...) throws -> Daily {
        let ending = try SluiceProcess.run(
            ["report", "daily", "--data", data.path, "--json"] + arguments)
        try #require(ending.status == 0, "\(ending.error)")
        return try ending.json(Daily.self)
    }

    @Test("Every day and merchant is the oracle's, and closes with the next one's opening")
    func days() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        try load(data, try mapping(by: "order_status", in: folder))
        let told = try oracle(Told.self, ["--by", "order_status"])
        let report = try daily(data, "--merchants")
        #expect(report.zone == "America/Sao_Paulo" && report.closings.isEmpty)
        #expect(report.suspense == ["BRL": 0])

        var held: [String: Int64] = [:]
        var moved: [String: Daily.Day] = [:]
        for day in report.days {
            let name = day.merchant ?? ""
            #expect(day.opening == held[name] ?? 0, "\(day.date) \(name)")
            let change =
                day.placed + day.incremented - day.captured - day.released - day.expired
            #expect(day.closing == day.opening + change)
            #expect(!day.closed)
            held[name] = day.closing
            if change != 0 || day.placed != 0 || day.captured != 0 || day.refunded != 0 {
                moved["\(day.date) \(name)"] = day
            }
        }
        #expect(told.count > 500 && Set(told.map(\.merchant)).count > 3)
        var sums: [String: [Int64]] = [:]
        for row in told {
            let parts = [row.placed, row.captured, row.released, row.expired, row.refunded]
            let found = moved.removeValue(forKey: "\(row.date) \(row.merchant)")
            let day = try #require(found, "\(row.date) \(row.merchant)")
            #expect(
                [day.placed, day.captured, day.released, day.expired, day.refunded] == parts,
                "\(row.date) \(row.merchant)")
            sums[row.date] = zip(sums[row.date] ?? parts.map { _ in 0 }, parts).map(+)
        }
        for (date, parts) in sums {
            let found = moved.removeValue(forKey: "\(date) ")
            let day = try #require(found, "\(date)")
            #expect([day.placed, day.captured, day.released, day.expired, day.refunded] == parts)
        }
        #expect(moved.isEmpty, "days that the oracle does not have: \(moved.keys.sorted())")
        try statements(data)
    }

    /// Σ of the statements by merchant and over all, order by order.
    private func statements(_ data: URL) throws {
        let told = try oracle(ToldOrder.self, ["--by", "order_status", "--statements"])
        #expect(told.contains { $0.refunded > 0 })
        let dates = told.map(\.date)
        let (first, last) = (try #require(dates.min()), try #require(dates.max()))
        var payable: Int64 = 0
        for (merchant, rows) in Dictionary(grouping: told, by: \.merchant) {
            let ending = try SluiceProcess.run(
                "report", "statement", "--data", data.path, "--merchant", merchant, "--from", first,
                "--to", last, "--json")
            try #require(ending.status == 0, "\(ending.error)")
            let statement = try #require(try ending.json(Stated.self).statements.first)
            var sums: [String: [Int64]] = [:]
            for row in rows {
                let old = sums[row.order] ?? [0, 0]
                sums[row.order] = [old[0] + row.captured, old[1] + row.refunded]
            }
            for line in statement.orders {
                let order = try #require(line.order)
                #expect(sums.removeValue(forKey: order) == [line.captured, line.refunded])
                #expect(line.payable == line.captured - line.refunded && line.corrected == 0)
            }
            #expect(sums.isEmpty)
            payable += statement.total.payable
        }
        #expect(payable == told.reduce(0) { $0 + $1.captured - $1.refunded } && payable > 0)
    }

    @Test("Closed between imports, what was frozen is what the journal says, and stays")
    func closes() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        for (day, until) in [
            ("2017-06-30", "2017-07-05T15:00:00Z"), ("2017-07-01", "2017-07-06T15:00:00Z"),
            ("2018-01-15", "2018-01-20T15:00:00Z"),
        ] {
            // A history has the date of its newest event, so a few days of sales later.
            try load(data, "olist", until: until)
            let ending = try SluiceProcess.run("close", "--data", data.path, "--day", day)
            #expect(ending.status == 0, "\(ending.error)")
            #expect(ending.output.contains("\(day) is closed"))
            let again = try SluiceProcess.run("close", "--data", data.path, "--day", day)
            #expect(again.status == 0 && again.output.contains("was closed already"))
            let early = try SluiceProcess.run("close", "--data", data.path, "--day", "2018-12-31")
            #expect(early.status == 1 && early.error.contains("is not over"))
        }
        try load(data, "olist")
        let report = try daily(data)
        #expect(report.closings.map(\.through) == ["2017-06-30", "2017-07-01", "2018-01-15"])
        #expect(report.closings.allSatisfy { $0.differences.isEmpty })
        #expect(report.days.allSatisfy { $0.closed == ($0.date <= "2018-01-15") })
        #expect(try Verification.of(data).sound)
        let told = try oracle(Told.self, [])
        let moved = report.days.filter {
            $0.placed + $0.captured + $0.released + $0.expired + $0.refunded > 0
        }
        #expect(moved.map(\.date) == told.map(\.date))
        #expect(moved.map(\.captured) == told.map(\.captured))
    }

    @Test("Journal entries balance, by day and by event, and come to the same")
    func entries() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        try load(data, "olist", until: "2017-09-01T12:00:00Z")
        var sums: [[String: Int64]] = []
        for detail in [false, true] {
            let csv = folder.file("entries \(detail).csv")
            let ending = try SluiceProcess.run(
                [
                    "report", "entries", "--data", data.path, "--from", "2017-08-01", "--to",
                    "2017-08-31", "--csv", csv.path,
                ] + (detail ? ["--detail"] : []))
            #expect(ending.status == 0, "\(ending.error)")
            let rows = try String(contentsOf: csv, encoding: .utf8).split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            #expect(
                rows.first?.joined(separator: ",")
                    == "date,entry,event,merchant,currency,circle,book,debit,credit")
            var circles: [String: Int64] = [:]
            var books: [String: Int64] = [:]
            for row in rows.dropFirst() {
                let debit = try #require(Int64(row[7].replacing(".", with: "")))
                let credit = try #require(Int64(row[8].replacing(".", with: "")))
                let minor = debit - credit
                circles["\(row[1]) \(row[5])", default: 0] += minor
                books["\(row[0]) \(row[6])", default: 0] += minor
                #expect(row[0] >= "2017-08-01" && row[0] <= "2017-08-31")
            }
            #expect(!circles.isEmpty && circles.values.allSatisfy { $0 == 0 })
            sums.append(books.filter { $0.value != 0 })
        }
        #expect(sums[0] == sums[1])
    }
}
