import AsyncHTTPClient
import ServiceLifecycle
import SluiceAPI
import SluiceCore
import SluiceServer

/// Plays a market against an engine until it is told to end: shoppers, merchants, a desk, and what the
/// switches of the demonstration make go wrong.
struct DemoMarket: Sendable {
    let state: DemoState
    let shape: WorldShape
    let clock: WorldClock
    let client: WorldClient
    let reviewer: WorldClient
    let merchants: [WorldMerchant]

    /// Never returns but by cancellation, or where the engine is gone.
    func play() async throws {
        try await openAccounts()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await buy() }
            for merchant in merchants { group.addTask { try await speak(merchant) } }
            group.addTask { try await repay() }
            group.addTask { try await ask() }
            group.addTask { try await review() }
            try await group.waitForAll()
        }
    }

    private func openAccounts() async throws {
        for shopper in 0..<shape.shoppers {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("id", WorldShape.account(shopper))
                writer.member("currency", "CNY")
                writer.member("limit", DemoShape.limitMinor)
            }
            _ = try await client.post("/v1/accounts", writer.bytes)
        }
    }

    // MARK: Shoppers

    private func buy() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var begun = 0
            while true {
                let isPeak = state.isOn(.peak)
                try await Task.sleep(
                    for: .milliseconds(isPeak ? DemoShape.peakPauseMs : DemoShape.pauseMs))
                begun += 1
                if begun > WorldLimits.shoppersAtOnce { try await group.next() }
                group.addTask { try await place(state.begin(at: clock.nowNs)) }
            }
        }
    }

    private func place(_ order: WorldOrder) async throws {
        let answer = try await client.post("/v1/holds", order.placement)
        if answer.status == 201 { state.locked(order) } else { state.declined(order) }
    }

    private func repay() async throws {
        while true {
            for order in state.payments(by: clock.nowNs) {
                var writer = JSONWriter()
                writer.object { writer in
                    writer.member("id", "R-\(order.number)")
                    writer.member("principal", order.shippedMinor(by: .max))
                }
                _ = try await client.post(
                    "/v1/accounts/\(WorldShape.account(order.shopper))/repayments", writer.bytes)
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// Somebody wants credit back that nothing entitles to: a person looks at it.
    private func ask() async throws {
        while true {
            try await Task.sleep(for: .seconds(6))
            guard let order = state.recent(by: clock.nowNs) else { continue }
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("id", "Q-\(order.number)")
                writer.member("reason", Reason.customerRequest.code)
            }
            _ = try await client.post(order.path("/v1/holds", "release-requests"), writer.bytes)
        }
    }

    // MARK: Merchants and the desk

    private func speak(_ merchant: WorldMerchant) async throws {
        var deliveries = 0
        while true {
            let words = state.words(of: merchant.index, by: clock.nowNs)
            guard !words.isEmpty else {
                try await Task.sleep(for: .milliseconds(100))
                continue
            }
            deliveries += 1
            let results = try await merchant.send(
                words, at: clock, id: "\(merchant.index + 1)-\(deliveries)"
            ) { state.order($0)?.lines ?? [] }
            state.told(results.count { $0.word != "refused" })
        }
    }

    /// The next case waits a while, so that there is always one to look at.
    private func review() async throws {
        while true {
            try await Task.sleep(for: .seconds(15))
            let taken = try await reviewer.post("/v1/reviews/next", [])
            guard taken.status == 200,
                let order = taken.json["hold"]["id"].text.flatMap(WorldShape.number)
                    .flatMap(state.order)
            else { continue }
            try await Task.sleep(for: .seconds(5))
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("id", "D-\(order.number)")
                writer.member("decision", ReviewDecision.keep.code)
            }
            _ = try await reviewer.post(order.path("/v1/reviews", "decision"), writer.bytes)
        }
    }
}

/// The market as a part of the server: when it ends, the server does.
struct DemoService: Service {
    /// Told the port once the server listens.
    let ports: AsyncStream<Int>
    /// How long it plays; nil until it is told to end.
    let lifeNs: Int64?
    /// Makes the market of an address.
    let market: @Sendable (Int) throws -> DemoMarket

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await port in ports { return try await market(port).play() }
                }
                if let lifeNs {
                    group.addTask { try await Task.sleep(for: .nanoseconds(lifeNs)) }
                }
                defer { group.cancelAll() }
                do {
                    try await group.next()
                } catch  where Task.isCancelled || error is CancellationError {
                    // The server ends, and what was asked of it last was not answered.
                }
            }
        }
    }
}
