import ArgumentParser
import Foundation
import SluiceCore

/// How good the expected time is, on a real marketplace.
struct BenchEta: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eta",
        abstract: "Forecast when the purchases of the Olist files end, and measure how well.",
        discussion: """
            Purchases from 2018-01-01 on that have the fact which ends their hold; told at placement and \
            1, 3 and 7 days later while open, each forecast knowing only what was known then. Beside it the \
            median of what ended in the last 60 days and took longer than until then.
            """)

    @Argument(help: "The folder with the olist_*.csv files.")
    var folder: String

    @Option(help: "Write every forecast to this file, as CSV.")
    var predictions: String?

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func run() async throws {
        let orders: [EtaOrder]
        do {
            orders = try EtaFiles(folder: URL(filePath: folder)).orders()
        } catch {
            Terminal.error("\(error)")
            throw ExitCode(1)
        }
        var lines = [EtaTold.header]
        for target in [CaptureOn.delivered, .shipped] {
            let told = EtaReplay(target: target).run(orders)
            tell(EtaScore(told), target.code)
            lines += told.map { $0.line(target.code) }
        }
        guard let predictions else { return }
        let text = lines.joined(separator: "\n") + "\n"
        try text.write(toFile: predictions, atomically: true, encoding: .utf8)
    }

    private func tell(_ score: EtaScore, _ name: String) {
        func tell(
            _ what: String, _ value: Double, _ unit: String, limit: Double? = nil,
            isLowerBetter: Bool = false
        ) {
            BenchResult(
                bench: "eta", name: "\(name)_\(what)", value: value, unit: unit, limit: limit,
                isLowerBetter: isLowerBetter,
                ran: "\(score.tells) forecasts, purchases from 2018-01-01, " + BenchMachine.text
            ).tell(json: json)
        }
        tell("gain", 100 * score.gain, "% of the baseline's error", limit: 8)
        tell("mae", score.mae, "days")
        tell("baseline_mae", score.baselineMAE, "days")
        tell("bias", score.bias, "days")
        tell("covered_80", 100 * score.covered80, "%", limit: 77)
        tell("covered_80_most", 100 * score.covered80, "%", limit: 86, isLowerBetter: true)
        tell("covered_95", 100 * score.covered95, "%", limit: 93)
        tell("kept_latest", 100 * score.keptLatest, "%", limit: 97)
        tell("interval_score", score.intervalScore, "days")
    }
}
