import SluiceAPI
import SluiceCore
import SluiceTestKit

/// Looks at explanations and says what is wrong with them; knows what it has seen.
struct ExplanationJudge {
    static let clock = LocalClock { _ in 8 * 3_600 }

    var statuses: Set<HoldStatus> = []
    var overlays: Set<OverlayKind> = []
    var causes: Set<Reason> = []
    var sentences: Set<Sentence> = []
    var explained = 0
    private let readers = Readers()

    /// What is wrong with the explanation for an audience, a line each.
    mutating func faults(_ source: ExplanationSource, to audience: Audience) -> [String] {
        let explanation = Explanation(source, for: audience)
        explained += 1
        statuses.insert(source.hold.status)
        overlays.formUnion(source.hold.overlays.map(\.overlay.kind))
        var faults = Self.facts(explanation)
        for statement in explanation.statements {
            sentences.insert(statement.sentence)
            if let cause = statement.slots.cause { causes.insert(cause) }
            for language in Language.allCases {
                let words = Wordsmith(
                    Addressee(audience, language), currency: source.hold.currency, clock: Self.clock
                )
                let text = words.text(statement)
                let reader = readers.reader(
                    Addressee(audience, language), source.hold.currency)
                let wanted = SentenceReader.Read(statement.slots, to: audience)
                let read = reader.read(text, as: statement.sentence)
                if read != wanted {
                    faults.append("\(text): \(String(describing: read)), not \(wanted)")
                }
                faults += Self.forbidden(text, source.hold, audience)
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
}
