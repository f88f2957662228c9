import ArgumentParser
import Foundation
import SluiceAPI

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure the engine on this machine; a line a case.",
        discussion: """
            Build with -c release: a debug build says nothing about speed.

            Example: sluice bench http --json
            """,
        subcommands: [
            BenchEngine.self, BenchBatch.self, BenchSustained.self, BenchHTTP.self,
            BenchOverload.self, BenchFlood.self, BenchHostile.self, BenchUnlock.self,
            BenchExpiry.self, BenchRecovery.self, BenchMemory.self, BenchEta.self,
            BenchFeed.self, BenchWebhooks.self, BenchHostilePeers.self, BenchFloodPeers.self,
        ])
}

/// One measured value beside its limit.
struct BenchResult {
    var bench: String
    var name: String
    var value: Double
    var unit: String
    /// The bar, and whether the value must be above it.
    var limit: Double?
    var isLowerBetter = false
    /// What ran: size, build, machine.
    var ran: String

    var ratio: Double? {
        guard let limit, limit > 0, value > 0 else { return nil }
        return isLowerBetter ? limit / value : value / limit
    }

    func tell(json: Bool) {
        if json {
            // Floating point has no place in the API's writer; a bench line is not the API.
            var object: [String: Any] = [
                "bench": bench, "case": name, "value": rounded(value), "unit": unit, "ran": ran,
            ]
            object["limit"] = limit
            object["ratio"] = ratio.map(rounded)
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys])
            Terminal.out(String(decoding: data ?? Data(), as: UTF8.self))
            return
        }
        let bar =
            limit.map { " (bar \(text($0)), ratio \(text(ratio ?? 0)))" } ?? ""
        Terminal.out("\(bench) \(name): \(text(value)) \(unit)\(bar) — \(ran)")
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
    private func text(_ value: Double) -> String {
        value >= 1_000
            ? String(Int(value.rounded())) : String(format: "%.2f", value)
    }
}

enum BenchMachine {
    static var text: String {
        #if DEBUG
            let build = "DEBUG BUILD"
        #else
            let build = "release"
        #endif
        return "\(build), \(ProcessInfo.processInfo.activeProcessorCount) cores"
    }
}
