import SluiceCore
import Testing

@testable import sluice

/// A judge that finds nothing may look at nothing: each failure is planted into a reading without one.
@Suite("a world, its judge") struct WorldJudgeTests {
    private static let world = World(
        WorldShape(seed: 3, orders: 600, merchants: 2, shoppers: 10_000, faults: [WorldFaults()]))
    private static let right = PerfectEngine(world).reading

    /// The first order that is so.
    private static func order(_ isSo: (WorldOrder) -> Bool) -> Int {
        world.orders.first(where: isSo)!.number
    }

    private static let shipped = order {
        $0.facts.contains { $0.kind == .delivered } && $0.returnedNs == nil
    }
    private static let cancelled = order { $0.facts.contains { $0.kind == .cancelled } }
    private static let forgotten = order { !$0.isAttended }
    private static let tooLate = order {
        ($0.lines[0].shippedNs ?? 0) > $0.placedNs + world.shape.timeToLiveNs
    }

    @Test("what an engine does that hears everything is right")
    func right() {
        let verdict = WorldJudge.verdict(on: Self.right, of: Self.world)
        #expect(verdict.isSound, "\(verdict.failures)")
        #expect(verdict.locked.count == 600 && verdict.billed.count > 300)
        #expect(verdict.shippedAfterEnd.count > 0 && verdict.refunded.count > 10)
        #expect(
            verdict.locked.amountMinor
                == verdict.billed.amountMinor + verdict.returned.amountMinor)
    }

    private struct Plant: CustomTestStringConvertible {
        var what: String
        var failure: WorldFailure
        var amountMinor: Int64?
        var change: @Sendable (inout WorldReading) -> Void

        var testDescription: String { what }

        init(
            _ what: String, _ failure: WorldFailure, _ amountMinor: Int64? = nil,
            _ change: @escaping @Sendable (inout WorldReading) -> Void
        ) {
            self.what = what
            self.failure = failure
            self.amountMinor = amountMinor
            self.change = change
        }
    }

    private static func amount(_ order: Int) -> Int64 { world.orders[order].amountMinor }

    private static let plants: [Plant] = [
        Plant("silent though it had shipped", .wrongRelease, amount(shipped)) {
            $0.returns(shipped, insteadOf: .captured, "ORDER_SILENT", laterNs: 1)
        },
        Plant("silent though it ships later", .wrongRelease, amount(shipped)) {
            $0.returns(shipped, insteadOf: .captured, "ORDER_SILENT", laterNs: -Span.minuteNs)
        },
        Plant("expired though it had shipped", .wrongRelease, amount(shipped)) {
            $0.returns(shipped, insteadOf: .captured, "TTL_EXPIRED", laterNs: Span.hourNs)
        },
        Plant("given back on a word that nobody said", .wrongRelease, amount(shipped)) {
            $0.returns(shipped, insteadOf: .captured, "ORDER_CANCELLED", laterNs: 1)
        },
        Plant(
            "ships after an end that nobody announced", .shipAfterEndWithoutNotice, amount(tooLate)
        ) {
            $0.events.removeAll { $0.order == tooLate && $0.kind == .noticed }
        },
        Plant("one fact captures twice", .doubleMove) {
            $0.events.repeats(shipped, .captured)
        },
        Plant("one cancellation releases twice", .doubleMove) {
            $0.events.repeats(cancelled, .released)
        },
        Plant("billed what was cancelled", .doubleMove, amount(cancelled)) {
            let index = $0.events.index(of: cancelled, .released)
            $0.events[index].kind = .captured
        },
        Plant("refunded what did not come back", .doubleMove, 100) {
            let at = $0.events.last!.atNs
            $0.events.append(
                WorldEvent(kind: .refunded, order: shipped, atNs: at, amountMinor: 100))
        },
        Plant("open after its end", .orphan, amount(forgotten)) {
            $0.events.removeAll { $0.order == forgotten && $0.kind == .released }
            $0.holds[forgotten]!.openMinor = amount(forgotten)
            $0.holds[forgotten]!.returnedMinor = 0
            $0.accounts[world.orders[forgotten].shopper]!.heldMinor += amount(forgotten)
        },
        Plant("ended an hour late", .orphan, amount(tooLate)) {
            let index = $0.events.index(of: tooLate, .expired)
            $0.events[index].atNs += Span.hourNs
        },
        Plant("answered as locked and never seen", .orphan, amount(shipped)) {
            $0.events.removeAll { $0.order == shipped }
            $0.accounts[world.orders[shipped].shopper]!.owedMinor -= amount(shipped)
        },
        Plant("cancelled, told, and let expire", .unheardWord, amount(cancelled)) {
            let index = $0.events.index(of: cancelled, .released)
            $0.events[index].kind = .expired
            $0.events[index].reason = "TTL_EXPIRED"
            $0.events[index].atNs += Span.dayNs
        },
        Plant("declined beside a cancellation that was told", .avoidableDecline, 500) {
            $0.declines(beside: cancelled, of: world)
        },
        Plant("an account that owes a cent more", .books, 1) {
            $0.accounts[5]!.owedMinor += 1
        },
        Plant("a list that differs from the events", .books) {
            $0.holds[shipped]!.capturedMinor -= 1
        },
        Plant("a word that was refused", .refused) { $0.refused["word: ORDER_FULL"] = 1 },
    ]

    @Test("each planted failure is found, and nothing else", arguments: plants)
    private func planted(_ plant: Plant) throws {
        var reading = Self.right
        plant.change(&reading)
        let verdict = WorldJudge.verdict(on: reading, of: Self.world)
        #expect(verdict.count(plant.failure) == 1, "\(verdict.failures)")
        if let amountMinor = plant.amountMinor {
            #expect(verdict.failures[plant.failure]?.sum.amountMinor == amountMinor)
        }
        // A hold that moves twice, or has other events, is in the books too.
        let others = verdict.failures.keys.filter { $0 != plant.failure && $0 != .books }
        #expect(others.isEmpty, "\(verdict.failures)")
    }

    @Test("every kind of failure is planted")
    func all() {
        let planted = Set(Self.plants.map(\.failure))
        #expect(planted.union(WorldDeskTests.planted) == Set(WorldFailure.allCases))
    }

    @Test("a decline beside a cancellation nobody told is counted, and not wrong")
    func untold() {
        var reading = Self.right
        reading.declines(beside: Self.cancelled, of: Self.world)
        reading.told[Self.cancelled].cancelledNs = nil
        let verdict = WorldJudge.verdict(on: reading, of: Self.world)
        #expect(verdict.isSound, "\(verdict.failures)")
        #expect(verdict.avoidableUntold == WorldVerdict.Count(count: 1, amountMinor: 500))
    }

    @Test("one line told to be cancelled does not tell of the others")
    func lineUntold() {
        let order = Self.world.orders.first {
            $0.facts.count { $0.kind == .lineCancelled } > 1
        }!
        var reading = Self.right
        let last = reading.events.lastIndex { $0.order == order.number && $0.kind == .released }!
        // The last of its lines waits a day, untold, and is all that would have covered it.
        let line = order.facts.last { $0.kind == .lineCancelled }!.lines[0]
        reading.told[order.number].lineCancelledNs[line] = nil
        let atNs = reading.events[last].atNs + Span.hourNs
        reading.events[last].atNs += Span.dayNs
        let amountMinor = order.lines[line].amountMinor
        reading.events.append(
            WorldEvent(
                kind: .declined, order: order.number, atNs: atNs, amountMinor: amountMinor,
                reason: "INSUFFICIENT_LIMIT"))
        reading.events.sort { $0.atNs < $1.atNs }
        let verdict = WorldJudge.verdict(on: reading, of: Self.world)
        #expect(verdict.count(.avoidableDecline) == 0 && verdict.avoidableUntold.count == 1)
    }

    @Test("goods that came back before anybody heard that they had shipped may go back")
    func back() {
        let order = Self.world.orders.first { $0.returnedNs != nil }!
        var reading = Self.right
        reading.returns(
            order.number, insteadOf: .captured, "RETURNED_BEFORE_CAPTURE",
            laterNs: order.returnedNs! - order.lines[0].shippedNs!)
        reading.events.removeAll { $0.order == order.number && $0.kind == .refunded }
        reading.holds[order.number]!.refundedMinor = 0
        reading.events.sort { $0.atNs < $1.atNs }
        let verdict = WorldJudge.verdict(on: reading, of: Self.world)
        #expect(verdict.isSound, "\(verdict.failures)")
    }

    @Test("what goes back on a merchant's lie is the merchant's")
    func lies() {
        var reading = Self.right
        reading.returns(
            Self.shipped, insteadOf: .captured, "ORDER_CANCELLED", laterNs: -Span.minuteNs)
        reading.told[Self.shipped].lieNs = 0
        let verdict = WorldJudge.verdict(on: reading, of: Self.world)
        #expect(verdict.onLies.count == 1 && verdict.count(.wrongRelease) == 0)
    }

    @Test("how long after an outage the last silent hold ended is told")
    func outage() {
        let forgotten = Self.world.orders[Self.forgotten]
        let silentNs = forgotten.placedNs + Self.world.shape.silentAfterNs
        var shape = Self.world.shape
        shape.faults = [WorldFaults(dead: silentNs - Span.hourNs..<silentNs + Span.hourNs)]
        var reading = Self.right
        let index = reading.events.index(of: Self.forgotten, .released)
        reading.events[index].atNs = silentNs + Span.hourNs + 7 * Span.minuteNs
        reading.events.insert(
            WorldEvent(kind: .silenced, order: Self.forgotten, atNs: silentNs), at: index)
        let verdict = WorldJudge.verdict(on: reading, of: World(shape))
        #expect(verdict.silentInOutage == 1)
        #expect(verdict.afterOutageNsMax == 7 * Span.minuteNs)
        reading.events[index].kind = .heard
        #expect(WorldJudge.verdict(on: reading, of: World(shape)).silentInOutage == 0)
    }
}

extension [WorldEvent] {
    fileprivate func index(of order: Int, _ kind: WorldEvent.Kind) -> Int {
        firstIndex { $0.order == order && $0.kind == kind }!
    }

    fileprivate mutating func repeats(_ order: Int, _ kind: WorldEvent.Kind) {
        let index = index(of: order, kind)
        var again = self[index]
        again.amountMinor = 0
        insert(again, at: index + 1)
    }
}

extension WorldReading {
    /// Gives back what another event moved.
    fileprivate mutating func returns(
        _ order: Int, insteadOf kind: WorldEvent.Kind, _ reason: String, laterNs: Int64
    ) {
        let index = events.index(of: order, kind)
        events[index].kind = reason == "TTL_EXPIRED" ? .expired : .released
        events[index].reason = reason
        events[index].atNs += laterNs
        let moved = holds[order]!.capturedMinor
        holds[order]!.capturedMinor = 0
        holds[order]!.returnedMinor = moved
    }

    /// Lets a hold wait a day after its cancellation, and a purchase of the same shopper be declined
    /// meanwhile.
    fileprivate mutating func declines(beside order: Int, of world: World) {
        let index = events.index(of: order, .released)
        let cancelledNs = events[index].atNs
        events[index].atNs += Span.dayNs
        // Another order of the world stands for the purchase: it is the shopper that counts.
        let other = world.orders.first {
            $0.shopper == world.orders[order].shopper && $0.number != order
        }
        events.append(
            WorldEvent(
                kind: .declined, order: other?.number ?? order, atNs: cancelledNs + Span.hourNs,
                amountMinor: 500, reason: "INSUFFICIENT_LIMIT", availableMinor: 100))
        events.sort { $0.atNs < $1.atNs }
    }
}
