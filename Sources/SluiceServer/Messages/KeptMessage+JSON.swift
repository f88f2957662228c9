import Foundation
import SluiceAPI
import SluiceCore
import SluiceEngine

extension JSONWriter {
    /// A message as the audience of the writer is told it.
    mutating func message(
        _ kept: KeptMessage, _ naming: Naming, at place: LocalTime, in language: Language
    ) {
        let message = kept.message
        object(.message) { writer in
            writer.member("id", kept.id)
            writer.member("code", message.code.code)
            writer.member("audience", kept.audience.rawValue)
            writer.member("key", message.dedupeKey(for: kept.audience))
            writer.member("time", message.time)
            writer.member("latest", message.latest)
            writer.member("account", naming.account(message.account))
            if !message.hold.isNone { writer.member("hold", naming.hold(message.hold)) }
            if !message.merchant.isNone {
                writer.order(
                    merchant: naming.merchant(message.merchant),
                    number: naming.order(message.order))
            }
            if !message.operation.isNone {
                writer.member("operation", naming.operation(message.operation))
            }
            if message.sequence > 0 {
                writer.member("sequence", OpaqueSequence.encode(message.sequence))
            }
            writer.slots(message.slots, in: language)
            writer.member(
                "text",
                Catalogue.text(of: message, to: kept.audience, in: language, at: place))
            if let overtaken = message.overtaken {
                writer.name("overtaken")
                writer.object { writer in
                    writer.member("at", overtaken.at)
                    writer.member("cause", overtaken.cause.code)
                    writer.member("suppressed", message.isSuppressed)
                }
            }
            if let readAt = kept.readAt { writer.member("read_at", readAt) }
        }
    }

    private mutating func slots(_ slots: MessageSlots, in language: Language) {
        member("currency", slots.currency.code)
        if slots.reason != .none {
            name("reason")
            reason(slots.reason, in: language)
        }
        for slot in MessageSlot.allCases {
            guard let value = slots[slot] else { continue }
            switch slot.kind {
            case .amount, .number: member(slot.code, value)
            case .time: member(slot.code, Instant(ns: value))
            }
        }
    }
}

extension LocalTime {
    /// The lender's own time.
    init(_ engine: Engine) {
        let name = engine.birth.zone
        let zone = TimeZone(identifier: name) ?? .gmt
        self.init(zone: name) { time in
            let seconds = Double(time.ns / Span.secondNs)
            return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)))
        }
    }
}
