import SluiceCore
import Synchronization

/// What a world learns of an engine while it runs. Safe to use from any thread.
final class WorldRecord: Sendable {
    /// What became of a placement.
    enum Placement: Sendable { case unanswered, locked, declined }

    private struct State {
        var reading: WorldReading
        var placements: [Placement]
        var openOrders: Set<Int> = []
        var ended = 0
        var notices: [Int: Int] = [:]
    }

    private let state: Mutex<State>

    init(orders: Int) {
        state = Mutex(
            State(
                reading: WorldReading(told: Array(repeating: WorldTold(), count: orders)),
                placements: Array(repeating: .unanswered, count: orders)))
    }

    var reading: WorldReading { state.withLock { $0.reading } }

    func placement(of order: Int) -> Placement { state.withLock { $0.placements[order] } }

    /// How many orders have come to an end, and how many holds are open.
    var progress: (ended: Int, open: Int) {
        state.withLock { ($0.ended, $0.openOrders.count) }
    }

    func change(_ body: (inout WorldReading) -> Void) {
        state.withLock { body(&$0.reading) }
    }

    func answered(_ order: Int, _ placement: Placement) {
        state.withLock { state in
            state.placements[order] = placement
            if placement == .locked { state.reading.locked.insert(order) }
        }
    }

    func refused(_ code: String) {
        state.withLock { $0.reading.refused[code, default: 0] += 1 }
    }

    /// Counts what a shopper has paid.
    func repaid(_ amountMinor: Int64, by shopper: Int) {
        state.withLock { $0.reading.repaidMinor[shopper, default: 0] += amountMinor }
    }

    /// Notes that the engine has taken a merchant's word.
    func told(_ message: WorldMessage, at atNs: Int64) {
        state.withLock { state in
            var told = state.reading.told[message.order]
            switch message.fact.kind {
            case .cancelled where !message.isTrue: told.lieNs = told.lieNs ?? atNs
            case .cancelled: told.cancelledNs = told.cancelledNs ?? atNs
            case .lineCancelled:
                for line in message.fact.lines where told.lineCancelledNs[line] == nil {
                    told.lineCancelledNs[line] = atNs
                }
            default: return
            }
            state.reading.told[message.order] = told
        }
    }

    /// Takes an event of the engine.
    /// - Returns: of a notice, the how manieth of the order it is.
    func take(_ event: WorldEvent, openMinor: Int64) -> Int? {
        state.withLock { state in
            state.reading.events.append(event)
            switch event.kind {
            case .placed: state.openOrders.insert(event.order)
            case .declined: state.ended += 1
            case .captured, .released, .expired:
                guard openMinor == 0, state.openOrders.remove(event.order) != nil else { break }
                state.ended += 1
            case .noticed:
                state.notices[event.order, default: 0] += 1
                return state.notices[event.order]
            default: break
            }
            return nil
        }
    }
}
