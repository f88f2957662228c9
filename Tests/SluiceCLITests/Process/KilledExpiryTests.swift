import Foundation
import SluiceTestKit
import Testing

/// A directory in which 2,000 holds end together once time passes.
private struct ManyEnds {
    static let holds = 2_000
    static let amountMinor: Int64 = 1_250

    let folder: ImportFolder
    let source: URL
    /// Before the ends; never written again, only copied.
    let before: URL

    static let until = "2026-03-01T00:00:00Z"

    init() throws {
        folder = try ImportFolder()
        var text = "order_id,account,amount,currency,placed_at\n"
        for index in 0..<Self.holds {
            text += "o\(index),a\(index % 40),12.50,EUR,2026-01-01T00:00:00Z\n"
        }
        source = try folder.write("orders.csv", text)
        before = folder.file("before")
        let ending = try SluiceProcess.run(Self.arguments(before, source))
        try #require(ending.status == 0, "\(ending.error)")
    }

    static func arguments(_ data: URL, _ source: URL) -> [String] {
        ["import", "--mapping", "generic", "--data", data.path, source.path]
    }

    /// The import that lets time pass over the ends.
    func importing(_ data: URL) -> [String] {
        Self.arguments(data, source) + ["--until", Self.until]
    }

    func copy(_ name: String) throws -> URL {
        let copy = folder.file(name)
        try FileManager.default.copyItem(at: before, to: copy)
        return copy
    }

    /// Each hold expired once and whole.
    func checkAllExpired(_ data: URL) throws -> Verification {
        let orders = try ReportedOrder.of(data)
        #expect(orders.count == Self.holds)
        #expect(orders.allSatisfy { $0.expired == Self.amountMinor && $0.open == 0 })
        #expect(orders.reduce(0) { $0 + $1.expired } == Int64(Self.holds) * Self.amountMinor)
        let found = try Verification.of(data)
        #expect(found.sound, "\(found.faults)")
        return found
    }

    /// How many holds are expired in a directory nobody writes.
    func expired(_ data: URL) throws -> Int {
        let journal = data.appending(path: "journal.db").path
        guard FileManager.default.fileExists(atPath: journal) else { return 0 }
        return try ReportedOrder.of(data).count { $0.expired > 0 }
    }
}

/// Kills children while the log of their journal grows.
private struct LogKiller {
    let data: URL
    var random: RandomSource
    private(set) var kills = 0

    init(_ data: URL, seed: UInt64) {
        self.data = data
        random = RandomSource(seed: seed)
    }

    /// Waits until the log has grown by a random step, or a server has listened for `idle` in which it
    /// grew by less, and kills.
    /// - Returns: false if the process ended by itself first.
    mutating func kill(
        _ process: SluiceProcess, idle: Duration = .milliseconds(300)
    ) throws -> Bool {
        let target = logBytes + random.below(120_000)
        var idleSince: ContinuousClock.Instant?
        try #require(
            Waiting.until {
                if idleSince == nil, process.hasPrinted("address:") { idleSince = .now }
                let isIdle = idleSince.map { $0.duration(to: .now) > idle } ?? false
                return logBytes > target || !process.isRunning || isIdle
            })
        usleep(UInt32(random.below(2_000)))
        process.signal(SIGKILL)
        guard try process.waitForEnd().wasKilled else { return false }
        kills += 1
        return true
    }

    private var logBytes: Int {
        let path = data.appending(path: "journal.db-wal").path
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? Int) ?? 0
    }
}

@Suite("Killed while holds end", .blocking)
struct KilledExpiryTests {
    static let killsMin = 10

    @Test("scenario 42: an import killed while holds expire, taken up again, is as one not killed")
    func importIsKilled() throws {
        let ends = try ManyEnds()
        let whole = try ends.copy("whole")
        #expect(try SluiceProcess.run(ends.importing(whole)).status == 0)
        let expected = try ends.checkAllExpired(whole)

        var kills = 0
        var partly = 0
        var run: UInt64 = 0
        while kills < Self.killsMin || partly == 0 {
            run += 1
            try #require(run <= 20, "\(kills) kills, \(partly) of them in the middle")
            // Every other one is killed while it places the holds, too.
            let data = try run % 2 == 1 ? ends.copy("run \(run)") : ends.folder.file("run \(run)")
            var killer = LogKiller(data, seed: 42_000 + run)
            while true {
                let process = try SluiceProcess(ends.importing(data))
                guard try killer.kill(process) else {
                    #expect(try process.waitForEnd().status == 0)
                    break
                }
                if (1..<ManyEnds.holds).contains(try ends.expired(data)) { partly += 1 }
            }
            kills += killer.kills
            let found = try ends.checkAllExpired(data)
            #expect(found.digest == expected.digest, "seed \(42_000 + run)")
            #expect(found.events == expected.events)
        }
        print("scenario 42: \(kills) kills of an import, \(partly) of them with ends half done")
    }

    @Test("scenario 42: an engine killed while holds expire ends each of them once")
    func engineIsKilled() throws {
        let ends = try ManyEnds()
        var kills = 0
        var partly = 0
        var run: UInt64 = 0
        while kills < Self.killsMin || partly == 0 {
            run += 1
            try #require(run <= 20, "\(kills) kills, \(partly) of them in the middle")
            let data = try ends.copy("run \(run)")
            var killer = LogKiller(data, seed: 43_000 + run)
            var expired = 0
            var idle = Duration.milliseconds(300)
            while expired < ManyEnds.holds {
                // The end of the historical mode is far behind the clock: all is due at once.
                let process = try ServerProcess.launch(data, ["--go-live"])
                let wasKilled = try killer.kill(process, idle: idle)
                let ending = try process.waitForEnd()
                try #require(wasKilled, "\(ending.error)")
                let before = expired
                expired = try ends.expired(data)
                if (1..<ManyEnds.holds).contains(expired) { partly += 1 }
                // A slow machine ends nothing in that time.
                if expired == before { idle *= 2 }
            }
            kills += killer.kills
            // The placements, a birth, a policy, the end of the mode, and for each hold one notice
            // to its merchant and one end.
            let found = try ends.checkAllExpired(data)
            let before = try Verification.of(ends.before)
            #expect(found.events == before.events + 1 + 2 * ManyEnds.holds, "seed \(43_000 + run)")
        }
        print("scenario 42: \(kills) kills of an engine, \(partly) of them with ends half done")
    }
}
