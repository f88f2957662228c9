import NIOHTTP1
import SluiceAPI
import SluiceCore

/// Plays a world against a running engine, and reads back what it came to.
struct WorldRun: Sendable {
    let world: World
    let client: WorldClient
    let merchants: [WorldMerchant]
    let endpoint: WorldEndpoint
    /// One for each person at the desk, with a key of its own.
    var persons: [WorldClient] = []
    /// Told how many orders have ended.
    var onProgress: @Sendable (Int) -> Void = { _ in }

    private static let last = "W-end"

    /// Plays it to the end, virtual or of all that is open.
    /// - Throws: `WorldError`, or the error of a connection that stays dead.
    func play(rate: Int64) async throws -> WorldReading {
        try await checkPolicy()
        let desk = try await desk()
        let clock = try await begin(rate: rate)
        endpoint.begin(at: clock)
        try await openAccounts()
        let record = WorldRecord(orders: world.orders.count)
        record.change { $0.desk = desk }
        let agendas = agendas()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await follower(clock, record, agendas)
                    .follow(untilOpened: Self.last)
            }
            for (index, agenda) in agendas.words.enumerated() {
                group.addTask {
                    try await speak(for: index, agenda, clock, record, until: agendas.ending)
                }
            }
            for agenda in agendas.shoppers {
                group.addTask { try await shop(agenda, clock, record, until: agendas.ending) }
            }
            if desk != nil {
                group.addTask {
                    try await score(agendas.verdicts, clock, record, until: agendas.ending)
                }
            }
            for (index, person) in persons.enumerated() {
                group.addTask {
                    try await review(index, person, clock, record, until: agendas.ending)
                }
            }
            group.addTask {
                try await watch(agendas, clock, record)
                agendas.ending.set()
                try await open(Self.last, limitMinor: 0)
            }
            try await group.waitForAll()
        }
        onProgress(record.progress.ended)
        return try await WorldReader(client: client, world: world)
            .complete(record.reading, at: clock)
    }

    // MARK: The beginning

    /// Finds out whether it is an engine for this world.
    private func checkPolicy() async throws {
        let policy = try await client.get("/v1/policy")
        guard policy.status == 200 else {
            throw WorldError(
                description: "the engine refuses: \(policy.json["code"].text ?? "?")")
        }
        let spans = policy.json["policy"]["scenarios"].elements
            .compactMap { $0["silent_after"].text }
        guard spans.contains(SpanCode.text(world.shape.silentAfterNs)) else {
            throw WorldError(
                description: "the engine has another policy than this world: start it as "
                    + "`sluice world --prepare DIR` says")
        }
    }

    /// Finds out the engine's clock.
    private func begin(rate: Int64) async throws -> WorldClock {
        let first = try await open("W-1", limitMinor: 0)
        let firstNs = WorldClock.machineNs
        try await Task.sleep(for: .milliseconds(200))
        let second = try await open("W-2", limitMinor: 0)
        let secondNs = WorldClock.machineNs
        let measured = Double(second.ns - first.ns) / Double(secondNs - firstNs)
        guard measured > Double(rate) / 2, measured < Double(rate) * 2 else {
            throw WorldError(
                description: "the engine's clock runs at \(Int(measured.rounded())), not at "
                    + "\(rate): start it with `sluice serve --clock-rate \(rate)`")
        }
        // The answer came after that instant: what happens now is never told of the future.
        return WorldClock(epoch: second, startNs: secondNs, rate: rate)
    }

    /// Opens an account.
    /// - Returns: when, by the engine's clock.
    @discardableResult
    private func open(_ name: String, limitMinor: Int64) async throws -> Instant {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", name)
            writer.member("currency", "CNY")
            writer.member("limit", limitMinor)
        }
        let answer = try await client.post("/v1/accounts", writer.bytes)
        guard answer.status == 201,
            let text = answer.json["opened_at"].text, let ns = RFC3339.parse(text)
        else {
            throw WorldError(
                description: "the account \(name) was not opened: status \(answer.status), "
                    + (answer.json["code"].text ?? ""))
        }
        guard answer.headers.first(name: "Idempotent-Replay") == nil else {
            throw WorldError(
                description: "the engine has had a world: begin with an empty directory")
        }
        return Instant(ns: ns)
    }

    private func openAccounts() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for shopper in 0..<world.shape.accounts {
                if shopper >= WorldLimits.shoppersAtOnce { try await group.next() }
                group.addTask {
                    try await open(
                        WorldShape.account(shopper),
                        limitMinor: world.shape.limitMinor(of: shopper))
                }
            }
            try await group.waitForAll()
        }
    }
}
