import SluiceCore
import SluiceRisk

@testable import sluice

/// A desk whose persons waste no time, as the desk of an engine hands out.
extension PerfectEngine {
    mutating func playDesk() {
        guard let rush = world.shape.rush, let rules = try? DeskFile.parse(rush.desk, of: "desk")
        else { return }
        reading.desk = WorldDesk(
            persons: rush.persons,
            tiers: Dictionary(
                uniqueKeysWithValues: RiskTier.allCases.map { tier in
                    (
                        tier,
                        WorldDesk.Tier(
                            weight: rules.rule(of: tier).weight,
                            waitMaxNs: rules.waitMaxNs(tier) ?? 0)
                    )
                }))
        let orders = world.orders.filter { $0.brings != nil }
        let waits = DeskSimulation.waits(
            orders.map { order in
                let brought = order.brings!
                return DeskSimulation.Case(
                    arrival: Instant(ns: brought.atNs), tier: brought.tier,
                    merchant: MerchantKey(high: 1, low: UInt64(order.merchant)),
                    deadline: Instant(ns: brought.atNs + Span.dayNs))
            }, rules)
        for (order, waitNs) in zip(orders, waits) { play(order, order.brings!, waitNs) }
        reading.desk?.looks.sort { $0.atNs < $1.atNs }
    }

    private mutating func play(_ order: WorldOrder, _ brought: WorldCase, _ waitNs: Int64) {
        var hold = WorldHold()
        reading.locked.insert(order.number)
        tell(.placed, order, order.placedNs, order.amountMinor, expiresNs: .max / 2)
        tell(.reviewOpened, order, brought.atNs, 0)
        let takenNs = brought.atNs + waitNs
        reading.desk?.looks.append(WorldDesk.Look(order: order.number, atNs: takenNs))
        let decidedNs = takenNs + WorldRush.caseNs
        let operation = WorldDesk.decision + "\(order.number)"
        if brought.isToBeReleased {
            hold.returnedMinor = order.amountMinor
            tell(.released, order, decidedNs, order.amountMinor, operation: operation)
        } else {
            tell(.reviewClosed, order, decidedNs, 0, operation: operation)
            hold.capturedMinor = order.amountMinor
            tell(.captured, order, order.facts.last!.atNs, order.amountMinor)
        }
        if brought.kind == .calledBack { reading.told[order.number].cancelledNs = brought.atNs }
        reading.holds[order.number] = hold
    }
}
