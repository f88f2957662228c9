import ArgumentParser
import AsyncHTTPClient
import Foundation
import NIOCore

/// Clients that mean no good, and what honest ones take meanwhile.
struct BenchHostile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile",
        abstract: "Attack a server over HTTP, and measure honest clients beside it.",
        discussion: """
            Starts `sluice serve` on a directory of its own. Honest clients place and read at a \
            steady rate, open loop: alone, then while others hold sockets they hardly speak over, \
            send bodies and heads without end, JSON that is none, thousands of requests at once, \
            and answers they do not read. The others come from 127.0.0.2, and are a process that gives \
            way to the server and to the honest, for theirs are other machines.
            """)

    @Option(help: "Sockets over which a head comes a byte a second.")
    var slow = 2_000

    @Option(help: "Clients of each other kind.")
    var each = 8

    @Option(
        help:
            "Kinds with commas between, of \(HostileAttack.allCases.map(\.rawValue).joined(separator: ", "))."
    )
    var kinds: String?

    @Option(help: "Honest requests a second.")
    var honest = 200

    @Option(help: "Seconds of each part.")
    var seconds = 20

    @Option(help: "MiB the server may have resident meanwhile.")
    var residentMib = 512

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Print a JSON object a line.")
    var json = false

    func validate() throws {
        guard slow > 0, each > 0, honest > 0, seconds > 0, residentMib > 0 else {
            throw ValidationError("all numbers are at least 1")
        }
        _ = try Self.attacks(kinds)
    }

    /// The kinds that are named; all where none is.
    static func attacks(_ kinds: String?) throws -> [HostileAttack] {
        guard let kinds else { return HostileAttack.allCases }
        return try kinds.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let attack = HostileAttack(rawValue: String(name)) else {
                let known = HostileAttack.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no kind \(name), but \(known)")
            }
            return attack
        }
    }

    func run() async throws {
        FileHandles.raise()
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let server = try BenchServer(data: path)
        defer { server.stop() }
        let http = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            try await measure(server, BenchTarget(client: http, server: server))
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    private func measure(_ server: BenchServer, _ target: BenchTarget) async throws {
        let load = HonestLoad(target, perSecond: honest)
        try await load.open()
        _ = await load.run(seconds: 2)
        let before = await load.run(seconds: seconds)
        let peers = try BenchPeers(
            ["hostile-peers", "--slow", "\(slow)", "--each", "\(each)"]
                + (kinds.map { ["--kinds", $0] } ?? []), of: server)
        defer { peers.stop() }
        let process = server.processIdentifier
        let watch = Task { await ServerPeak.residentBytes(of: process) }
        let cpuBefore = server.cpuSeconds()
        let during = await load.run(seconds: seconds)
        let busy = (server.cpuSeconds() - cpuBefore) / Double(seconds)
        watch.cancel()
        let peak = await watch.value
        let open = try await target.get("/metrics").split(separator: "\n")
            .first { $0.hasPrefix("sluice_connections ") }
            .flatMap { Int($0.dropFirst("sluice_connections ".count)) }
        tell(before, during, residentBytes: peak, connections: open ?? 0, busyCores: busy)
        guard before.wrong == 0, during.wrong == 0 else {
            throw ValidationError("honest requests were not answered as they should be")
        }
    }

    private func tell(
        _ before: HonestLoad.Figures, _ during: HonestLoad.Figures, residentBytes: Int,
        connections: Int, busyCores: Double
    ) {
        let ran =
            "\(slow) slow sockets, \(each) of each other kind, \(honest) honest requests/s, "
            + "second process, " + BenchMachine.text
        func tell(_ name: String, _ value: Double, _ unit: String, limit: Double? = nil) {
            BenchResult(
                bench: "hostile", name: name, value: value, unit: unit, limit: limit,
                isLowerBetter: true, ran: ran
            ).tell(json: json)
        }
        tell("honest_p99_before", before.p99Ms, "ms")
        tell("honest_p99", during.p99Ms, "ms", limit: 2 * before.p99Ms)
        tell("honest_p50_before", before.p50Ms, "ms")
        tell("honest_p50", during.p50Ms, "ms")
        tell("honest_wrong", Double(before.wrong + during.wrong), "requests", limit: 0)
        tell("honest_sent", Double(during.sent), "requests")
        tell("connections_after", Double(connections), "connections")
        tell("server_busy", busyCores, "cores")
        tell(
            "resident", Double(residentBytes) / 1_048_576, "MiB", limit: Double(residentMib))
    }
}

/// The most a process has resident while it is looked at.
enum ServerPeak {
    /// Looks ten times a second until the task is cancelled.
    static func residentBytes(of process: Int32) async -> Int {
        var peak = 0
        while !Task.isCancelled {
            peak = max(peak, ProcessMemory.residentBytes(of: process))
            try? await Task.sleep(for: .milliseconds(100))
        }
        return peak
    }
}
