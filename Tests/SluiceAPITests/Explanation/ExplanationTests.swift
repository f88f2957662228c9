import SluiceAPI
import SluiceCore
import SluiceTestKit
import Testing

/// Every state, overlay and cause that random histories reach, to every audience, in both languages.
@Suite("explanations of random histories")
struct ExplanationTests {
    private static let clock = LocalClock { _ in 8 * 3_600 }

    /// What was explained, to be sure that it was much.
    private struct Reached {
        var statuses: Set<HoldStatus> = []
        var overlays: Set<OverlayKind> = []
        var causes: Set<Reason> = []
        var sentences: Set<Sentence> = []
        var explained = 0
    }

    @Test("slots are read back from both languages, equal to each other and to the history")
    func random() {
        var reached = Reached()
        let readers = Readers()
        for seed in UInt64(1)...60 {
            var history = RandomHistory(seed: seed)
            for round in 0..<3 {
                for _ in 0..<60 { history.step() }
                // Later rounds meet the same holds again, further on.
                for key in history.histories.holds.suffix(8) {
                    guard let source = ExplanationSource(key, in: history) else { continue }
                    for audience in Audience.allCases {
                        let faults = Self.faults(source, audience, readers, &reached)
                        guard faults.isEmpty else {
                            Issue.record("seed \(seed), round \(round): \(faults)")
                            return
                        }
                    }
                }
            }
        }
        // What is seldom reached, and what others add, is in the table below.
        let seldom: Set<Sentence> = [.likely, .queued, .split, .splitAt, .lineCut]
        #expect(Set(HoldStatus.allCases).subtracting(reached.statuses).isSubset(of: [.split]))
        #expect(Set(Sentence.allCases).subtracting(reached.sentences).isSubset(of: seldom))
        #expect(reached.causes.count > 45, "\(reached.causes.count) causes")
        #expect(reached.explained > 3_000, "\(reached.explained) explained")
    }

    @Test("every state with every overlay, and with every cause, to every audience")
    func table() throws {
        var reached = Reached()
        let readers = Readers()
        var sources: [HoldStatus: ExplanationSource] = [:]
        for seed in UInt64(1)...1_000 where sources.count < HoldStatus.allCases.count {
            var history = RandomHistory(seed: seed)
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
            source.queuedUntil = source.asOf.adding(spanNs: Span.hourNs)
            var variants: [ExplanationSource] = []
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
                    let faults = Self.faults(variant, audience, readers, &reached)
                    #expect(faults.isEmpty, "\(status), \(audience)")
                }
            }
        }
        #expect(reached.overlays == Set(OverlayKind.allCases))
        #expect(reached.causes == Set(Reason.allCases))
        #expect(reached.sentences.isSuperset(of: [.likely, .queued, .split]))
    }

    /// A reader for each addressee and currency.
    private struct Readers {
        private var readers: [Addressee: [Currency: SentenceReader]] = [:]

        init() {
            for audience in Audience.allCases {
                for language in Language.allCases {
                    let addressee = Addressee(audience, language)
                    readers[addressee] = [:]
                    for currency in [Currency.yuan, .dollar] {
                        readers[addressee]?[currency] = SentenceReader(
                            addressee, currency: currency)
                    }
                }
            }
        }

        func reader(_ addressee: Addressee, _ currency: Currency) -> SentenceReader {
            readers[addressee]?[currency] ?? SentenceReader(addressee, currency: currency)
        }
    }

    private static func faults(
        _ source: ExplanationSource, _ audience: Audience, _ readers: Readers,
        _ reached: inout Reached
    ) -> [String] {
        let explanation = Explanation(source, for: audience)
        reached.explained += 1
        reached.statuses.insert(source.hold.status)
        reached.overlays.formUnion(source.hold.overlays.map(\.overlay.kind))
        var faults = facts(explanation)
        for statement in explanation.statements {
            reached.sentences.insert(statement.sentence)
            if let cause = statement.slots.cause { reached.causes.insert(cause) }
            for language in Language.allCases {
                let words = Wordsmith(
                    Addressee(audience, language), currency: source.hold.currency, clock: clock)
                let text = words.text(statement)
                let reader = readers.reader(
                    Addressee(audience, language), source.hold.currency)
                let wanted = SentenceReader.Read(statement.slots, to: audience)
                let read = reader.read(text, as: statement.sentence)
                if read != wanted {
                    faults.append("\(text): \(String(describing: read)), not \(wanted)")
                }
                faults += forbidden(text, source.hold, audience)
            }
        }
        return faults
    }

    /// Words that an audience, or anybody of such a hold, must not read.
    private static func forbidden(
        _ text: String, _ hold: HoldDocument, _ audience: Audience
    ) -> [String] {
        var words: [String] = []
        if hold.amounts.captured.isPositive { words += ["unlocked", "解锁"] }
        switch audience {
        case .merchant:
            words += ["limit", "risk", "review", "fraud", "misuse", "授信", "风险", "核验", "冻结"]
        case .consumer: words += ["fraud", "misuse", "risk", "authority", "盗用", "风险", "冻结"]
        case .staff: break
        }
        return words.filter { text.lowercased().contains($0) }.map { "\($0) in: \(text)" }
    }

    /// The facts hold what the steps and facts of the history are, and each return says what became of it.
    private static func facts(_ explanation: Explanation) -> [String] {
        var faults: [String] = []
        let told = explanation.statements.filter { $0.sentence.topic == .facts }
        for step in explanation.source.steps where step.kind != .refused {
            let slots = Slots(time: step.time, cause: step.reason)
            let found = told.contains {
                $0.slots.time == slots.time && $0.slots.cause == slots.cause
                    && ($0.slots.amount == step.amount || $0.slots.amount == nil)
            }
            if !found { faults.append("not told: \(step)") }
        }
        for fact in explanation.source.facts where !fact.isParked {
            if !told.contains(where: {
                $0.slots.time == fact.occurredAt && $0.slots.fact == fact.kind
                    && $0.isPulled == fact.isPulled
            }) {
                faults.append("not told: \(fact)")
            }
        }
        for (index, statement) in told.enumerated()
        where statement.sentence == .returnedAt && explanation.audience != .merchant {
            let next = index + 1 < told.count ? told[index + 1] : nil
            let isTold =
                next?.sentence == .availableRose && next?.slots.amount == statement.slots.amount
                || next?.sentence == .lineCut || next?.sentence == .lineUsed
            if !isTold { faults.append("what became of what came back is not told") }
        }
        return faults
    }

    @Test("lock time is exact, and to others than staff what the lender took is one")
    func lockTime() throws {
        for seed in UInt64(1)...20 {
            var history = RandomHistory(seed: seed)
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
            Wordsmith(Addressee(.staff, $0), currency: .yuan, clock: Self.clock)
        }
        func texts(_ source: ExplanationSource) -> [[String]] {
            let statements = Explanation(source, for: .staff).statements
            return words.map { statements.map($0.text) }
        }
        var changed = 0
        for seed in UInt64(1)...16 {
            var history = RandomHistory(seed: seed)
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
