import SluiceCore

/// Puts statements into words.
public struct Wordsmith: Sendable {
    public var addressee: Addressee
    public var currency: Currency
    public var clock: LocalClock

    public init(_ addressee: Addressee, currency: Currency, clock: LocalClock) {
        self.addressee = addressee
        self.currency = currency
        self.clock = clock
    }

    /// The sentence with its places filled; a place without a slot stays as it is, which a test finds.
    public func text(_ statement: Statement) -> String {
        let template = Catalogue.said(statement.sentence, to: addressee.audience)
            .text(in: addressee.language)
        var text = ""
        var rest = template[...]
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            text += rest[..<start]
            let name = rest[rest.index(after: start)..<end]
            text += word(SlotName(rawValue: String(name)), statement.slots) ?? "{\(name)}"
            rest = rest[rest.index(after: end)...]
        }
        return text + rest
    }

    private func word(_ name: SlotName?, _ slots: Slots) -> String? {
        switch name {
        case .amount: slots.amount.map(amount)
        case .time: slots.time.map(clock.text)
        case .until: slots.until.map(clock.text)
        case .actor: slots.actor.map { said(Catalogue.said($0, to: addressee.audience)) }
        case .action: slots.action.map { said(Catalogue.said($0, to: addressee.audience)) }
        case .cause: slots.cause.map { said(Catalogue.said($0, to: addressee.audience)) }
        case .fact: slots.fact.map { said(Catalogue.said($0, to: addressee.audience)) }
        case nil: nil
        }
    }

    private func said(_ said: Said) -> String { said.text(in: addressee.language) }

    private func amount(_ amount: Money) -> String {
        let exponent = ISO4217.exponent(of: currency.code) ?? 0
        return "\(currency.code) " + DecimalText.format(minor: amount.minor, exponent: exponent)
    }
}

/// The places that sentences have.
public enum SlotName: String, Sendable, CaseIterable {
    case amount
    case time
    case until
    case actor
    case action
    case cause
    case fact
}
