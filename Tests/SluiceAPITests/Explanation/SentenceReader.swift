import SluiceAPI
import SluiceCore

/// Reads the slots of a sentence back from its text, by the catalogue alone.
struct SentenceReader {
    /// What a text says: amounts in minor units, times to the minute, of words the codes that are said so.
    struct Read: Equatable {
        var amount: Int64?
        var timeMinute: Int64?
        var untilMinute: Int64?
        var actor: Set<String>?
        var action: Set<String>?
        var cause: Set<String>?
        var fact: Set<String>?
    }

    let audience: Audience
    let language: Language
    let currency: Currency
    private let actors: [String: Set<String>]
    private let actions: [String: Set<String>]
    private let causes: [String: Set<String>]
    private let facts: [String: Set<String>]

    init(_ addressee: Addressee, currency: Currency) {
        audience = addressee.audience
        language = addressee.language
        self.currency = currency
        func codes<Subject>(
            _ all: [Subject], _ said: (Subject, Audience) -> Said
        ) -> [String: Set<String>] {
            Dictionary(grouping: all.map { said($0, addressee.audience) }) {
                $0.text(in: addressee.language)
            }.mapValues { Set($0.map(\.code)) }
        }
        actors = codes(Party.allCases, Catalogue.said)
        actions = codes(NextAction.allCases, Catalogue.said)
        causes = codes(Reason.allCases, Catalogue.said)
        facts = codes(FactKind.allCases, Catalogue.said)
    }

    /// nil for a text that is not of the sentence.
    func read(_ text: String, as sentence: Sentence) -> Read? {
        let template = Catalogue.said(sentence, to: audience).text(in: language)
        guard let parts = parts(of: text, in: template) else { return nil }
        var read = Read()
        for (name, word) in parts {
            switch name {
            case .amount:
                guard let minor = minor(word) else { return nil }
                read.amount = minor
            case .time, .until:
                guard let minute = minute(word) else { return nil }
                if name == .time { read.timeMinute = minute } else { read.untilMinute = minute }
            case .actor: read.actor = actors[String(word)]
            case .action: read.action = actions[String(word)]
            case .cause: read.cause = causes[String(word)]
            case .fact: read.fact = facts[String(word)]
            }
        }
        return read
    }

    /// What stands in each place of a template.
    private func parts(of text: String, in template: String) -> [(SlotName, Substring)]? {
        var parts: [(SlotName, Substring)] = []
        var pending: SlotName?
        var rest = text[...]
        let pieces = template.split(separator: "{", omittingEmptySubsequences: false)
        for piece in pieces.enumerated() {
            let halves = piece.element.split(
                separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            let literal = piece.offset == 0 ? piece.element : halves[1]
            if piece.offset > 0 {
                guard let name = SlotName(rawValue: String(halves[0])) else { return nil }
                pending = name
            }
            if let name = pending {
                // What stands last has all up to the end of the sentence.
                let end =
                    piece.offset == pieces.count - 1
                    ? rest.index(
                        rest.endIndex, offsetBy: -literal.count, limitedBy: rest.startIndex)
                    : rest.firstRange(of: literal)?.lowerBound
                guard let end else { return nil }
                parts.append((name, rest[..<end]))
                rest = rest[end...]
                pending = nil
            }
            guard rest.hasPrefix(literal) else { return nil }
            rest = rest.dropFirst(literal.count)
        }
        return rest.isEmpty ? parts : nil
    }

    private func minor(_ word: Substring) -> Int64? {
        let halves = word.split(separator: " ")
        guard halves.count == 2, halves[0] == currency.code else { return nil }
        return try? DecimalText.minor(
            halves[1], exponent: ISO4217.exponent(of: currency.code) ?? 0)
    }

    /// Minutes since 1970 of `2026-11-28 18:00 +08:00`.
    private func minute(_ word: Substring) -> Int64? {
        let parts = word.split(separator: " ")
        guard parts.count == 3 else { return nil }
        return RFC3339.parse("\(parts[0])T\(parts[1]):00\(parts[2])").map { $0 / Span.minuteNs }
    }
}

extension SentenceReader.Read {
    /// What a statement must be read as.
    init(_ slots: Slots, to audience: Audience) {
        amount = slots.amount?.minor
        timeMinute = slots.time.map { SentenceReader.Read.minute($0) }
        untilMinute = slots.until.map { SentenceReader.Read.minute($0) }
        actor = slots.actor.map { [Catalogue.said($0, to: audience).code] }
        action = slots.action.map { [Catalogue.said($0, to: audience).code] }
        cause = slots.cause.map { [Catalogue.said($0, to: audience).code] }
        fact = slots.fact.map { [Catalogue.said($0, to: audience).code] }
    }

    private static func minute(_ time: Instant) -> Int64 {
        Int64((Double(time.ns) / Double(Span.minuteNs)).rounded(.down))
    }
}
