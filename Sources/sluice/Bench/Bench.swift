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

    /// Whether the bar is met; nil without one.
    var isMet: Bool? { limit.map { isLowerBetter ? value <= $0 : value >= $0 } }

    func tell(json: Bool) {
        if json {
            // Floating point has no place in the API's writer; a bench line is not the API.
            var object: [String: Any] = [
                "bench": bench, "case": name, "value": rounded(value), "unit": unit, "ran": ran,
            ]
            object["limit"] = limit
            object["ratio"] = ratio.map(rounded)
            object["met"] = isMet
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.sortedKeys])
            Terminal.out(String(decoding: data ?? Data(), as: UTF8.self))
            return
        }
        Terminal.out("\(bench) \(name): \(text(value)) \(unit)\(barText) — \(ran)")
    }

    private var barText: String {
        guard let limit, let isMet else { return "" }
        let ratio = self.ratio.map { ", ratio \(text($0))" } ?? ""
        return " (bar \(text(limit))\(ratio), \(isMet ? "met" : "missed"))"
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
