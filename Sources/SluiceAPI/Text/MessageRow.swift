import SluiceCore

/// How a message is worded: one for each thing its text can say.
public enum MessageWording: String, Sendable, CaseIterable {
    case locked
    case slipped
    case endsSoon
    case returned
    /// Available rose by less than what was returned, and the text says why.
    case returnedNotHigher
    case refunded
    case refundedNotHigher
    case billed
    case purchaseReview
    case returnReview
    case endMoved
    case reviewMoved
    case limitEnding
    case repaymentBounced
    case lateForced
    case slaAtRisk
    case slaBreached

    public init(_ message: Message) {
        let slots = message.slots
        let isHigher = slots[.rise] == slots[.amount]
        switch message.code {
        case .locked: self = .locked
        case .slipped: self = .slipped
        case .endsSoon: self = .endsSoon
        case .returned: self = isHigher ? .returned : .returnedNotHigher
        case .refunded: self = isHigher ? .refunded : .refundedNotHigher
        case .billed: self = .billed
        case .reviewOpened: self = slots[.purchase] == 1 ? .purchaseReview : .returnReview
        case .promiseMoved: self = slots[.purchase] == nil ? .endMoved : .reviewMoved
        case .limitEnding: self = .limitEnding
        case .repaymentBounced: self = .repaymentBounced
        case .lateForced: self = .lateForced
        case .slaAtRisk: self = .slaAtRisk
        case .slaBreached: self = .slaBreached
        }
    }
}

/// A text of the catalogue with words in braces, each the code of a slot.
public struct MessageRow: Sendable {
    public let wording: MessageWording
    public let audience: Audience
    public let english: String
    public let chinese: String

    init(
        _ wording: MessageWording, _ audience: Audience, _ english: String, _ chinese: String
    ) {
        self.wording = wording
        self.audience = audience
        self.english = english
        self.chinese = chinese
    }

    /// The slots a text names, in order.
    public static func slots(of text: String) -> [String] {
        text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap {
            $0.split(separator: "}", omittingEmptySubsequences: false).first.map(String.init)
        }
    }
}

/// Tells times as a person in the lender's zone reads them, and names the zone.
public struct LocalTime: Sendable {
    private let zone: String
    private let offsetSeconds: @Sendable (Instant) -> Int64

    public init(zone: String, offsetSeconds: @escaping @Sendable (Instant) -> Int64) {
        self.zone = zone
        self.offsetSeconds = offsetSeconds
    }

    public static let utc = LocalTime(zone: "UTC") { _ in 0 }

    /// `2026-11-28 18:00 Asia/Shanghai`.
    public func text(_ time: Instant) -> String {
        let local = time.adding(spanNs: offsetSeconds(time) * Span.secondNs)
        let text = RFC3339.format(local.ns)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) \(zone)"
    }
}

extension Catalogue {
    /// What a message says to one of its audiences, every slot filled in.
    public static func text(
        of message: Message, to audience: Audience, in language: Language, at place: LocalTime
    ) -> String {
        text(of: message, to: audience, in: language) {
            words($0, $1, message.slots.currency, at: place)
        }
    }

    /// The same, with values as somebody else tells them.
    public static func text(
        of message: Message, to audience: Audience, in language: Language,
        _ word: (MessageSlot, Int64) -> String
    ) -> String {
        let wording = MessageWording(message)
        guard let row = messageRows[wording]?[audience] else {
            preconditionFailure("\(wording) has no row for \(audience)")
        }
        let text = language == .chinese ? row.chinese : row.english
        return text.filled { name in
            guard let slot = MessageSlot.allCases.first(where: { $0.code == name }),
                let value = message.slots[slot]
            else { return nil }
            return word(slot, value)
        }
    }

    /// A value as a person reads it: the same in each language.
    public static func words(
        _ slot: MessageSlot, _ value: Int64, _ currency: Currency, at place: LocalTime
    ) -> String {
        switch slot.kind {
        case .amount:
            let exponent = ISO4217.exponent(of: currency.code) ?? 0
            return currency.code + " " + DecimalText.format(minor: value, exponent: exponent)
        case .time: return place.text(Instant(ns: value))
        case .number: return String(value)
        }
    }

    private static let messageRows = Dictionary(grouping: messages, by: \.wording)
        .mapValues { Dictionary(uniqueKeysWithValues: $0.map { ($0.audience, $0) }) }
}

extension String {
    /// The text with what stands for each word in braces; a word that nothing stands for stays.
    public func filled(_ value: (_ word: Substring) -> String?) -> String {
        pieces(value).joined()
    }

    /// The same in pieces: what stands between the words, and what stands for them.
    public func pieces(_ value: (_ word: Substring) -> String?) -> [String] {
        var pieces: [String] = []
        var rest = self[...]
        while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
            let past = rest.index(after: end)
            pieces.append(String(rest[..<start]))
            pieces.append(
                value(rest[rest.index(after: start)..<end]) ?? String(rest[start..<past]))
            rest = rest[past...]
        }
        return pieces + [String(rest)]
    }
}
