import ArgumentParser
import Foundation
import SluiceTestKit

/// Runs the engine through simulated faults, one history a seed.
@main
struct SluiceSim: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice-sim",
        abstract: "Runs the engine through simulated faults, one history a seed.",
        discussion: """
            A seed decides everything: what clients send, whose turn it is, what the disk, the clock and \
            the archive do, when the process is killed, and what is damaged before it comes back. What \
            is checked, and what each fault requires, is in docs/internals/testing.md.

            Exit code 0: all seeds are clean. 1: a seed failed; it is printed with what does not hold \
            and the shortest history that was found. 64: wrong usage.
            """)

    @Option(help: "One seed.")
    var seed: UInt64?

    @Option(help: "Seeds from A up to, not including, B, as A..<B. Default: 1..<101.")
    var seeds: SeedRange?

    @Option(help: "New seeds from --seed on until so many minutes have passed.")
    var minutes: Double?

    @Option(help: "Commands and reads each seed sends.")
    var operations = 500

    @Option(help: "Which faults there are: all, none.")
    var faults = Faults.all

    @Option(help: "Histories tried to shorten a trace.")
    var shortenings = 3_000

    @Flag(help: "Print each step as it is taken; of one seed.")
    var trace = false

    @Flag(help: "Print one line of JSON.")
    var json = false

    enum Faults: String, ExpressibleByArgument, CaseIterable { case all, none }

    func validate() throws {
        if seeds != nil, seed != nil || minutes != nil {
            throw ValidationError("--seeds stands alone.")
        }
        if operations < 1 { throw ValidationError("--operations is at least 1.") }
        if trace, seed == nil || minutes != nil {
            throw ValidationError("--trace takes one --seed.")
        }
    }

    func run() throws {
        var report = Report(firstSeed: range.lowerBound)
        var progress = Progress()
        let began = ContinuousClock.now
        for seed in range {
            report.seconds = SluiceSim.seconds(since: began)
            if let minutes, report.seconds >= 60 * minutes { break }
            progress.show(
                part(before: seed, report), "seed \(seed), \(report.operations) operations")
            let result = Simulation.run(
                seed: seed, operations: operations, hasFaults: faults == .all,
                onStep: { if trace { print($0) } })
            report.add(result)
            if let failure = result.failure {
                progress.show(1, "seed \(seed) fails, shortening its history")
                report.failure = Report.Failure(
                    failure.shortened(runsMax: shortenings), seed: seed)
                break
            }
        }
        report.seconds = SluiceSim.seconds(since: began)
        progress.clear()
        print(json ? report.json : report.text)
        if report.failure != nil { throw ExitCode(1) }
    }

    private var range: Range<UInt64> {
        if let seeds { return seeds.seeds }
        let first = seed ?? 1
        if minutes != nil { return first..<UInt64.max }
        return first..<(seed == nil ? 101 : first + 1)
    }

    /// How much is done before a seed, 0…1.
    private func part(before seed: UInt64, _ report: Report) -> Double {
        if let minutes { return report.seconds / (60 * minutes) }
        return Double(seed - range.lowerBound) / Double(range.count)
    }

    private static func seconds(since began: ContinuousClock.Instant) -> Double {
        Double((ContinuousClock.now - began) / .milliseconds(1)) / 1_000
    }
}

extension Report.Failure {
    init(_ failure: Simulation.Failure, seed: UInt64) {
        self.init(
            seed: seed, property: failure.violation.property.rawValue,
            detail: failure.violation.detail, trace: failure.history.steps.map(\.description))
    }
}
