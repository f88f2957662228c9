import Dispatch
import Foundation
import SluiceSQLite
import SluiceTestKit
import Synchronization
import Testing

private let isSoak = Surroundings.number("SLUICE_SOAK_MINUTES") != nil

/// One history: the same directory, killed and started again, with clients that keep account.
@Suite("Killed while it serves", .blocking)
struct KilledServerTests {
    static let kills = Surroundings.number("SLUICE_KILLS") ?? (isSoak ? 100 : 20)
    static let workers = 3
    static let seed = Surroundings.number("SLUICE_SEED") ?? 51

    @Test("scenario 51: killed at random moments, every acknowledged command is there")
    func killedAtRandom() throws {
        // Snapshots now and then, and so few orders that ended ones leave memory.
        let (folder, load, resident) = try kill(times: Self.kills, seed: UInt64(Self.seed)) { _ in
            ["--snapshot-events", "400", "--max-orders", "4000"]
        }
        #expect(resident < load.holds.count, "nothing was evicted")
        let snapshots = try FileManager.default.contentsOfDirectory(
            atPath: folder.file("data").appending(path: "snapshots").path)
        #expect(snapshots.contains { $0.hasSuffix(".snap") })
    }

    @Test("the same while old rows of the journal move into files")
    func killedWhileRowsMove() throws {
        let (folder, _, _) = try kill(times: 20, seed: 29) { _ in
            ["--journal-hours", "0", "--snapshot-events", "40"]
        }
        let names = try FileManager.default.contentsOfDirectory(
            atPath: folder.file("data").appending(path: "journal").path)
        let files = names.filter { $0.hasSuffix(".rows") }
        // Else the test has tested nothing.
        #expect(files.count > 5, "\(names)")
    }

    @Test("the same while answers wait for a follower: then both have all rows")
    func killedWithFollower() throws {
        let (folder, _, _) = try kill(times: 15, seed: 30) { folder in
            ["--wait-for-follower", folder.file("follower").path]
        }
        let (data, follower) = (folder.file("data"), folder.file("follower"))
        let heads = try [data, follower].map {
            try SQLiteJournal.openReadOnly(directory: $0.path).head()
        }
        #expect(heads[0] == heads[1])
        let found = try Verification.of(follower)
        #expect(found.sound, "\(found.faults)")
        #expect(try found.digest == Verification.of(data).digest)
    }

    /// - Returns: the folder of the directory `data`, who sent, and how many holds are in memory.
    private func kill(
        times kills: Int, seed: UInt64, serving: (ImportFolder) -> [String]
    ) throws -> (folder: ImportFolder, load: KillLoad, residentHolds: Int) {
        var random = RandomSource(seed: seed)
        let folder = try ImportFolder()
        let data = folder.file("data")
        let options = serving(folder)
        let began = ContinuousClock.now
        let first = try ServerProcess(data, options)
        let startNs = (ContinuousClock.now - began) / .nanoseconds(1)
        let key = try #require(first.firstKey)
        try openAccounts(try first.connect(key: key))
        try first.stop()

        let load = KillLoad(workers: Self.workers, seed: random.next())
        var startKills = 0
        for round in 0..<kills {
            let process = try ServerProcess.launch(data, options)
            if random.chance(15) {
                // Somewhere in the replay, or soon after.
                usleep(UInt32(random.below(max(1, Int(startNs / 1_000)))))
                process.signal(SIGKILL)
                #expect(try process.waitForEnd().wasKilled)
                startKills += 1
                continue
            }
            let server = try ServerProcess(process)
            try load.check(on: server, key: key, in: round)
            try load.run(
                on: server, key: key, answersMin: random.below(100),
                thenMicroseconds: random.below(10_000))
        }
        let last = try ServerProcess(data, options)
        try load.check(on: last, key: key, in: kills)
        try load.checkAll(on: try last.connect(key: key))
        let figures = try Figures(last.connect(key: key))
        #expect(try last.stop().status == 0)
        let found = try Verification.of(data)
        #expect(found.sound && found.faults.isEmpty, "\(found.faults)")
        #expect(found.holds == load.holds.count)

        print(
            """
            scenario 51: seed \(seed), \(kills) kills, \(startKills) of them during a start; \
            \(load.summary); \(load.holds.count) holds, \(figures.residentHolds) in memory
            """)
        // Else the test has tested nothing.
        #expect(load.acknowledged > kills)
        #expect(load.wasCutOffBothWays)
        return (folder, load, figures.residentHolds)
    }

    private func openAccounts(_ connection: HTTPConnection) throws {
        for account in KillWorker.accounts {
            let answer = try connection.send(
                "POST", "/v1/accounts",
                #"{"id":"\#(account.name)","currency":"CNY","limit":\#(account.limit)}"#)
            try #require(answer.status == 201)
        }
    }

    private struct Figures {
        var residentHolds = 0

        init(_ connection: HTTPConnection) throws {
            let page = try connection.send("GET", "/metrics").body
            let label = "sluice_resident_holds "
            for line in String(decoding: page, as: UTF8.self).split(separator: "\n")
            where line.hasPrefix(label) {
                residentHolds = Int(line.dropFirst(label.count)) ?? 0
            }
        }
    }
}

/// All who send: some single requests, one of them batches.
private struct KillLoad {
    private let workers: [KillWorker]
    private let batches: KillBatchWorker

    init(workers count: Int, seed: UInt64) {
        var random = RandomSource(seed: seed)
        workers = (0..<count).map { KillWorker(number: $0, seed: random.next()) }
        batches = KillBatchWorker(seed: random.next())
    }

    var holds: [KillWorker.Hold] { workers.flatMap { $0.holds.values } + batches.holds.values }

    var acknowledged: Int {
        workers.reduce(batches.acknowledged) { $0 + $1.acknowledged.count }
    }

    private var whole: Int { workers.reduce(0) { $0 + $1.foundWhole } }
    private var absent: Int { workers.reduce(0) { $0 + $1.foundAbsent } }

    var wasCutOffBothWays: Bool {
        whole + batches.found.whole > 0 && absent + batches.found.absent > 0
    }

    var summary: String {
        """
        \(acknowledged) commands acknowledged; of requests cut off \(whole) were there, \(absent) \
        were not; of batches \(batches.found.whole) were, \(batches.found.partly) in part, \
        \(batches.found.absent) not
        """
    }

    private var faults: [String] { workers.flatMap(\.faults) + batches.faults }

    /// Runs all until the server is killed, which is some time after so many answers.
    func run(
        on server: ServerProcess, key: String, answersMin: Int, thenMicroseconds pause: Int
    ) throws {
        let group = DispatchGroup()
        let answers = AnswerCount()
        func start(_ body: @escaping @Sendable (HTTPConnection) -> Void) throws {
            let connection = try server.connect(key: key)
            group.enter()
            Thread.detachNewThread {
                body(connection)
                group.leave()
            }
        }
        for worker in workers { try start { worker.load($0) { answers.add() } } }
        try start { [batches] in batches.load($0) { answers.add() } }
        Waiting.until { answers.count > answersMin || !server.process.isRunning }
        usleep(UInt32(pause))
        #expect(try server.kill().wasKilled)
        let deadline = DispatchTime.now() + SluiceProcess.deadlineSeconds
        try #require(group.wait(timeout: deadline) == .success)
    }

    /// Holds what a restarted server says against what it had acknowledged.
    func check(on server: ServerProcess, key: String, in round: Int) throws {
        let connection = try server.connect(key: key)
        for worker in workers {
            try worker.resolve(on: connection)
            try worker.repeatNewest(on: connection)
        }
        try batches.resolve(on: connection)
        try batches.repeatNewest(on: connection)
        #expect(faults.isEmpty, "round \(round)")
        for account in KillWorker.accounts {
            let holds = holds.filter { $0.account == account.name }
            let told = try connection.send("GET", "/v1/accounts/\(account.name)")
                .json(ToldAccount.self)
            #expect(told.held == holds.reduce(0) { $0 + $1.amounts.open }, "round \(round)")
            #expect(
                told.owed == holds.reduce(0) { $0 + $1.amounts.captured - $1.amounts.refunded },
                "round \(round)")
            #expect(told.available + told.held + told.owed == account.limit, "round \(round)")
        }
    }

    /// Every command ever acknowledged, and every hold.
    func checkAll(on connection: HTTPConnection) throws {
        for worker in workers {
            try worker.repeatAll(on: connection)
            try worker.compareHolds(on: connection)
        }
        try batches.repeatAll(on: connection)
        try batches.compareHolds(on: connection)
        #expect(faults.isEmpty)
    }
}

private final class AnswerCount: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}

private struct ToldAccount: Decodable {
    var held: Int64
    var owed: Int64
    var available: Int64
}
