import HTTPTypes
import SluiceAPI
import SluiceCore
import SluiceEngine
import Testing

@testable import SluiceServer
@testable import sluice

/// Plays a world of answers on a server whose clock is the world's, and asks its pages as shoppers do.
struct AnswerPlay {
    let plan: AnswerPlan
    let shops: AnswerShops
    let server: TestServer
    let puller: Puller
    let tally: AnswerTally
    /// By the merchant, and by the shopper.
    let shopKeys: [String]
    let shopperKeys: [String]
    let reviewerKey: String
    private let epoch: Instant
    private var locked: Set<Int> = []
    private var repaidNs: [Int: [Int64]] = [:]
    private var loweredNs: [Int: Int64] = [:]
    private var askedNs: [Int: Int64] = [:]
    private var keptNs: [Int: Int64] = [:]
    private var wishes = WishReading()
    private var turnedNs: Int64 = 0

    private var shape: WorldShape { plan.world.shape }

    init(_ plan: AnswerPlan, _ shops: AnswerShops, on server: TestServer, _ tally: AnswerTally)
        throws
    {
        self.plan = plan
        self.shops = shops
        self.server = server
        self.tally = tally
        puller = try #require(server.door.puller)
        shopKeys = try (0..<plan.world.shape.merchants).map { index in
            let name = WorldShape.merchant(index)
            return try server.keys.create(role: .merchant, merchant: name, name: name)
        }
        shopperKeys = try (0..<plan.world.shape.shoppers).map { index in
            let name = WorldShape.account(index)
            return try server.keys.create(role: .consumer, account: name, name: name)
        }
        reviewerKey = try server.keys.create(role: .reviewer, name: "desk", person: "p-desk")
        epoch = server.clock.wall.now()
    }

    mutating func play() async throws {
        shops.begin(at: epoch)
        for shopper in 0..<shape.shoppers {
            try await server.open(WorldShape.account(shopper), limit: shape.limitMinor(of: shopper))
        }
        for step in plan.steps {
            try await pass(to: step.atNs)
            try await act(step)
        }
    }

    /// Lets time pass, and the lender ask the shops on the way.
    private mutating func pass(to atNs: Int64) async throws {
        while turnedNs + 6 * Span.hourNs < atNs {
            turnedNs += 6 * Span.hourNs
            set(turnedNs)
            try await turn()
        }
        set(atNs)
    }

    private func set(_ atNs: Int64) {
        let nowNs = server.clock.wall.now().ns - epoch.ns
        if atNs > nowNs { server.clock.advance(ns: atNs - nowNs) }
        shops.pass(to: max(atNs, nowNs))
    }

    private mutating func turn() async throws {
        try await server.viewsCaughtUp()
        try await wishes.read(into: puller, at: puller.now)
        let puller = puller
        await withDiscardingTaskGroup { group in
            for (merchant, ask) in puller.due() {
                group.addTask { await puller.work(merchant, ask) }
            }
        }
    }

    private mutating func act(_ step: AnswerPlan.Step) async throws {
        switch step.action {
        case .place(let number):
            let body = String(decoding: plan.world.orders[number].placement, as: UTF8.self)
            let answer = try await server.post("/v1/holds", body)
            #expect(answer.status == 201 || answer.status == 402, "\(answer.body)")
            if answer.status == 201 { locked.insert(number) }
        case .repay(let number):
            guard locked.contains(number) else { return }
            let order = plan.world.orders[number]
            try await change(
                order.shopper, "repayments",
                #"{"id":"R-\#(number)","principal":\#(order.shippedMinor(by: .max))}"#)
            repaidNs[order.shopper, default: []].append(step.atNs)
        case .lower(let shopper):
            try await change(
                shopper, "limits", #"{"id":"L-1","limit":5000,"reason":"LIMIT_REVIEW"}"#)
            loweredNs[shopper] = step.atNs
        case .say(let message):
            guard locked.contains(message.order) else { return }
            try await say(message)
        case .ask(let number):
            guard locked.contains(number) else { return }
            try await ask(number, at: step.atNs)
        case .keep(let number):
            guard askedNs[number] != nil else { return }
            let answer = try await server.post(
                plan.world.orders[number].path("/v1/reviews", "decision"),
                #"{"id":"D-\#(number)","decision":"keep"}"#, key: reviewerKey)
            if answer.status / 100 == 2 { keptNs[number] = step.atNs }
        case .look(let number):
            guard locked.contains(number) else { return }
            try await turn()
            try await look(at: plan.world.orders[number], atNs: step.atNs)
        }
    }

    private func change(_ shopper: Int, _ what: String, _ body: String) async throws {
        let answer = try await server.post(
            "/v1/accounts/\(WorldShape.account(shopper))/\(what)", body)
        #expect(answer.status / 100 == 2, "\(answer.body)")
    }

    private func say(_ message: WorldMessage) async throws {
        let order = plan.world.orders[message.order]
        let merchant = WorldShape.merchant(order.merchant)
        var writer = JSONWriter()
        OrderEventRequest(
            id: message.id, source: "world/\(merchant)", kind: message.fact.kind,
            occurredAt: epoch.adding(spanNs: message.fact.atNs), merchant: merchant,
            number: WorldShape.order(message.order),
            lines: message.fact.lines.map { NamedLine(line: order.lines[$0].name, amount: nil) }
        ).write(to: &writer)
        let answer = try await server.send(
            .post, "/v1/order-events", String(decoding: writer.bytes, as: UTF8.self),
            key: shopKeys[order.merchant], type: OrderEventRequest.mediaType)
        #expect(answer.status == 200, "\(answer.body)")
        shops.tell(message)
    }

    /// Asks for the release of a lock on its page.
    private mutating func ask(_ number: Int, at atNs: Int64) async throws {
        let order = plan.world.orders[number]
        guard try await truth(of: order, at: atNs).isOpen else { return }
        let visitor = try await ConsoleVisitor.consumer(shopperKeys[order.shopper], at: server)
        let answer = try await visitor.post(
            page(of: order) + "/release", "ground=unshipped&evidence=&id=Q-\(number)")
        #expect(answer.status == 303, "\(answer.body)")
        askedNs[number] = atNs
    }

    private func page(of order: WorldOrder) -> String {
        "/me/holds/\(WorldShape.merchant(order.merchant))/\(WorldShape.hold(order.number))"
    }

    // MARK: Questions

    private func look(at order: WorldOrder, atNs: Int64) async throws {
        let truth = try await truth(of: order, at: atNs)
        try await server.viewsCaughtUp()
        var faults = plan.faults(of: order.number, at: atNs)
        if shops.hasFailed(order.number) { faults.insert(.flapping) }
        if truth.isLookedAt { faults.insert(.review) }
        if truth.isSentBack { faults.insert(.inspection) }
        let visitor = try await ConsoleVisitor.consumer(shopperKeys[order.shopper], at: server)
        let place =
            "seed \(shape.seed), \(WorldShape.order(order.number)) at \(SpanText.short(atNs))"
        for question in Question.allCases {
            let answer = try await visitor.get(
                page(of: order) + "?fragment=body&ask=\(question.rawValue)")
            tally.note(
                question, of: faults, answered: answer.answeredCause,
                expected: truth.cause(question), at: place)
        }
    }

    /// What the lender can know of a lock: of the money that moved, what the ledger says.
    private func truth(of order: WorldOrder, at atNs: Int64) async throws -> AnswerTruth {
        var truth = AnswerTruth(
            nowNs: atNs, placedNs: order.placedNs, silentAfterNs: shape.silentAfterNs,
            timeToLiveNs: shape.timeToLiveNs, words: shops.words(of: order.number))
        let path =
            "/v1/holds/\(WorldShape.hold(order.number))"
            + "?merchant=\(WorldShape.merchant(order.merchant))"
        truth.take(hold: try await server.get(path), since: epoch)
        truth.take(
            account: try await server.get("/v1/accounts/\(WorldShape.account(order.shopper))"))
        truth.askedNs = askedNs[order.number]
        truth.keptNs = keptNs[order.number]
        truth.hasRepaid = repaidNs[order.shopper]?.contains { $0 > order.placedNs } ?? false
        truth.wasLowered = loweredNs[order.shopper].map { $0 > order.placedNs } ?? false
        return truth
    }
}
