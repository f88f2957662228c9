import Foundation
import Testing

/// The real marketplace, through the program alone.
@Suite(
    .blocking,
    .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
struct OlistProcessTests {
    private struct Told: Decodable {
        var until: String
        var applied: Int
        var repeated: Int
        var refused: Int
        var events: Int
        var rejects: [String: Int]
    }

    private struct Totals: Decodable, Equatable {
        var status: String
        var orders: Int
        var placed: Int64
        var captured: Int64
        var refunded: Int64
        var released: Int64
        var expired: Int64
        var open: Int64
    }

    private struct Report: Decodable {
        var byStatus: [Totals]
    }

    private struct Summary: Decodable {
        struct Reject: Decodable { var line: Int }
        var until: String
        var byStatus: [Totals]
        var rejects: [Reject]
    }

    private func load(_ data: URL, until: String? = nil) throws -> Told {
        let ending = try SluiceProcess.run(
            ["import", "--mapping", "olist", "--data", data.path, OlistFiles.folder.path, "--json"]
                + (until.map { ["--until", $0] } ?? []))
        try #require(ending.status == 0, "\(ending.error)")
        return try ending.json(Told.self)
    }

    private func oracle(until: String) throws -> [ReportedOrder] {
        try ReportedOrder.list(OlistFiles.ask("--until", until))
    }

    @Test("Imported to the last fact, every order ends as the oracle says, and once only")
    func wholeHistory() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let told = try load(data)
        let summary = try JSONDecoder.forAnswers.decode(
            Summary.self, from: OlistFiles.ask("--summary"))
        #expect(told.until == summary.until)
        #expect(told.refused == 0 && told.repeated == 0 && told.applied > 20_000)

        let report = try SluiceProcess.run("report", "--data", data.path, "--json")
        #expect(try report.json(Report.self).byStatus == summary.byStatus)
        let orders = try ReportedOrder.of(data)
        #expect(orders == (try ReportedOrder.list(OlistFiles.ask())))
        checkEnds(orders)

        let rows = try String(contentsOf: folder.file("olist.rejects.csv"), encoding: .utf8)
            .split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
        #expect(told.rejects == ["amount_zero": summary.rejects.count])
        #expect(rows.map { Int($0[1]) } == summary.rejects.map(\.line))
        #expect(rows.allSatisfy { $0[2] == "amount_zero" })

        let found = try Verification.of(data)
        #expect(found.sound, "\(found.faults)")
        let again = try load(data)
        #expect(again.applied == 0 && again.events == 0 && again.repeated == told.applied)
        let foundAgain = try Verification.of(data)
        #expect(foundAgain.sound && foundAgain.digest == found.digest)
        #expect(foundAgain.rows == found.rows)
    }

    /// The numbers the project was asked to show.
    private func checkEnds(_ orders: [ReportedOrder]) {
        let sums = orders.allSatisfy {
            $0.placed == $0.captured + $0.released + $0.expired + $0.open
        }
        #expect(sums)
        let canceled = orders.filter { $0.status == "canceled" }
        #expect(canceled.count { $0.released == $0.placed } == 346)
        #expect(canceled.count { $0.captured == $0.placed && $0.refunded == $0.placed } == 75)
        #expect(canceled.count == 346 + 75)
        let unavailable = orders.filter { $0.status == "unavailable" }
        #expect(unavailable.count == 557)
        #expect(unavailable.allSatisfy { $0.released == $0.placed })
        let sent = orders.filter { ["delivered", "shipped"].contains($0.status) }
        #expect(!sent.isEmpty)
        #expect(sent.allSatisfy { $0.captured == $0.placed && $0.refunded == 0 })
    }

    @Test("Imported date by date, every order stands on 20 dates as the oracle says")
    func twentyDates() throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let dates = String(decoding: try OlistFiles.ask("--dates", "20"), as: UTF8.self)
            .split(separator: "\n").map(String.init)
        #expect(dates.count == 20)
        for date in dates {
            #expect(try load(data, until: date).refused == 0)
            #expect(try ReportedOrder.of(data) == oracle(until: date), "as of \(date)")
        }
        let grown = try Verification.of(data)
        #expect(grown.sound, "\(grown.faults)")
        for index in [5, 13] {
            let fresh = folder.file("fresh \(index)")
            _ = try load(fresh, until: dates[index])
            #expect(try ReportedOrder.of(fresh) == oracle(until: dates[index]))
            #expect(try Verification.of(fresh).sound)
        }
    }
}
