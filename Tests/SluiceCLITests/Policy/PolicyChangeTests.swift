import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

@testable import sluice

@Suite("What changes from one policy to another") struct PolicyChangeTests {
    @Test("a key that differs is told once, old and new, with a sentence")
    func one() {
        var next = Policy.standard
        next.scenarios[0].timeToLiveNs = 14 * Span.dayNs
        next.twoPersons.limitRaiseMax = Money(minor: 100)
        next.scenarios.removeLast()
        next.scenarios.append(
            ScenarioPolicy(name: .virtual, timeToLiveNs: Span.dayNs, captureOn: .completed))
        #expect(
            Policy.standard.changes(to: next).map {
                "\($0.key) \($0.old ?? "-") \($0.new ?? "-")"
            } == [
                "scenarios.physical.time_to_live 30d 14d",
                "scenarios.virtual.maximum_age 7d 1d",
                "scenarios.virtual.capture_on delivered completed",
                "two_persons.limit_raise_max - 100",
            ])
        let effects = Policy.standard.changes(to: next).map(\.effect)
        #expect(effects[0].contains("end 14d after their placement"))
        #expect(effects[0].contains("placed before keep 30d"))
        #expect(effects[3].contains("raises limits by 100 minor units"))
        #expect(effects[3].contains("any sum of"))
    }

    @Test("a scenario that comes or goes is one change")
    func scenarios() {
        var next = Policy.standard
        next.scenarios.removeAll { $0.name == .service }
        let gone = Policy.standard.changes(to: next)
        #expect(gone.map(\.key) == ["scenarios.service"])
        #expect(gone[0].new == nil && gone[0].effect.contains("refused"))
        let come = next.changes(to: .standard)
        #expect(come.map(\.key) == ["scenarios.service"])
        #expect(come[0].old == nil && come[0].new?.contains("time_to_live 30d") == true)
    }

    @Test("policies without a change are equal, and changes tell both ways")
    func random() {
        let seed: UInt64 = 0x52
        var source = RandomSource(seed: seed)
        for round in 0..<200 {
            let (left, right) = (source.policy(), source.policy())
            let changes = left.changes(to: right)
            #expect(changes.isEmpty == (left == right), "seed \(seed), round \(round)")
            let back = right.changes(to: left)
            #expect(changes.map(\.key) == back.map(\.key))
            #expect(changes.map(\.old) == back.map(\.new))
            #expect(changes.allSatisfy { !$0.effect.contains("{") && $0.effect.hasSuffix(".") })
            #expect(left.changes(to: left).isEmpty)
        }
    }
}
