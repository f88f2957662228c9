import Foundation
import SluiceAPI
import SluiceCore
import Testing

@testable import sluice

/// `sluice explain` and `sluice report locktime`, on a stopped directory and over HTTP.
@Suite("explain and lock time on the command line", .blocking)
struct ExplainTests {
    @Test func explain() throws {
        let live = try LiveDirectory()
        let stopped = try SluiceProcess.run(
            "explain", "H-1", "--merchant", "M", "--data", live.data.path, "--json")
        #expect(stopped.status == 0, "\(stopped.error)")
        let document = try JSONReader.read(Array(stopped.output.utf8))
        #expect(document["hold"] == .string("H-1") && document["status"] == .string("closed"))
        let words = try SluiceProcess.run(
            "explain", "H-1", "--merchant", "M", "--data", live.data.path, "--lang", "zh",
            "--audience", "consumer")
        #expect(words.output.contains("CNY 2.00已转为账单"), "\(words.output)")
        #expect(!words.output.contains("解锁"))
        let none = try SluiceProcess.run(
            "explain", "H-9", "--merchant", "M", "--data", live.data.path)
        #expect(none.status == 1 && none.error.contains("no such hold H-9; did you mean H-"))

        let report = try SluiceProcess.run(
            "report", "locktime", "--data", live.data.path, "--json")
        let sums = try JSONReader.read(Array(report.output.utf8))
        #expect(sums["sums"].text == nil && report.status == 0, "\(report.error)")
        #expect(
            report.output.contains(#""holds":5"#) && report.output.contains(#""cause":"order""#))
        let table = try SluiceProcess.run(
            "report", "locktime", "--data", live.data.path, "--by", "merchant")
        #expect(table.output.contains("amount-days") && table.output.contains("M "))

        let server = try ServerProcess(live.data)
        defer { _ = try? server.stop() }
        let asked = try SluiceProcess.run(
            "explain", "H-1", "--merchant", "M", "--url", server.address, "--key", live.key,
            "--json")
        #expect(asked.status == 0, "\(asked.error)")
        let told = try JSONReader.read(Array(asked.output.utf8))
        for member in ["statements", "lock_time", "status", "sequence"] {
            #expect(told[member] == document[member], "\(member)")
        }
    }
}
