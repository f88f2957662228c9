import SluiceCore

/// Shoppers, merchants and carriers: what truly happens, and what is said of it.
///
/// A pure value: the same shape makes the same world. Every order has random sources of its own, so
/// that a world with more orders begins with the same merchants' habits.
struct World: Sendable {
    let shape: WorldShape
    let orders: [WorldOrder]

    init(_ shape: WorldShape) {
        self.shape = shape
        orders =
            (0..<shape.orders).map { WorldOrder(number: $0, of: shape) }
            + (shape.rush?.cases ?? []).enumerated().map { index, brought in
                WorldOrder(number: shape.orders + index, bringing: brought, of: shape)
            }
    }

    /// What the merchant of an order says of it, and what of that never arrives.
    func telling(of number: Int) -> WorldTelling {
        WorldTelling(orders[number], shape)
    }

    /// What a merchant says that was told that the promise for an order ends: all it knows again, if it
    /// has no endpoint to be asked at, and that it is still at work, if it is.
    func answer(toNoticeOf number: Int, at atNs: Int64, count: Int) -> [WorldMessage] {
        let order = orders[number]
        let faults = shape.faults(of: order.merchant)
        guard order.isAttended else { return [] }
        var messages: [WorldMessage] = []
        if !WorldShape.isAsked(order.merchant) {
            for (index, fact) in order.facts.enumerated() where fact.atNs <= atNs {
                messages.append(
                    WorldMessage(order: number, id: "\(number).\(index)", fact: fact, dueNs: atNs))
            }
        }
        if order.ships(after: atNs) {
            // A second payment notice moves no money, and is a word.
            messages.append(
                WorldMessage(
                    order: number, id: "\(number).still.\(count)",
                    fact: WorldFact(kind: .paid, atNs: atNs), dueNs: atNs))
        }
        return messages.map { message in
            var message = message
            faults.holdUp(&message)
            return message
        }
    }
}

/// Something a merchant says of an order.
struct WorldMessage: Equatable, Sendable {
    var order: Int
    /// Of the event: what is said twice has one id.
    var id: String
    var fact: WorldFact
    /// When it is sent.
    var dueNs: Int64
    /// What went wrong with it.
    var fault: WorldFault?

    /// Whether it happened.
    var isTrue: Bool { fault != .contradictory }
}

/// What a merchant says of one order.
struct WorldTelling: Equatable, Sendable {
    /// In no order.
    var messages: [WorldMessage] = []
    var lost: [WorldFact] = []
    /// Whether it says nothing of it at all.
    var isSilent = false
}

extension WorldTelling {
    init(_ order: WorldOrder, _ shape: WorldShape) {
        // What comes to a desk, and when, is not left to faults.
        let faults = order.brings == nil ? shape.faults(of: order.merchant) : WorldFaults()
        var random = WorldRandom(seed: shape.seed, of: order.number, for: 3)
        if random.chance(faults.silent) {
            isSilent = true
            lost = order.facts
            return
        }
        var follows = false
        for (index, fact) in order.facts.enumerated() {
            var message = WorldMessage(
                order: order.number, id: "\(order.number).\(index)", fact: fact,
                dueNs: fact.atNs + random.within(1...30) * Span.secondNs)
            if random.chance(faults.lost) {
                lost.append(fact)
                continue
            }
            if random.chance(faults.late) {
                message.dueNs += random.within(shape.part(1)...shape.part(40))
                message.fault = .late
            }
            if follows, let last = messages.indices.last {
                messages[last].dueNs = message.dueNs + Span.secondNs
                messages[last].fault = .reordered
            }
            follows = random.chance(faults.reordered)
            messages.append(message)
            if random.chance(faults.doubled) {
                message.dueNs += random.within(0...shape.part(2))
                message.fault = .doubled
                messages.insert(message, at: messages.count - 1)
            }
        }
        contradict(order, faults, &random, shape)
        if let floodAtNs = faults.floodAtNs { flood(at: floodAtNs, shape) }
        for index in messages.indices { faults.holdUp(&messages[index]) }
    }

    /// What was shipped is said to be cancelled, hours afterwards.
    private mutating func contradict(
        _ order: WorldOrder, _ faults: WorldFaults, _ random: inout WorldRandom,
        _ shape: WorldShape
    ) {
        guard let shipped = order.facts.first(where: { $0.kind == .shipped }),
            random.chance(faults.contradictory)
        else { return }
        let atNs = shipped.atNs + random.within(shape.part(1)...shape.part(10))
        messages.append(
            WorldMessage(
                order: order.number, id: "\(order.number).lie",
                fact: WorldFact(kind: .cancelled, atNs: atNs), dueNs: atNs + Span.secondNs,
                fault: .contradictory))
    }

    /// All that was said within a silent span before is said again at once.
    private mutating func flood(at floodAtNs: Int64, _ shape: WorldShape) {
        let said = messages.filter {
            $0.dueNs < floodAtNs && $0.dueNs >= floodAtNs - shape.silentAfterNs
        }
        for var message in said where message.isTrue {
            message.dueNs = floodAtNs
            message.fault = .flood
            messages.append(message)
        }
    }
}

extension WorldFaults {
    /// Lets a message wait until a dead feed is back. What the feed owes then takes a twenty-fourth of the
    /// time it was dead, first things first; what is new waits its turn behind it.
    func holdUp(_ message: inout WorldMessage) {
        guard let dead, message.dueNs >= dead.lowerBound else { return }
        let owedUntilNs = dead.upperBound + (dead.upperBound - dead.lowerBound) / 24
        if message.dueNs < dead.upperBound {
            message.dueNs = dead.upperBound + (message.dueNs - dead.lowerBound) / 24
            if message.fault == nil { message.fault = .dead }
        } else if message.dueNs < owedUntilNs {
            message.dueNs = owedUntilNs + (message.dueNs - dead.upperBound) / 24
        }
    }
}
