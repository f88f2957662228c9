import SluiceCore
import SluiceEngine

/// Whose order each hold is for: remembered from its placement, else looked up.
struct HoldPlaces: Sendable {
    struct Place: Sendable {
        var merchant: MerchantKey
        var order: OrderKey
        /// The policy version the hold was decided under; nil for an order's own.
        var policyVersion: UInt32?
    }

    /// Holds remembered by one stream; beyond it all are forgotten and looked up again.
    private static let heldMax = 4_096

    private let door: Door
    private var known: [HoldKey: Place] = [:]

    init(door: Door) { self.door = door }

    /// The place of the hold or order an event is about; nil if it is about none.
    mutating func place(of event: Event, in record: CommandRecord) async throws -> Place? {
        switch event {
        case .breakFound(let found): return try await place(of: found.order, in: record)
        case .returnChanged(let changed): return try await place(of: changed.order, in: record)
        // It is none: a placement under the id may yet be for another order.
        case .holdQuoted(let quoted):
            return Place(
                merchant: quoted.merchant, order: quoted.order,
                policyVersion: quoted.policyVersion)
        default: break
        }
        if case .holdPlaced(let placed) = event {
            return remember(
                placed.hold,
                Place(
                    merchant: placed.merchant, order: placed.order,
                    policyVersion: placed.policyVersion))
        }
        guard let hold = event.concernedHold else { return nil }
        if let place = known[hold] { return place }
        // The views know all but the newest holds and cost the sequencer nothing.
        if let view = try await door.view({ try $0.hold(hold).value }) {
            return remember(
                hold,
                Place(
                    merchant: view.merchant.key, order: view.order.key,
                    policyVersion: view.policyVersion))
        }
        guard let record = try await door.engine.read(.hold(hold)).hold else { return nil }
        return remember(
            hold,
            Place(
                merchant: record.merchant, order: record.order,
                policyVersion: record.policyVersion))
    }

    /// A fact, a placement or a refund tells of its order in the same record; what came with its
    /// time tells nothing.
    private func place(of order: OrderKey, in record: CommandRecord) async throws -> Place? {
        for event in record.events {
            switch event {
            case .orderPulled(let pulled) where pulled.order == order:
                return Place(merchant: pulled.merchant, order: order)
            case .factRecorded(let fact) where fact.order == order:
                return Place(merchant: fact.merchant, order: order)
            case .holdPlaced(let placed) where placed.order == order:
                return Place(merchant: placed.merchant, order: order)
            default: continue
            }
        }
        return try await door.engine.read(.order(order)).order.map {
            Place(merchant: $0.merchant, order: order)
        }
    }

    private mutating func remember(_ hold: HoldKey, _ place: Place) -> Place {
        if known.count >= HoldPlaces.heldMax { known.removeAll(keepingCapacity: true) }
        known[hold] = place
        return place
    }
}
