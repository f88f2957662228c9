import Dispatch
import Foundation
import SluiceSQLite
import SluiceTestKit
import Synchronization
import Testing

@Suite("Killed while it serves", .blocking)
struct KilledServerTests {
    static let workers = 4

    @Test("scenario 51: killed at random moments, every acknowledged command is there")
    func killedAtRandom() throws { try kill(times: 55, seed: 51) }

    @Test("the same while old rows of the journal move into files")
    func killedWhileRowsMove() throws {
        let data = try kill(
            times: 25, seed: 29
        ) { _ in ["--journal-hours", "0", "--snapshot-events", "40"] }
        let names = try FileManager.default.contentsOfDirectory(
            atPath: data.file("data").appending(path: "journal").path)
        let files = names.filter { $0.hasSuffix(".rows") }
        // Else the test has tested nothing.
        #expect(files.count > 5, "\(names)")
    }

    @Test("the same while answers wait for a follower: then both have all rows")
    func killedWithFollower() throws {
        let folder = try kill(times: 20, seed: 30) { folder in
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

    /// - Returns: the folder of the directory `data`.
    @discardableResult
    private func kill(
        times kills: Int, seed: UInt64, serving: (ImportFolder) -> [String] = { _ in [] }
    ) throws -> ImportFolder {
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

        let workers = (0..<Self.workers).map { KillWorker(number: $0, seed: random.next()) }
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
            try check(workers, on: server, key: key, in: round)
            try load(
                workers, on: server, key: key, answersMin: random.below(40),
                thenMicroseconds: random.below(10_000))
        }
        let last = try ServerProcess(data, options)
        try check(workers, on: last, key: key, in: kills)
        let connection = try last.connect(key: key)
        for worker in workers {
            try worker.repeatAll(on: connection)
            try worker.compareHolds(on: connection)
            #expect(worker.faults.isEmpty)
        }
        #expect(try last.stop().status == 0)
        let found = try Verification.of(data)
        #expect(found.sound && found.faults.isEmpty, "\(found.faults)")
        #expect(found.holds == workers.reduce(0) { $0 + $1.holds.count })

        let acknowledged = workers.reduce(0) { $0 + $1.acknowledged.count }
        let whole = workers.reduce(0) { $0 + $1.foundWhole }
        let absent = workers.reduce(0) { $0 + $1.foundAbsent }
        print(
            """
            scenario 51: seed \(seed), \(kills) kills, \(startKills) of them during a start, \
            \(acknowledged) commands acknowledged; of those cut off \(whole) were there, \
            \(absent) were not
            """)
        // Else the test has tested nothing.
        #expect(acknowledged > kills)
        #expect(whole > 0 && absent > 0)
        return folder
    }

    private func openAccounts(_ connection: HTTPConnection) throws {
        for account in KillWorker.accounts {
            let answer = try connection.send(
                "POST", "/v1/accounts",
                #"{"id":"\#(account.name)","currency":"CNY","limit":\#(account.limit)}"#)
            try #require(answer.status == 201)
        }
    }

    /// Runs all workers until the server is killed, which is some time after so many answers.
    private func load(
        _ workers: [KillWorker], on server: ServerProcess, key: String, answersMin: Int,
        thenMicroseconds pause: Int
    ) throws {
        let group = DispatchGroup()
        let answers = AnswerCount()
        for worker in workers {
            let connection = try server.connect(key: key)
            let thread = Thread {
                worker.load(connection) { answers.add() }
                group.leave()
            }
            group.enter()
            thread.start()
        }
        Waiting.until { answers.count > answersMin || !server.process.isRunning }
        usleep(UInt32(pause))
        #expect(try server.kill().wasKilled)
        let deadline = DispatchTime.now() + SluiceProcess.deadlineSeconds
        try #require(group.wait(timeout: deadline) == .success)
    }

    /// Holds what a restarted server says against what it had acknowledged.
    private func check(
        _ workers: [KillWorker], on server: ServerProcess, key: String, in round: Int
    ) throws {
        let connection = try server.connect(key: key)
        for worker in workers {
            try worker.resolve(on: connection)
            try worker.repeatNewest(on: connection)
            #expect(worker.faults.isEmpty, "round \(round)")
        }
        for account in KillWorker.accounts {
            let holds = workers.flatMap { $0.holds.values }.filter {
                $0.account == account.name
            }
            let told = try connection.send("GET", "/v1/accounts/\(account.name)")
                .json(ToldAccount.self)
            #expect(told.held == holds.reduce(0) { $0 + $1.amounts.open }, "round \(round)")
            #expect(
                told.owed == holds.reduce(0) { $0 + $1.amounts.captured - $1.amounts.refunded },
                "round \(round)")
            #expect(told.available + told.held + told.owed == account.limit, "round \(round)")
        }
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
