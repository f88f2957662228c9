import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

/// Every state, overlay and cause that random histories reach, to every audience, in both languages.
@Suite("explanations of random histories")
struct ExplanationTests {
    @Test("slots are read back from both languages, equal to each other and to the history")
    func random() {
        var judge = ExplanationJudge()
        for seed in UInt64(1)...60 {
            var history = HeldHistory(seed: seed)
            for round in 0..<3 {
                for _ in 0..<60 { history.step() }
                // Later rounds meet the same holds again, further on.
                for key in history.histories.holds.suffix(8) {
                    guard let source = ExplanationSource(key, in: history) else { continue }
                    for audience in Audience.allCases {
                        let faults = judge.faults(source, to: audience)
                        guard faults.isEmpty else {
                            Issue.record("seed \(seed), round \(round): \(faults)")
                            return
                        }
                    }
                }
            }
        }
        // What is seldom reached, and what others add, is in the table below.
        let seldom: Set<Sentence> = [
            .likely, .queued, .split, .splitAt, .lineCut, .toldAt, .keptTold, .missedTold,
            .confirmInApp,
        ]
        #expect(Set(HoldStatus.allCases).subtracting(judge.statuses).isSubset(of: [.split]))
        #expect(Set(Sentence.allCases).subtracting(judge.sentences).isSubset(of: seldom))
        #expect(judge.causes.count > 45, "\(judge.causes.count) causes")
        #expect(judge.explained > 3_000, "\(judge.explained) explained")
    }

    @Test("every state with every overlay, and with every cause, to every audience")
    func table() throws {
        var judge = ExplanationJudge()
        var sources: [HoldStatus: ExplanationSource] = [:]
        for seed in UInt64(1)...1_000 where sources.count < HoldStatus.allCases.count {
            var history = HeldHistory(seed: seed)
            for _ in 0..<150 { history.step() }
            for key in history.histories.holds {
                guard let source = ExplanationSource(key, in: history) else { continue }
                sources[source.hold.status] = source
            }
        }
        for status in HoldStatus.allCases {
            var source = try #require(sources[status], "\(status) is not reached")
            source.expectation = ExplanationSource.Expectation(
                likelyAt: source.asOf, latestAt: source.hold.expiresAt)
            source.confirmBy = source.hold.expiresAt
            var variants: [ExplanationSource] = []
            for spanNs in [0, Span.dayNs] {
                var other = source
                let isOpen = source.hold.endedAt == .never
                let end = (isOpen ? source.asOf : source.hold.endedAt).adding(spanNs: -spanNs)
                other.told = [
                    ExplanationSource.ToldAt(
                        time: source.hold.placedAt,
                        told: Told(
                            p50: end, p80: end, p90: end, latest: end, billedBasisPoints: nil))
                ]
                variants.append(other)
            }
            for kind in OverlayKind.allCases where status.isLive || kind == .placementReview {
                guard (status == .pending) == (kind == .placementReview) else { continue }
                var other = source
                other.hold.overlays = [
                    OverlayDocument(
                        id: nil,
                        overlay: Overlay(
                            kind: kind, key: .none, since: source.hold.placedAt,
                            until: source.asOf, hardStop: source.asOf, reason: .repairCapped))
                ]
                variants.append(other)
            }
            // What an audience is not shown changes nothing that it is told.
            for variant in variants {
                for audience in Audience.allCases {
                    guard let kind = variant.hold.overlays.first?.overlay.kind,
                        kind != .placementReview, !kind.isShown(to: audience)
                    else { continue }
                    var bare = variant
                    bare.hold.overlays = []
                    #expect(
                        Explanation(variant, for: audience).statements
                            == Explanation(bare, for: audience).statements,
                        "\(kind) to \(audience)")
                }
            }
            for reason in Reason.allCases {
                var other = source
                other.hold.reason = reason
                other.steps[other.steps.count - 1].reason = reason
                variants.append(other)
            }
            for variant in variants {
                for audience in Audience.allCases {
                    let faults = judge.faults(variant, to: audience)
                    #expect(faults.isEmpty, "\(status), \(audience)")
                }
            }
        }
        #expect(judge.overlays == Set(OverlayKind.allCases))
        #expect(judge.causes == Set(Reason.allCases))
        #expect(
            judge.sentences.isSuperset(of: [
                .likely, .queued, .split, .toldAt, .keptTold, .missedTold,
            ]))
    }

    @Test("lock time is exact, and to others than staff what the lender took is one")
    func lockTime() throws {
        for seed in UInt64(1)...20 {
            var history = HeldHistory(seed: seed)
            for _ in 0..<200 { history.step() }
            for key in history.histories.holds {
                guard let source = ExplanationSource(key, in: history),
                    let lockTime = source.lockTime
                else { continue }
                for audience in Audience.allCases {
                    var writer = JSONWriter(for: audience)
                    lockTime.write(to: &writer, in: .english)
                    let document = try JSONReader.read(writer.bytes)
                    let shares = document["shares"].elements
                    let codes = shares.compactMap { $0["cause"].text }
                    #expect(Set(codes).count == codes.count)
                    #expect(
                        shares.reduce(0) { $0 + ($1["ms"].number ?? 0) }
                            == document["total_ms"].number, "seed \(seed)")
                    if audience == .merchant {
                        #expect(Set(codes).isSubset(of: ["order", "outside", "lender"]))
                    }
                    if audience == .consumer {
                        #expect(!codes.contains("law") && !codes.contains("ourselves"))
                    }
                }
            }
        }
    }

    @Test("changing one event changes the text")
    func oneEvent() {
        let words = Language.allCases.map {
            Wordsmith(Addressee(.staff, $0), currency: .yuan, clock: ExplanationJudge.clock)
        }
        func texts(_ source: ExplanationSource) -> [[String]] {
            let statements = Explanation(source, for: .staff).statements
            return words.map { statements.map($0.text) }
        }
        var changed = 0
        for seed in UInt64(1)...16 {
            var history = HeldHistory(seed: seed)
            for _ in 0..<150 { history.step() }
            for key in history.histories.holds {
                guard let source = ExplanationSource(key, in: history) else { continue }
                let before = texts(source)
                for (index, step) in source.steps.enumerated() where step.kind != .refused {
                    for change in 0..<3 {
                        var other = source
                        switch change {
                        case 0: other.steps[index].time = step.time.adding(spanNs: Span.hourNs)
                        case 1:
                            other.steps[index].reason =
                                step.reason == .chargeback
                                ? .delivered : .chargeback
                        default:
                            guard let amount = step.amount else { continue }
                            other.steps[index].amount = Money(minor: amount.minor + 1)
                        }
                        let after = texts(other)
                        #expect(
                            after[0] != before[0] && after[1] != before[1],
                            "seed \(seed), \(step.kind), change \(change)")
                        changed += 1
                    }
                }
                for index in source.facts.indices where !source.facts[index].isParked {
                    var other = source
                    other.facts[index].occurredAt =
                        other.facts[index].occurredAt.adding(spanNs: Span.hourNs)
                    #expect(texts(other) != before, "seed \(seed)")
                    changed += 1
                }
            }
        }
        #expect(changed > 1_000)
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue {
        if case .object(let members) = self {
            return members.first { $0.name == name }?.value ?? .null
        }
        return .null
    }

    fileprivate var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
    fileprivate var number: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }
}
