import ArgumentParser
import Foundation

/// A process of this binary that plays the others of a bench: those beside whom somebody is measured.
///
/// Theirs are machines of their own. Here they share the cores with the server, so they run where nobody else
/// would: what they still get is what a server that is busy with them leaves.
final class BenchPeers: Sendable {
    private let process = Process()
    private let output = Pipe()

    /// - Parameter command: a command of `bench` that is not shown, with its options.
    init(_ command: [String], of server: BenchServer) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            Self.givingWay + [BenchServer.program.path, "bench"] + command
            + ["--port", "\(server.port)"]
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SLUICE_KEY": server.key]) { $1 }
        process.standardOutput = output
        try process.run()
    }

    /// By `nice` alone a thread that wakes may wait until the slice of one that gives way is over, some
    /// milliseconds for each of the threads that an answer goes through.
    private static let givingWay =
        FileManager.default.isExecutableFile(atPath: "/usr/bin/chrt")
        ? ["chrt", "--idle", "0"] : ["nice", "-n", "19"]

    var isRunning: Bool { process.isRunning }

    /// What it printed, once it has ended.
    /// - Throws: `ExitCode` if it failed.
    func end() throws -> String {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ExitCode.failure }
        return String(decoding: data, as: UTF8.self)
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}

/// Where the others of a bench find the server.
struct BenchPeerOptions: ParsableArguments {
    @Option(help: "The server's port on this machine; its key is in SLUICE_KEY.")
    var port: Int

    var key: String { ProcessInfo.processInfo.environment["SLUICE_KEY"] ?? "" }
    var address: String { "http://127.0.0.1:\(port)" }
}

/// Those who mean no good, of `bench hostile`.
struct BenchHostilePeers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hostile-peers", abstract: "Attack a server until stopped.",
        shouldDisplay: false)

    @OptionGroup var server: BenchPeerOptions
    @Option var slow: Int
    @Option var each: Int
    @Option var kinds: String?

    func run() async throws {
        FileHandles.raise()
        await HostilePeers(port: server.port, key: server.key).run(
            slow: slow, each: each, kinds: try BenchHostile.attacks(kinds))
    }
}
