import ArgumentParser
import Foundation

/// The load of `engine` and `batch`: every hold is placed, then captured or released in random order.
struct TwoPhaseOptions: ParsableArguments {
    @Option(help: "Holds placed.")
    var holds = 500_000

    @Option(help: "Accounts they are spread over.")
    var accounts = 10_000

    /// A third would wait longer than what a server sheds load at.
    @Option(help: "Batches in flight.")
    var inFlight = 2

    @Option(help: "The seed of the order of the second phase.")
    var seed: UInt64 = 1

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard holds > 0, accounts > 0, inFlight > 0 else {
            throw ValidationError("--holds, --accounts and --in-flight are at least 1")
        }
    }

    /// The data directory of the run, gone after it.
    var path: String {
        directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
    }

    /// Both phases together.
    var operations: Double { 2 * Double(holds) }

    /// What ran, for a result.
    func ran(_ how: String) -> String {
        "\(holds) holds, \(accounts) accounts, \(how), " + BenchMachine.text
    }

    /// Tells the rates of the phases, and of both beside the bar.
    func tell(_ bench: String, limit: Double, place: Double, end: Double, ran: String) {
        let phases = [
            ("two_phase", operations / (place + end), limit),
            ("place", Double(holds) / place, nil), ("capture_or_release", Double(holds) / end, nil),
        ]
        for (name, value, limit) in phases {
            BenchResult(
                bench: bench, name: name, value: value, unit: "operations/s", limit: limit, ran: ran
            ).tell(json: json)
        }
    }

    /// The seconds something takes.
    func time(_ body: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        return (clock.now - start) / .seconds(1)
    }
}
