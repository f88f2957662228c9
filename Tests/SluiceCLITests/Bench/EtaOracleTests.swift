import Foundation
import SluiceCore
import Testing

@testable import sluice

/// The expected time on the real marketplace, against an oracle that counts for itself.
@Suite(
    .blocking,
    .enabled(if: OlistFiles.isThere, "shared/data/olist is not there: set SLUICE_SHARED_DATA"))
struct EtaOracleTests {
    @Test("the figures are those of the forecasts it wrote, and within the bars")
    func figures() throws {
        let folder = try ImportFolder()
        let file = folder.file("predictions.csv")
        let orders = try EtaFiles(folder: OlistFiles.folder).orders()
        var scores: [String: EtaScore] = [:]
        var lines = [EtaTold.header]
        for target in [CaptureOn.delivered, .shipped] {
            let told = EtaReplay(target: target).run(orders)
            scores[target.code] = EtaScore(told)
            lines += told.map { $0.line(target.code) }
        }
        try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        let data = try OlistFiles.ask("eta.py", [OlistFiles.folder.path, file.path])
        let counted = try JSONDecoder().decode([String: [String: Double]].self, from: data)
        #expect(counted.keys.sorted() == ["delivered", "shipped"])
        for (name, figures) in counted {
            let score = try #require(scores[name])
            for (figure, own) in [
                ("tells", Double(score.tells)), ("mae", score.mae),
                ("baseline_mae", score.baselineMAE), ("gain", 100 * score.gain),
                ("covered_80", 100 * score.covered80), ("covered_95", 100 * score.covered95),
                ("kept_latest", 100 * score.keptLatest),
                ("interval_score", score.intervalScore),
            ] {
                let value = try #require(figures[figure])
                #expect(abs(own - value) < 1e-6, "\(name) \(figure): \(own), counted \(value)")
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
