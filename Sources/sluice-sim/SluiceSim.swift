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
        if trace, seed == nil || minutes != nil { throw ValidationError("--trace takes one --seed.") }
    }

    func run() throws {
        let first = seeds?.seeds.lowerBound ?? seed ?? 1
        let end: UInt64 =
            if let seeds { seeds.seeds.upperBound } else if minutes != nil { .max } else {
                seed.map { $0 + 1 } ?? 101
            }
        var report = Report(firstSeed: first)
        let began = ContinuousClock.now
        var progress = Progress()
        for seed in first..<end {
            let spent = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1_000
            report.seconds = spent
            if let minutes, spent >= 60 * minutes { break }
            let part = minutes.map { spent / (60 * $0) } ?? Double(seed - first) / Double(end - first)
            progress.show(part, "seed \(seed), \(report.operations) operations")
            let result = Simulation.run(
                seed: seed, operations: operations, hasFaults: faults == .all,
                onStep: { if trace { print($0) } })
            report.add(result)
            if let failure = result.failure {
                progress.show(1, "seed \(seed) fails, shortening its history")
                report.failure = Report.Failure(failure.shortened(runsMax: shortenings), seed: seed)
                break
            }
        }
        report.seconds = Double((ContinuousClock.now - began) / .milliseconds(1)) / 1_000
        progress.clear()
        print(json ? report.json : report.text)
        if report.failure != nil { throw ExitCode(1) }
    }
}

extension Report.Failure {
    init(_ failure: Simulation.Failure, seed: UInt64) {
        self.init(
            seed: seed, property: failure.violation.property.rawValue,
            detail: failure.violation.detail, trace: failure.history.steps.map(\.description))
    }
}
