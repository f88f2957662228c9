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

    @Option(help: "Holds placed.")
    var holds = 500_000

    @Option(help: "Accounts they are spread over.")
    var accounts = 10_000

    @Option(help: "Batches in flight.")
    var inFlight = 3

    @Option(help: "The seed of the order of the second phase.")
    var seed: UInt64 = 1

    @Option(help: "Where the directory of the run is made.")
    var directory = NSTemporaryDirectory()

    @Flag(help: "Let archive and views follow.")
    var followers = false

    @Flag(help: "Print a JSON object a line.")
    var json = false

    private static let batch = 8_192

    func validate() throws {
        guard holds > 0, accounts > 0, inFlight > 0 else {
            throw ValidationError("--holds, --accounts and --in-flight are at least 1")
        }
    }

    func run() async throws {
        let path = directory + "/sluice-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = EngineOptions()
        options.lanes.costMax = PerLane(all: 1 << 20)
        options.lanes.delayMaxNs = .max
        let load = BenchLoad(accounts: accounts, holds: holds, seed: seed)
        let engine =
            followers
            ? try DataDirectory.open(path, birth: .bench, options: options).engine
            : try NoArchive.engine(path, options: options)
        try await engine.submit(load.opening(), batch: Self.batch, inFlight: inFlight)
        let bytesBefore = engine.status.snapshot.journalBytes
        // Made before the clock starts.
        let (placing, ending) = (load.placing(), load.ending())
        let place = try await time {
            try await engine.submit(placing, batch: Self.batch, inFlight: inFlight)
        }
        let end = try await time {
            try await engine.submit(ending, batch: Self.batch, inFlight: inFlight)
        }
        let bytes = engine.status.snapshot.journalBytes - bytesBefore
        engine.stop()
        let operations = Double(holds)
        let what = followers ? "archive and views on" : "journal alone"
        let ran =
            "\(holds) holds, \(accounts) accounts, batch \(Self.batch), \(what), "
            + BenchMachine.text
        let results = [
            BenchResult(
                bench: "engine", name: "two_phase", value: 2 * operations / (place + end),
                unit: "operations/s", limit: 500_000, ran: ran),
            BenchResult(
                bench: "engine", name: "place", value: operations / place,
                unit: "operations/s", ran: ran),
            BenchResult(
                bench: "engine", name: "capture_or_release", value: operations / end,
                unit: "operations/s", ran: ran),
            BenchResult(
                bench: "engine", name: "journal", value: Double(bytes) / (2 * operations),
                unit: "bytes/operation", limit: 160, isLowerBetter: true, ran: ran),
        ]
        for result in results { result.tell(json: json) }
    }

    private func time(_ body: () async throws -> Void) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        let span = clock.now - start
        return Double(span.components.seconds) + Double(span.components.attoseconds) / 1e18
    }
}

/// The commands of a bench, made before its clock starts.
struct BenchLoad {
    let accounts: Int
    let holds: Int
    let seed: UInt64

    private static let currency = Currency("CNY")!
    private let merchant = KeyDerivation.merchant("bench-merchant-0")

    init(accounts: Int, holds: Int, seed: UInt64) {
        self.accounts = accounts
        self.holds = holds
        self.seed = seed
    }

    func opening() -> [Submission] {
        (0..<accounts).map { index in
            let name = Self.name("account", index)
            let key = account(index)
            return submission(
                .openAccount(
                    OpenAccount(
                        account: key, currency: Self.currency, limit: Money(minor: 100_000_000),
                        owner: KeyDerivation.subject(name))),
                [Name(NamedKey(.account, key), name)])
        }
    }

    /// One account beyond those of `opening`.
    func opening(_ index: Int) -> Submission {
        let name = Self.name("beside", index)
        let key = KeyDerivation.account(lender: "lender", name: name)
        return submission(
            .openAccount(
                OpenAccount(
                    account: key, currency: Self.currency, limit: Money(minor: 100),
                    owner: KeyDerivation.subject(name))),
            [Name(NamedKey(.account, key), name)])
    }

    func placing() -> [Submission] {
        (0..<holds).map { index in
            let (holdName, orderName) = (Self.name("hold", index), Self.name("order", index))
            let order = KeyDerivation.order(merchant: merchant, name: orderName)
            let hold = KeyDerivation.hold(merchant: merchant, name: holdName)
            return submission(
                .place(
                    PlaceHold(
                        hold: hold, account: account(index % accounts), merchant: merchant,
                        order: order, amount: Money(minor: 19_900), currency: Self.currency)),
                [
                    Name(NamedKey(.hold, hold), holdName),
                    Name(NamedKey(.order, order), orderName),
                    Name(NamedKey(.merchant, merchant), "bench-merchant-0"),
                ])
        }
    }

    func ending() -> [Submission] {
        Self.shuffled(holds, seed: seed).map { index in
            let hold = KeyDerivation.hold(merchant: merchant, name: Self.name("hold", index))
            let name = Self.name("operation", index)
            let operation = KeyDerivation.operation(hold: hold, name: name)
            return submission(
                index % 2 == 0
                    ? .capture(CaptureHold(hold: hold, operation: operation))
                    : .release(
                        ReleaseHold(hold: hold, operation: operation, reason: .orderCancelled)),
                [Name(NamedKey(.operation, operation), name)])
        }
    }

    private func account(_ index: Int) -> AccountKey {
        KeyDerivation.account(lender: "lender", name: Self.name("account", index))
    }

    /// The numbers below `count` in an order that a seed decides.
    static func shuffled(_ count: Int, seed: UInt64) -> [Int] {
        var order = Array(0..<count)
        var state = seed
        for index in order.indices.reversed() where index > 0 {
            // SplitMix64: the same shuffle everywhere.
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            order.swapAt(index, Int((mixed ^ mixed >> 31) % UInt64(index + 1)))
        }
        return order
    }

    /// Sixteen bytes, as the bars assume.
    static func name(_ kind: String, _ index: Int) -> String {
        let digits = String(index)
        let head = kind.prefix(6)
        return head + String(repeating: "0", count: 16 - head.count - digits.count) + digits
    }

    private func submission(_ body: Command.Body, _ names: [Name]) -> Submission {
        Submission(
            command: Command(
                actor: Actor(role: .merchant, credential: 1),
                businessDate: BusinessDate(day: 20_000), body: body),
            names: names)
    }
}
