import SluiceCore

@testable import sluice

/// What happens in a world of answers, in the order of its times: a pure function of the seed.
struct AnswerPlan {
    enum Action {
        case place(Int)
        case repay(Int)
        case say(WorldMessage)
        /// The lender lowers the limit of a shopper.
        case lower(shopper: Int)
        /// The shopper asks for a release, and hears no.
        case ask(Int)
        case keep(Int)
        /// The shopper looks at the page, and asks all ten questions.
        case look(Int)
    }

    struct Step {
        var atNs: Int64
        var action: Action
    }

    /// So many looks at any time.
    private static let looks = 12

    /// So many looks while a fault shows: more of those that many orders have and few show.
    private static func looks(at fault: AnswerFault) -> Int {
        switch fault {
        case .flapping, .lowered, .inspection, .review: 24
        default: 12
        }
    }

    let world: World
    private(set) var steps: [Step] = []
    /// By the number of the shopper.
    private var loweredNs: [Int: Int64] = [:]
    private var askedNs: [Int: Int64] = [:]
    private var keptNs: [Int: Int64] = [:]
    private let tellings: [WorldTelling]
    private var random: WorldRandom

    /// Shops that lose, delay, double and reorder words, contradict themselves and forget orders; a flood
    /// and feeds that are dead.
    static func world(seed: UInt64) -> World {
        World(
            WorldShape(
                seed: seed, orders: 180, merchants: 4, shoppers: 70,
                faults: [
                    WorldFaults(lost: 25, late: 15, doubled: 20, reordered: 10, flapping: 50),
                    WorldFaults(
                        lost: 5, late: 30, doubled: 10, reordered: 20, silent: 15, flapping: 50),
                    WorldFaults(
                        doubled: 20, contradictory: 40, floodAtNs: 8 * Span.dayNs,
                        dead: 3 * Span.dayNs..<4 * Span.dayNs + 6 * Span.hourNs),
                    WorldFaults(
                        lost: 15, silent: 15,
                        dead: 9 * Span.dayNs..<9 * Span.dayNs + 20 * Span.hourNs),
                ]))
    }

    init(_ world: World) {
        self.world = world
        tellings = world.orders.map { WorldTelling($0, world.shape) }
        random = WorldRandom(seed: world.shape.seed ^ 0xA15)
        live()
        look()
        steps.sort { $0.atNs < $1.atNs }
    }

    // MARK: What happens

    private mutating func live() {
        for shopper in 0..<world.shape.shoppers where random.chance(40) {
            let atNs = random.within(5 * Span.dayNs...12 * Span.dayNs)
            loweredNs[shopper] = atNs
            add(atNs, .lower(shopper: shopper))
        }
        for order in world.orders {
            add(order.placedNs, .place(order.number))
            if let repaidNs = order.repaidNs { add(repaidNs, .repay(order.number)) }
            for message in tellings[order.number].messages { add(message.dueNs, .say(message)) }
            guard random.chance(25) else { continue }
            let atNs = order.placedNs + random.within(Span.hourNs...Span.dayNs)
            askedNs[order.number] = atNs
            keptNs[order.number] = atNs + 2 * Span.hourNs
            add(atNs, .ask(order.number))
            add(atNs + 2 * Span.hourNs, .keep(order.number))
        }
    }

    // MARK: When the shopper looks

    private mutating func look() {
        for fault in AnswerFault.allCases {
            let windows = world.orders.flatMap { order in
                self.windows(of: fault, in: order).map { (order: order.number, window: $0) }
            }
            for _ in 0..<Self.looks(at: fault) {
                let chosen = windows[random.below(windows.count)]
                add(random.within(chosen.window), .look(chosen.order))
            }
        }
        for _ in 0..<Self.looks {
            let order = world.orders[random.below(world.orders.count)]
            let fromNs = order.placedNs + Span.minuteNs
            add(random.within(fromNs...fromNs + 20 * Span.dayNs), .look(order.number))
        }
    }

    /// When a fault of an order is to be seen, or was just now.
    private func windows(of fault: AnswerFault, in order: WorldOrder) -> [ClosedRange<Int64>] {
        let telling = tellings[order.number]
        func from(_ atNs: Int64, days: Int64) -> ClosedRange<Int64> {
            atNs + Span.minuteNs...atNs + Span.minuteNs + days * Span.dayNs
        }
        func said(_ fault: WorldFault) -> [WorldMessage] {
            telling.messages.filter { $0.fault == fault }
        }
        switch fault {
        case .lost: return telling.isSilent ? [] : telling.lost.map { from($0.atNs, days: 3) }
        case .late:
            return said(.late).map { $0.fact.atNs + 1...max($0.fact.atNs + 1, $0.dueNs - 1) }
        case .doubled: return said(.doubled).map { from($0.dueNs, days: 1) }
        case .reordered: return said(.reordered).map { $0.fact.atNs + 1...$0.dueNs + Span.dayNs }
        case .contradictory: return said(.contradictory).map { from($0.dueNs, days: 3) }
        case .silent: return telling.isSilent ? [from(order.placedNs, days: 11)] : []
        case .flapping:
            let isAskedFor =
                world.shape.faults(of: order.merchant).flapping > 0 && !telling.lost.isEmpty
            return isAskedFor ? [from(order.placedNs + world.shape.silentAfterNs, days: 2)] : []
        case .flood: return said(.flood).map { from($0.dueNs, days: 1) }
        case .dead:
            return said(.dead).map { $0.fact.atNs + 1...max($0.fact.atNs + 1, $0.dueNs - 1) }
        case .lowered:
            guard let repaidNs = order.repaidNs, let loweredNs = loweredNs[order.shopper],
                loweredNs > order.placedNs
            else { return [] }
            return [from(max(repaidNs, loweredNs), days: 2)]
        case .inspection:
            guard let asked = order.facts.first(where: { $0.kind == .returnRequested }),
                let returnedNs = order.returnedNs
            else { return [] }
            return [asked.atNs + Span.minuteNs...returnedNs]
        case .review:
            guard let askedNs = askedNs[order.number], let keptNs = keptNs[order.number] else {
                return []
            }
            return [askedNs + 1...keptNs - 1]
        }
    }

    private mutating func add(_ atNs: Int64, _ action: Action) {
        steps.append(Step(atNs: atNs, action: action))
    }

    /// What has been done to an order by a time, of what the plan knows.
    func faults(of number: Int, at nowNs: Int64) -> Set<AnswerFault> {
        let (order, telling) = (world.orders[number], tellings[number])
        var faults: Set<AnswerFault> = []
        if telling.isSilent { faults.insert(.silent) }
        if !telling.isSilent, telling.lost.contains(where: { $0.atNs <= nowNs }) {
            faults.insert(.lost)
        }
        for message in telling.messages where message.fact.atNs <= nowNs {
            let isSaid = message.dueNs <= nowNs
            switch message.fault {
            case .late: faults.insert(.late)
            case .reordered: faults.insert(.reordered)
            case .dead: faults.insert(.dead)
            case .doubled where isSaid: faults.insert(.doubled)
            case .contradictory where isSaid: faults.insert(.contradictory)
            case .flood where isSaid: faults.insert(.flood)
            default: break
            }
        }
        if let repaidNs = order.repaidNs, repaidNs <= nowNs,
            let loweredNs = loweredNs[order.shopper], loweredNs <= nowNs,
            loweredNs > order.placedNs
        {
            faults.insert(.lowered)
        }
        return faults
    }
}
