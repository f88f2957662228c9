import SluiceCore
import Testing

@testable import sluice

/// The truth of a world, and what is said of it.
@Suite("a world, its truth") struct WorldTests {
    private static func world(_ faults: WorldFaults = WorldFaults(), seed: UInt64 = 7) -> World {
        World(
            WorldShape(
                seed: seed, orders: 4_000, merchants: 2, shoppers: 100, faults: [faults]))
    }

    @Test("the same seed makes the same world, another one another")
    func seeds() {
        let faults = WorldFaults(
            lost: 10, late: 10, doubled: 10, reordered: 10, contradictory: 10, silent: 10)
        let (one, again) = (Self.world(faults), Self.world(faults))
        #expect(one.orders == again.orders)
        #expect((0..<4_000).allSatisfy { one.telling(of: $0) == again.telling(of: $0) })
        let other = Self.world(faults, seed: 8)
        #expect(zip(one.orders, other.orders).filter { $0 == $1 }.isEmpty)
    }

    @Test("an order ends in one way, in the order of its times, within the world")
    func truth() {
        let world = Self.world()
        var kinds: [FactKind: Int] = [:]
        for order in world.orders {
            for fact in order.facts { kinds[fact.kind, default: 0] += 1 }
            #expect(zip(order.facts, order.facts.dropFirst()).allSatisfy { $0.atNs <= $1.atNs })
            #expect(order.lines.allSatisfy { $0.shippedNs == nil || $0.cancelledNs == nil })
            #expect(order.placedNs < world.shape.spanNs)
            #expect(order.facts.allSatisfy { $0.atNs >= order.placedNs })
        }
        let expected: [FactKind] = [
            .created, .paid, .shipped, .lineShipped, .lineCancelled, .cancelled, .delivered,
            .returnRequested, .returnShipped, .returnReceived,
        ]
        #expect(Set(kinds.keys) == Set(expected))
        #expect(kinds.values.allSatisfy { $0 > 50 }, "\(kinds)")
    }

    @Test("without faults all is said, once, at once, first things first")
    func faultless() {
        let world = Self.world()
        for order in world.orders {
            let telling = world.telling(of: order.number)
            #expect(telling.lost.isEmpty && telling.messages.map(\.fact) == order.facts)
            #expect(
                telling.messages.allSatisfy {
                    (1...30).contains(($0.dueNs - $0.fact.atNs) / Span.secondNs)
                })
        }
    }

    /// What is said of all orders of a world.
    private struct Said {
        var facts = 0
        var messages: [WorldMessage] = []
        var lost = 0
        var silent = 0

        init(_ world: World) {
            for order in world.orders {
                let telling = world.telling(of: order.number)
                facts += order.facts.count
                messages += telling.messages
                if telling.isSilent { silent += 1 } else { lost += telling.lost.count }
            }
        }

        func count(_ fault: WorldFault) -> Int { messages.count { $0.fault == fault } }
    }

    @Test(
        "each fault occurs as often as is stated",
        arguments: [WorldFault.lost, .late, .doubled, .reordered, .contradictory, .silent])
    func rates(fault: WorldFault) {
        var faults = WorldFaults()
        switch fault {
        case .lost: faults.lost = 20
        case .late: faults.late = 20
        case .doubled: faults.doubled = 20
        case .reordered: faults.reordered = 20
        case .contradictory: faults.contradictory = 20
        default: faults.silent = 20
        }
        let world = Self.world(faults)
        let said = Said(world)
        let (found, of) =
            switch fault {
            case .lost: (said.lost, said.facts)
            case .silent: (said.silent, world.orders.count)
            case .contradictory:
                (
                    said.count(fault),
                    world.orders.count { order in order.facts.contains { $0.kind == .shipped } }
                )
            // The last message of an order has none to come after.
            case .reordered: (said.count(fault), said.facts - world.orders.count)
            default: (said.count(fault), said.facts)
            }
        let percent = 100 * Double(found) / Double(of)
        #expect(abs(percent - 20) < 2, "\(fault): \(percent) % of \(of)")
    }

    @Test("a dead feed says nothing in its hours, and then all it owes, first things first")
    func dead() {
        let hours = 55 * Span.hourNs..<57 * Span.hourNs
        let said = Said(Self.world(WorldFaults(dead: hours)))
        let held = said.messages.filter { $0.fault == .dead }
        #expect(held.count > 20)
        #expect(said.messages.allSatisfy { !hours.contains($0.dueNs) })
        #expect(
            held.allSatisfy {
                $0.dueNs >= hours.upperBound && $0.dueNs <= hours.upperBound + 5 * Span.minuteNs
            })
        let fresh = said.messages.filter { $0.fault == nil && $0.dueNs >= hours.upperBound }
        #expect(fresh.map(\.dueNs).min()! >= held.map(\.dueNs).max()!)
        let byFact = held.sorted { $0.fact.atNs < $1.fact.atNs }
        #expect(byFact.last!.dueNs - byFact.first!.dueNs > 4 * Span.minuteNs)
    }

    @Test("a flood says again at once what was said within the silent span before")
    func flood() {
        let at = 8 * Span.dayNs
        let said = Said(Self.world(WorldFaults(floodAtNs: at)))
        let before = said.messages.filter {
            $0.fault != .flood && $0.dueNs < at && $0.dueNs >= at - 5 * Span.dayNs
        }
        let flood = said.messages.filter { $0.fault == .flood }
        #expect(flood.count == before.count && flood.count > 1_000)
        #expect(flood.allSatisfy { $0.dueNs == at })
        #expect(Set(flood.map(\.id)) == Set(before.map(\.id)))
    }

    @Test("a merchant answers a notice: it is at work, and what it knows if it cannot be asked")
    func answers() {
        var shape = Self.world().shape
        shape.merchants = 4
        let world = World(shape)
        for isAsked in [true, false] {
            let order = world.orders.first {
                WorldShape.isAsked($0.merchant) == isAsked
                    && $0.facts.contains { $0.kind == .shipped }
            }!
            let shippedNs = order.lines[0].shippedNs!
            let before = world.answer(toNoticeOf: order.number, at: shippedNs - 1, count: 1)
            #expect(before.map(\.fact.kind) == (isAsked ? [.paid] : [.created, .paid, .paid]))
            let after = world.answer(
                toNoticeOf: order.number, at: order.facts.last!.atNs, count: 2)
            #expect(after.map(\.fact) == (isAsked ? [] : order.facts))
            let said = world.telling(of: order.number).messages.map(\.id)
            #expect(Set(after.map(\.id)).isSubset(of: said))
        }
        let forgotten = world.orders.first { !$0.isAttended }!
        #expect(world.answer(toNoticeOf: forgotten.number, at: .max, count: 1).isEmpty)
    }

    @Test("a file of faults is read, or refused with its line")
    func files() throws {
        let text = """
            merchants:
              - {lost: 30, reordered: 20, flapping: 50}
              - late: 10
                flood: 40h
                dead: {from: 20h, for: 2h}
            """
        #expect(
            try [WorldFaults].parse(text, of: "f")
                == [
                    WorldFaults(lost: 30, reordered: 20, flapping: 50),
                    WorldFaults(
                        late: 10, floodAtNs: 40 * Span.hourNs,
                        dead: 20 * Span.hourNs..<22 * Span.hourNs),
                ])
        let wrong: [(text: String, line: Int, says: String)] = [
            ("merchants:\n  - lots: 3", 2, "did you mean `lost`?"),
            ("merchants:\n  - late: 1\n    lost: 101", 3, "from 0 to 100"),
            ("merchants:\n  - dead: {from: soon, for: 2h}", 2, "span"),
            ("shops: []", 1, "unknown key"),
        ]
        for (text, line, says) in wrong {
            do throws(MappingError) {
                _ = try [WorldFaults].parse(text, of: "f")
                Issue.record("taken: \(text)")
            } catch {
                #expect(error.line == line && error.message.contains(says), "\(error)")
            }
        }
        #expect(throws: MappingError.self) { try [WorldFaults].load("nobody") }
    }
}
