import SluiceAPI
import SluiceCore
import Synchronization

@testable import SluiceServer
@testable import sluice

/// The merchants of a world, and what reached the lender of theirs. Safe to use from any thread.
final class AnswerShops: Sendable {
    fileprivate struct State {
        var epoch = Instant.epoch
        var nowNs: Int64 = 0
        var words: [Int: [AnswerTruth.Word]] = [:]
        var ids: Set<String> = []
        var asked = 0
        var failed: Set<Int> = []
    }

    let world: World
    private let state = Mutex(State())

    init(_ world: World) { self.world = world }

    func begin(at epoch: Instant) { state.withLock { $0.epoch = epoch } }
    func pass(to nowNs: Int64) { state.withLock { $0.nowNs = nowNs } }
    func words(of order: Int) -> [AnswerTruth.Word] { state.withLock { $0.words[order] ?? [] } }
    /// Whether a merchant ever failed to answer for an order.
    func hasFailed(_ order: Int) -> Bool { state.withLock { $0.failed.contains(order) } }

    /// Notes a word that the lender has taken; what is said twice is one.
    func tell(_ message: WorldMessage) {
        state.withLock { state in
            guard state.ids.insert(message.id).inserted else { return }
            state.hear(message.fact, of: message.order)
        }
    }

    /// What a merchant shows of an order that it is asked for.
    func show(_ number: String) -> PullAnswer {
        guard let order = WorldShape.number(number).map({ world.orders[$0] }) else {
            return .failed(.refused)
        }
        return state.withLock { state in
            state.asked += 1
            var random = WorldRandom(seed: world.shape.seed, of: state.asked, for: 4)
            guard !random.chance(world.shape.faults(of: order.merchant).flapping) else {
                state.failed.insert(order.number)
                return .failed(.failing)
            }
            let facts = order.facts.filter { $0.atNs <= state.nowNs }
            for fact in facts where !state.knows(fact, of: order.number) {
                state.hear(fact, of: order.number)
            }
            let epoch = state.epoch
            return .view(
                OrderView(
                    isKnown: true,
                    facts: facts.map { fact in
                        OrderView.Fact(
                            kind: fact.kind, occurredAt: epoch.adding(spanNs: fact.atNs),
                            lines: fact.lines.map {
                                NamedLine(line: order.lines[$0].name, amount: nil)
                            })
                    }))
        }
    }

    /// How the lender asks those that have an endpoint.
    var connectors: [Connector] {
        (0..<world.shape.merchants).filter(WorldShape.isAsked).map { index in
            Connector(
                name: "shop-\(index + 1)", version: 1, merchant: WorldShape.merchant(index),
                url: OrderURL("http://127.0.0.1:9/orders/{order}")!,
                limits: Connector.Limits(perSecond: 1_000, atOnce: 8),
                view: OrderViewMapping(rules: []))
        }
    }
}

extension AnswerShops.State {
    fileprivate func knows(_ fact: WorldFact, of order: Int) -> Bool {
        (words[order] ?? []).contains { $0.kind == fact.kind && $0.lines == fact.lines }
    }

    fileprivate mutating func hear(_ fact: WorldFact, of order: Int) {
        words[order, default: []].append(
            AnswerTruth.Word(
                kind: fact.kind, lines: fact.lines, occurredNs: fact.atNs, heardNs: nowNs))
    }
}
