import ArgumentParser
import Foundation
import SluiceCore
import SluiceEngine
import SluiceSQLite

/// Two-phase load in process: every hold is placed, then captured or released in random order.
struct BenchEngine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Place, then capture or release, in batches of 8,192, in process.",
        discussion: """
            The journal alone follows the ledger, as the bar says; --followers adds archive and views, \
            and forgets what has ended.
            """)

    @OptionGroup var load: TwoPhaseOptions

    @Flag(help: "Let archive and views follow.")
    var followers = false

    private static let batch = 8_192

    func run() async throws {
        let path = load.path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = EngineOptions()
        options.lanes.costMax = PerLane(all: 1 << 20)
        options.lanes.delayMaxNs = .max
        let commands = BenchLoad(accounts: load.accounts, holds: load.holds, seed: load.seed)
        let engine =
            followers
            ? try DataDirectory.open(path, birth: .bench, options: options).engine
            : try NoArchive.engine(path, options: options)
        try await engine.submit(
            commands.opening(), batch: Self.batch, inFlight: load.inFlight)
        let bytesBefore = engine.status.snapshot.journalBytes
        // Made before the clock starts.
        let (placing, ending) = (commands.placing(), commands.ending())
        let place = try await load.time {
            try await engine.submit(placing, batch: Self.batch, inFlight: load.inFlight)
        }
        let end = try await load.time {
            try await engine.submit(ending, batch: Self.batch, inFlight: load.inFlight)
        }
        let bytes = engine.status.snapshot.journalBytes - bytesBefore
        engine.stop()
        let ran = load.ran(
            "batch \(Self.batch), " + (followers ? "archive and views on" : "journal alone"))
        load.tell("engine", limit: 500_000, place: place, end: end, ran: ran)
        BenchResult(
            bench: "engine", name: "journal", value: Double(bytes) / load.operations,
            unit: "bytes/operation", limit: 160, isLowerBetter: true, ran: ran
        ).tell(json: load.json)
    }
}
