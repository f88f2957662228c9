import SluiceCore

/// Puts statements into words.
public struct Wordsmith: Sendable {
    public let addressee: Addressee
    private let amount: @Sendable (Money) -> String
    private let time: @Sendable (Instant) -> String

    /// Tells amounts and times as programs too can read them: `CNY 219.00`, `2026-11-28 18:00 +08:00`.
    public init(_ addressee: Addressee, currency: Currency, clock: LocalClock) {
        let exponent = ISO4217.exponent(of: currency.code) ?? 0
        self.init(
            addressee,
            amount: {
                "\(currency.code) " + DecimalText.format(minor: $0.minor, exponent: exponent)
            }, time: clock.text)
    }

    /// Tells amounts and times as a page does.
    public init(
        _ addressee: Addressee, amount: @escaping @Sendable (Money) -> String,
        time: @escaping @Sendable (Instant) -> String
    ) {
        self.addressee = addressee
        self.amount = amount
        self.time = time
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
        case .time: slots.time.map(time)
        case .until: slots.until.map(time)
        case .actor: slots.actor.map { said(Catalogue.said($0, to: addressee.audience)) }
        case .action: slots.action.map { said(Catalogue.said($0, to: addressee.audience)) }
        case .cause: slots.cause.map { said(Catalogue.said($0, to: addressee.audience)) }
        case .fact: slots.fact.map { said(Catalogue.said($0, to: addressee.audience)) }
        case nil: nil
        }
    }

    private func said(_ said: Said) -> String { said.text(in: addressee.language) }
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
