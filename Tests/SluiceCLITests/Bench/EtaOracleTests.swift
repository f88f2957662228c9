import Foundation
import Testing

/// The expected time on the real marketplace, against an oracle that counts for itself.
@Suite(
    .blocking,
    .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
struct EtaOracleTests {
    private struct Line: Decodable {
        var `case`: String
        var value: Double
    }

    @Test("the figures are those of the forecasts it wrote, and within the bars")
    func figures() throws {
        let folder = try ImportFolder()
        let file = folder.file("predictions.csv")
        let bench = try SluiceProcess.run([
            "bench", "eta", OlistFiles.folder.path, "--json", "--predictions", file.path,
        ])
        try #require(bench.status == 0, "\(bench.error)")
        var told: [String: Double] = [:]
        for text in bench.output.split(separator: "\n") {
            let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
            told[line.case] = line.value
        }
        let data = try OlistFiles.ask("eta.py", [OlistFiles.folder.path, file.path])
        let counted = try JSONDecoder().decode([String: [String: Double]].self, from: data)
        #expect(counted.keys.sorted() == ["delivered", "shipped"])
        for (name, figures) in counted {
            for (figure, value) in figures where figure != "tells" {
                let own = try #require(told["\(name)_\(figure)"])
                #expect(abs(own - value) < 0.01, "\(name) \(figure): \(own), counted \(value)")
            }
            // That the oracle has counted something: there are so many of each in the files.
            #expect(figures["tells"] == ["delivered": 4_136, "shipped": 3_420][name])
            #expect(figures["gain"]! >= 8)
            #expect((77...86).contains(figures["covered_80"]!))
            #expect(figures["covered_95"]! >= 93)
            #expect(figures["kept_latest"]! >= 97)
        }
        // The baseline of the bar.
        #expect(abs(counted["delivered"]!["baseline_mae"]! - 7.6) < 0.05)
        #expect(abs(counted["shipped"]!["baseline_mae"]! - 2.1) < 0.05)
    }
}
