import SluiceAPI
import SluiceCore

/// What explanations and messages say, with amounts and times as all of a page has them.
extension PageWords {
    func smith(_ audience: Audience, _ currency: Currency) -> Wordsmith {
        Wordsmith(Addressee(audience, language), amount: { amount($0, currency) }, time: moment)
    }

    /// What the consumer was sent.
    func text(_ message: Message) -> String {
        Catalogue.text(of: message, to: .consumer, in: language) { slot, value in
            switch slot.kind {
            case .amount: amount(Money(minor: value), message.slots.currency)
            case .time: moment(Instant(ns: value))
            case .number: String(value)
            }
        }
    }

    /// Who said something: a party by its word, a source of messages by its name; nil for what the
    /// merchant was asked for, of which the sentence says so.
    func source(_ source: String?, to audience: Audience) -> String? {
        guard let source, source != PullSource.name else { return nil }
        return Party(rawValue: source).map { said(Catalogue.said($0, to: audience)) } ?? source
    }

    /// Sentences one after another.
    func paragraph(_ sentences: [String]) -> String {
        sentences.joined(separator: language == .chinese ? "" : " ")
    }

    /// A line as a sentence.
    func sentence(_ line: String) -> String { line + (language == .chinese ? "。" : ".") }

    /// A sentence as a heading.
    func heading(_ sentence: String) -> String {
        sentence.hasSuffix("。") || sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }
}
