import SluiceCore
import SluiceServer
import Synchronization

/// What a market of a demonstration knows: its orders, what is still to be said and paid, and what goes
/// wrong by a switch. Safe to use from any thread.
final class DemoState: Sendable {
    /// What a shopper does later.
    struct Payment: Sendable {
        var order: Int
        var dueNs: Int64
    }

    private struct State {
        var standing = DemoStage.Standing()
        var next = 0
        var orders: [Int: WorldOrder] = [:]
        /// By merchant, in no order.
        var words: [[WorldMessage]]
        var payments: [Payment] = []
    }

    private let shape: WorldShape
    private let state: Mutex<State>

    init(_ shape: WorldShape) {
        self.shape = shape
        state = Mutex(State(words: Array(repeating: [], count: shape.merchants)))
    }

    var standing: DemoStage.Standing {
        state.withLock { state in
            var standing = state.standing
            if isDead(DemoShape.outageOf, state) {
                standing.heldBack = state.words[DemoShape.outageOf].count
            }
            return standing
        }
    }

    func turn(_ trouble: DemoStage.Trouble, _ isOn: Bool) {
        state.withLock { state in
            if isOn {
                state.standing.troubles.insert(trouble)
            } else {
                state.standing.troubles.remove(trouble)
            }
        }
    }

    func isOn(_ trouble: DemoStage.Trouble) -> Bool {
        state.withLock { $0.standing.troubles.contains(trouble) }
    }

    func order(_ number: Int) -> WorldOrder? { state.withLock { $0.orders[number] } }

    /// Whether nothing of a merchant gets through.
    func isDead(_ merchant: Int) -> Bool { state.withLock { isDead(merchant, $0) } }

    private func isDead(_ merchant: Int, _ state: State) -> Bool {
        merchant == DemoShape.outageOf && state.standing.troubles.contains(.outage)
    }

    // MARK: Orders

    /// The next purchase.
    func begin(at nowNs: Int64) -> WorldOrder {
        state.withLock { state in
            let number = state.next
            state.next += 1
            var order = WorldOrder(
                number: number, within: nowNs...nowNs, untilNs: .max / 2, of: shape)
            if number % DemoShape.ownEvery == 0 { order.shopper = 0 }
            if order.merchant == DemoShape.silenceOf,
                state.standing.troubles.contains(.silence)
            {
                order.facts.removeAll { $0.kind != .created }
                for line in order.lines.indices {
                    (order.lines[line].shippedNs, order.lines[line].cancelledNs) = (nil, nil)
                }
                (order.repaidNs, order.isAttended) = (nil, false)
            }
            state.orders[number] = order
            return order
        }
    }

    /// Plans what follows a purchase that was approved, and forgets what is long over.
    func locked(_ order: WorldOrder) {
        let telling = WorldTelling(order, shape)
        state.withLock { state in
            state.standing.placed += 1
            state.standing.newest =
                WorldShape.merchant(order.merchant) + "/" + WorldShape.order(order.number)
            state.words[order.merchant] += telling.messages
            if let repaidNs = order.repaidNs {
                state.payments.append(Payment(order: order.number, dueNs: repaidNs))
            }
            if order.number % 1_000 == 0 {
                let oldNs = order.placedNs - 12 * shape.silentAfterNs
                state.orders = state.orders.filter { $0.value.placedNs > oldNs }
            }
        }
    }

    func declined(_ order: WorldOrder) {
        state.withLock { state in
            state.standing.declined += 1
            state.orders[order.number] = nil
        }
    }

    /// Takes what a merchant has to say by now, first things first.
    func words(of merchant: Int, by nowNs: Int64) -> [WorldMessage] {
        state.withLock { state in
            guard !isDead(merchant, state) else { return [] }
            let due = state.words[merchant].filter { $0.dueNs <= nowNs }
                .sorted { $0.dueNs < $1.dueNs }.prefix(WorldLimits.eventsPerRequestMax)
            guard !due.isEmpty else { return [] }
            let taken = Set(due.map { "\($0.id) \($0.dueNs)" })
            state.words[merchant].removeAll { taken.contains("\($0.id) \($0.dueNs)") }
            return due.filter { state.orders[$0.order] != nil }
        }
    }

    func told(_ count: Int) { state.withLock { $0.standing.told += count } }

    func payments(by nowNs: Int64) -> [WorldOrder] {
        state.withLock { state in
            let due = state.payments.filter { $0.dueNs <= nowNs }
            state.payments.removeAll { $0.dueNs <= nowNs }
            return due.compactMap { state.orders[$0.order] }
        }
    }

    /// An order of late whose credit somebody may ask for.
    func recent(by nowNs: Int64) -> WorldOrder? {
        state.withLock { state in
            state.orders.values.filter {
                $0.shopper != 0 && $0.placedNs > nowNs - shape.silentAfterNs / 3
                    && !$0.facts.contains { $0.kind == .shipped && $0.atNs < nowNs }
            }.max { $0.number < $1.number }
        }
    }
}
