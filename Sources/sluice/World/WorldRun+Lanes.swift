import SluiceAPI
import SluiceCore
import Synchronization

/// The lanes of a world: one for the words of each merchant, some for shoppers.
extension WorldRun {
    struct Agendas: Sendable {
        var words: [WorldAgenda]
        var shoppers: [WorldAgenda]
        /// What the lender's scorer has to judge.
        let verdicts = WorldAgenda([])
        let ending = WorldEnding()

        var areDone: Bool {
            words.allSatisfy(\.isDone) && shoppers.allSatisfy(\.isDone) && verdicts.isDone
        }
    }

    func agendas() -> Agendas {
        let lanes = WorldLimits.shoppersAtOnce
        var words = Array(repeating: [WorldStep](), count: world.shape.merchants)
        var shoppers = Array(repeating: [WorldStep](), count: lanes)
        for order in world.orders {
            let lane = order.shopper % lanes
            shoppers[lane].append(
                WorldStep(dueNs: order.placedNs, action: .place(order: order.number)))
            if let repaidNs = order.repaidNs {
                shoppers[lane].append(
                    WorldStep(dueNs: repaidNs, action: .repay(order: order.number)))
            }
            if let brought = order.brings, brought.kind == .askedFor {
                shoppers[lane].append(
                    WorldStep(dueNs: brought.atNs, action: .ask(order: order.number)))
            }
            words[order.merchant] += world.telling(of: order.number).messages.map {
                WorldStep(dueNs: $0.dueNs, action: .say($0))
            }
        }
        return Agendas(
            words: words.map(WorldAgenda.init), shoppers: shoppers.map(WorldAgenda.init))
    }

    func follower(
        _ clock: WorldClock, _ record: WorldRecord, _ agendas: Agendas
    ) -> WorldFollower {
        WorldFollower(
            client: client, clock: clock, record: record,
            onNotice: { order, count in
                let answer = world.answer(
                    toNoticeOf: order, at: clock.nowNs, count: count)
                agendas.words[world.orders[order].merchant].add(
                    answer.map { WorldStep(dueNs: $0.dueNs, action: .say($0)) })
            },
            onDoubt: { order, id in
                agendas.verdicts.add([
                    WorldStep(dueNs: clock.nowNs, action: .judge(order: order, id: id))
                ])
            })
    }

    // MARK: Merchants

    /// Says what a merchant has to say, one webhook after the other, each with all that is due.
    func speak(
        for index: Int, _ agenda: WorldAgenda, _ clock: WorldClock, _ record: WorldRecord,
        until ending: WorldEnding
    ) async throws {
        var deliveries = 0
        while !ending.isSet {
            let due = agenda.take(until: clock.nowNs, max: WorldLimits.eventsPerRequestMax)
            var messages: [WorldMessage] = []
            for case .say(let message) in due.map(\.action) {
                switch record.placement(of: message.order) {
                case .locked: messages.append(message)
                case .declined: break
                case .unanswered:
                    // The shop knows of no order before the shopper's answer.
                    let laterNs = clock.nowNs + WorldLimits.lookMs * Span.millisecondNs * clock.rate
                    agenda.add([WorldStep(dueNs: laterNs, action: .say(message))])
                }
            }
            guard !messages.isEmpty else {
                try await clock.wait(until: due.isEmpty ? agenda.nextNs : nil)
                continue
            }
            deliveries += 1
            let results = try await merchants[index].send(
                messages, at: clock, id: "\(index + 1)-\(deliveries)"
            ) { world.orders[$0].lines }
            let nowNs = clock.nowNs
            for (message, result) in zip(messages, results) {
                if result.word == "refused" {
                    record.refused("word: " + (result.code ?? "unknown"))
                } else {
                    record.told(message, at: nowNs)
                }
            }
        }
    }

    // MARK: Shoppers

    /// Buys and pays, one after the other.
    func shop(
        _ agenda: WorldAgenda, _ clock: WorldClock, _ record: WorldRecord,
        until ending: WorldEnding
    ) async throws {
        while !ending.isSet {
            let due = agenda.take(until: clock.nowNs, max: 1)
            switch due.first?.action {
            case .place(let order): try await place(world.orders[order], record)
            case .repay(let order) where record.placement(of: order) == .locked:
                try await repay(world.orders[order], record)
            case .ask(let order) where record.placement(of: order) == .locked:
                try await ask(world.orders[order], record)
            case .repay, .ask, .say, .judge: break
            case nil: try await clock.wait(until: agenda.nextNs)
            }
        }
    }

    private func place(_ order: WorldOrder, _ record: WorldRecord) async throws {
        let answer = try await client.post("/v1/holds", order.placement)
        switch answer.status {
        case 201: record.answered(order.number, .locked)
        case 402: record.answered(order.number, .declined)
        default:
            record.answered(order.number, .declined)
            record.refused("placement: " + (answer.json["code"].text ?? "unknown"))
        }
    }

    private func repay(_ order: WorldOrder, _ record: WorldRecord) async throws {
        let principalMinor = order.shippedMinor(by: .max)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", "R-\(order.number)")
            writer.member("principal", principalMinor)
        }
        let answer = try await client.post(
            "/v1/accounts/\(WorldShape.account(order.shopper))/repayments", writer.bytes)
        guard answer.status / 100 == 2 else {
            return record.refused(
                "repayment: " + (answer.json["code"].text ?? "unknown"))
        }
        record.repaid(principalMinor, by: order.shopper)
    }

    // MARK: The end

    /// Waits until nothing is left to do or say and no hold is open, or all should have ended.
    func watch(_ agendas: Agendas, _ clock: WorldClock, _ record: WorldRecord) async throws {
        let lastNs = world.shape.endNs + 2 * clock.slackNs
        while clock.nowNs < lastNs {
            let progress = record.progress
            onProgress(progress.ended)
            if progress.open == 0, progress.ended == world.orders.count, agendas.areDone { return }
            try await Task.sleep(for: .milliseconds(WorldLimits.lookMs))
        }
    }
}

/// That the lanes of a world are to end. Safe to use from any thread.
final class WorldEnding: Sendable {
    private let isOver = Atomic(false)

    var isSet: Bool { isOver.load(ordering: .relaxed) }

    func set() { isOver.store(true, ordering: .relaxed) }
}
