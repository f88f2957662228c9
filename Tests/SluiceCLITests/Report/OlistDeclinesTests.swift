import Foundation
import SluiceTestKit
import Testing

/// The real marketplace with limits that bind, against an oracle that knows nothing of the engine.
@Suite(
    .blocking,
    .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
struct OlistDeclinesTests {
    private struct Told: Decodable {
        struct Totals: Decodable, Equatable {
            var currency = "BRL"
            var approved: Int
            var declined: Int
            var declinedAmount: Int64
            var avoidable: Int
            var avoidableAmount: Int64
        }
        var currencies: [Totals]
    }

    private struct Oracle: Decodable {
        var placed: Int
        var declined: Int
        var declinedAmount: Int64
        var avoidable: Int
        var avoidableAmount: Int64
    }

    private static let taiwan = Surroundings.sharedData.appending(path: "taiwan-credit")

    private func oracle(_ arguments: [String]) throws -> Told.Totals {
        let data = try OlistFiles.ask(
            "declines.py", [OlistFiles.folder.path, Self.taiwan.path] + arguments)
        let told = try JSONDecoder.forAnswers.decode(Oracle.self, from: data)
        return Told.Totals(
            approved: told.placed, declined: told.declined, declinedAmount: told.declinedAmount,
            avoidable: told.avoidable, avoidableAmount: told.avoidableAmount)
    }

    /// One folder with the files of both.
    private func source(in folder: ImportFolder) throws -> URL {
        let source = folder.file("source")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: false)
        for from in [OlistFiles.folder, Self.taiwan] {
            for name in try FileManager.default.contentsOfDirectory(atPath: from.path) {
                try FileManager.default.createSymbolicLink(
                    at: source.appending(path: name),
                    withDestinationURL: from.appending(path: name))
            }
        }
        return source
    }

    @Test(
        "no decline is avoidable; of a lender who hears of no cancellation a third are",
        arguments: [
            ([], []), (["--cancellations-told-after", "1000d"], ["--only-expires"]),
        ] as [([String], [String])])
    func declines(_ importing: [String], _ asking: [String]) throws {
        let folder = try ImportFolder()
        let data = folder.file("data")
        let ending = try SluiceProcess.run(
            ["import", "--mapping", "olist-limits", "--data", data.path] + importing
                + [try source(in: folder).path])
        try #require(ending.status == 0, "\(ending.error)")
        let report = try SluiceProcess.run("report", "declines", "--data", data.path, "--json")
        let wanted = try oracle(asking)
        #expect(try report.json(Told.self).currencies == [wanted])
        // What the issue of the counter asks for, and that the test has tested something.
        let (avoidable, declined) = importing.isEmpty ? (0, 635) : (315, 824)
        #expect(abs(wanted.avoidable - avoidable) <= 2 && abs(wanted.declined - declined) <= 2)
        #expect(try Verification.of(data).sound)
        let words = try SluiceProcess.run("report", "declines", "--data", data.path)
        #expect(words.output.contains("avoidable") && words.output.contains("BRL"))
    }
}
