import SluiceCore

@testable import sluice

/// What an engine that hears everything at once makes of a world: the reading that is right.
struct PerfectEngine {
    let world: World
    var reading: WorldReading

    init(_ world: World) {
        self.world = world
        reading = WorldReading(
            told: Array(repeating: WorldTold(), count: world.orders.count))
        for order in world.orders where order.brings == nil { play(order) }
        playDesk()
        reading.events.sort { $0.atNs < $1.atNs }
        for shopper in 0..<world.shape.accounts {
            let holds = world.orders.filter { $0.shopper == shopper }
                .compactMap { reading.holds[$0.number] }
            reading.accounts[shopper] = WorldAccount(
                heldMinor: holds.reduce(0) { $0 + $1.openMinor },
                owedMinor: holds.reduce(0) { $0 + $1.capturedMinor - $1.refundedMinor })
        }
        reading.atNs = world.shape.endNs
    }

    private mutating func play(_ order: WorldOrder) {
        var hold = WorldHold(openMinor: order.amountMinor)
        let endNs = order.placedNs + world.shape.timeToLiveNs
        reading.locked.insert(order.number)
        tell(.placed, order, order.placedNs, order.amountMinor, expiresNs: endNs)
        for (index, fact) in order.facts.enumerated() where fact.atNs < endNs {
            let lines = fact.lines.isEmpty ? Array(order.lines.indices) : fact.lines
            let minor = lines.reduce(0) { $0 + order.lines[$1].amountMinor }
            let operation = "\(order.number).\(index)"
            switch fact.kind {
            case .shipped, .lineShipped:
                hold.capturedMinor += minor
                hold.openMinor -= minor
                tell(.captured, order, fact.atNs, minor, operation: operation)
            case .cancelled, .lineCancelled:
                hold.returnedMinor += minor
                hold.openMinor -= minor
                if fact.lines.isEmpty { reading.told[order.number].cancelledNs = fact.atNs }
                for line in fact.lines {
                    reading.told[order.number].lineCancelledNs[line] = fact.atNs
                }
                tell(.released, order, fact.atNs, minor, "ORDER_CANCELLED", operation: operation)
            case .returnReceived:
                hold.refundedMinor = hold.capturedMinor
                tell(.refunded, order, fact.atNs, hold.capturedMinor, operation: operation)
            default: break
            }
        }
        if hold.openMinor > 0 {
            let isSilent = !order.isAttended
            let atNs = isSilent ? order.placedNs + world.shape.silentAfterNs : endNs
            tell(.noticed, order, atNs - 2 * Span.dayNs, 0)
            tell(
                isSilent ? .released : .expired, order, atNs, hold.openMinor,
                isSilent ? "ORDER_SILENT" : "TTL_EXPIRED")
            hold.returnedMinor += hold.openMinor
            hold.openMinor = 0
        }
        reading.holds[order.number] = hold
    }

    mutating func tell(
        _ kind: WorldEvent.Kind, _ order: WorldOrder, _ atNs: Int64, _ minor: Int64,
        _ reason: String = "", operation: String = "", expiresNs: Int64? = nil
    ) {
        reading.events.append(
            WorldEvent(
                kind: kind, order: order.number, atNs: atNs, amountMinor: minor, reason: reason,
                operation: operation, expiresNs: expiresNs))
    }
}
