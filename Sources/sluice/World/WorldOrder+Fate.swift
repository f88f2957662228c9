import SluiceCore

/// What becomes of an order, by a random source of its own.
extension WorldOrder {
    private enum Fate: Int {
        case shipped, inParts, cancelled, forgotten, tooLate
        /// In a hundred.
        static let weights = [58, 18, 14, 8, 2]
    }

    /// How busy the hours of a day are, from noon on, when the world begins.
    private static let hours = [
        8, 7, 7, 7, 7, 7, 8, 10, 12, 11, 8, 4, 2, 1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8,
    ]

    /// The hour in which an order comes, so that each has its share of all orders.
    private static func hour(of number: Int, _ shape: WorldShape) -> Int64 {
        let count = Int(shape.spanNs / Span.hourNs)
        let day = hours.reduce(0, +)
        let total = count / 24 * day + hours.prefix(count % 24).reduce(0, +)
        let place = number * total / shape.orders
        var (hour, rest) = (place / day * 24, place % day)
        while rest >= hours[hour % 24] {
            rest -= hours[hour % 24]
            hour += 1
        }
        return Int64(hour)
    }

    init(number: Int, of shape: WorldShape) {
        let fromNs = Self.hour(of: number, shape) * Span.hourNs
        self.init(
            number: number, within: fromNs...fromNs + Span.hourNs - 1, untilNs: shape.spanNs,
            of: shape)
    }

    /// - Parameters:
    ///   - range: when it is placed.
    ///   - untilNs: when the world ends.
    init(number: Int, within range: ClosedRange<Int64>, untilNs: Int64, of shape: WorldShape) {
        var random = WorldRandom(seed: shape.seed, of: number, for: 2)
        self.init(
            number: number, merchant: random.below(shape.merchants),
            shopper: random.below(shape.shoppers),
            placedNs: random.within(range),
            lines: (1...1 + random.index(weights: [5, 3, 2])).map {
                Line(name: "L-\($0)", amountMinor: random.within(20...400) * 100)
            })
        happens(.created, placedNs + Span.secondNs)
        happens(.paid, placedNs + Span.minuteNs)
        let leftNs = untilNs - placedNs
        become(fate(&random, leftNs, shape), &random, leftNs, shape)
        facts.sort { $0.atNs < $1.atNs }
    }

    /// Near the end of the world an order ends soon: what is silent then has nobody to prove it.
    private func fate(
        _ random: inout WorldRandom, _ leftNs: Int64, _ shape: WorldShape
    ) -> Fate {
        let fate = Fate(rawValue: random.index(weights: Fate.weights))!
        switch fate {
        case .forgotten where leftNs < shape.part(170): return .shipped
        // A promise that is shorter than the notice of its end is never noticed.
        case .tooLate where leftNs < shape.part(300) || shape.silentAfterNs < 3 * Span.dayNs:
            return .shipped
        default: return fate
        }
    }

    private mutating func become(
        _ fate: Fate, _ random: inout WorldRandom, _ leftNs: Int64, _ shape: WorldShape
    ) {
        let longestNs = leftNs < shape.part(100) ? shape.part(5) : shape.part(95)
        func within(_ range: ClosedRange<Int64>) -> Int64 {
            random.within(shape.part(range.lowerBound)...shape.part(range.upperBound))
        }
        switch fate {
        case .shipped:
            ship(at: placedNs + random.within(shape.part(2)...longestNs))
            deliver(&random, shape)
        case .inParts where lines.count > 1:
            // The first line ships; of the others some never do.
            for index in lines.indices {
                let atNs = placedNs + random.within(shape.part(2)...longestNs)
                if index > 0, random.chance(50) {
                    lines[index].cancelledNs = atNs
                    happens(.lineCancelled, atNs, [index])
                } else {
                    lines[index].shippedNs = atNs
                    happens(.lineShipped, atNs, [index])
                }
            }
        case .inParts, .cancelled:
            let atNs = placedNs + random.within(shape.part(1)...longestNs / 2)
            for index in lines.indices { lines[index].cancelledNs = atNs }
            happens(.cancelled, atNs)
        case .forgotten: isAttended = false
        case .tooLate:
            ship(at: placedNs + shape.timeToLiveNs + within(20...60))
        }
        if let lastNs = lines.compactMap(\.shippedNs).max() { repaidNs = lastNs + within(30...100) }
    }

    private mutating func ship(at atNs: Int64) {
        for index in lines.indices { lines[index].shippedNs = atNs }
        happens(.shipped, atNs)
    }

    /// What was shipped whole arrives, and one in eight comes back.
    private mutating func deliver(_ random: inout WorldRandom, _ shape: WorldShape) {
        let shippedNs = lines[0].shippedNs!
        let deliveredNs = shippedNs + random.within(shape.part(10)...shape.part(40))
        happens(.delivered, deliveredNs)
        guard random.below(8) == 0 else { return }
        let askedNs = deliveredNs + random.within(shape.part(5)...shape.part(30))
        happens(.returnRequested, askedNs)
        happens(.returnShipped, askedNs + shape.part(5))
        let returnedNs = askedNs + shape.part(5) + random.within(shape.part(5)...shape.part(20))
        happens(.returnReceived, returnedNs)
        self.returnedNs = returnedNs
    }

    mutating func happens(_ kind: FactKind, _ atNs: Int64, _ lines: [Int] = []) {
        facts.append(WorldFact(kind: kind, atNs: atNs, lines: lines))
    }
}
