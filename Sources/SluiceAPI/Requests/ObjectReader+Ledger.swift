import SluiceCore

/// Fields that become values of the ledger.
extension ObjectReader {
    /// An amount in minor units, 1…2^53 − 1 unless `range` is wider.
    mutating func money(
        _ name: String, in range: ClosedRange<Int64> = 1...APILimits.amountMinorMax
    ) throws(FieldError) -> Money {
        Money(minor: try amount(name, in: range))
    }

    mutating func optionalMoney(
        _ name: String, in range: ClosedRange<Int64> = 1...APILimits.amountMinorMax
    ) throws(FieldError) -> Money? {
        try optionalAmount(name, in: range).map { Money(minor: $0) }
    }

    /// An active currency of ISO 4217 that has minor units.
    mutating func currency(_ name: String) throws(FieldError) -> Currency {
        let text = try string(name, maxBytes: 3)
        guard ISO4217.exponent(of: text) != nil, let currency = Currency(text) else {
            throw fault(
                .invalidField, name, "An active currency of ISO 4217 is needed, such as CNY.")
        }
        return currency
    }

    mutating func optionalLedgerCode(_ name: String) throws(FieldError) -> Code? {
        // The rules of `FieldRules.codeFault` are those of `Code`.
        try optionalCode(name).flatMap { Code($0) }
    }

    /// A time from 1970 on.
    mutating func instant(_ name: String) throws(FieldError) -> Instant {
        try required(try optionalInstant(name), name)
    }

    mutating func optionalInstant(_ name: String) throws(FieldError) -> Instant? {
        guard let ns = try optionalTime(name) else { return nil }
        guard ns >= Instant.epoch.ns else {
            throw fault(.numberOutOfRange, name, "Times begin with the year 1970.")
        }
        return Instant(ns: ns)
    }

    /// A text a person wrote, which is kept beside the journal.
    mutating func optionalNote(_ name: String) throws(FieldError) -> String? {
        let text = try optionalString(name, maxBytes: APILimits.stringBytesMax)
        if text?.isEmpty == true {
            throw fault(.invalidField, name, "A text has at least one character.")
        }
        return text
    }

    /// One of a few values, by its word.
    public mutating func word<Value>(
        _ name: String, of values: [Value], _ code: (Value) -> String
    ) throws(FieldError) -> Value {
        try required(try optionalWord(name, of: values, code), name)
    }

    public mutating func optionalWord<Value>(
        _ name: String, of values: [Value], _ code: (Value) -> String
    ) throws(FieldError) -> Value? {
        guard let text = try optionalString(name, maxBytes: APILimits.identifierBytesMax) else {
            return nil
        }
        guard let value = values.first(where: { code($0) == text }) else {
            let choices = values.map(code).joined(separator: ", ")
            throw fault(.invalidField, name, "One of these is needed: \(choices).")
        }
        return value
    }

    /// One of the reasons a request of this kind may give.
    mutating func reason(
        _ name: String, among reasons: [Reason]
    ) throws(FieldError) -> Reason {
        try required(try optionalReason(name, among: reasons), name)
    }

    mutating func optionalReason(
        _ name: String, among reasons: [Reason]
    ) throws(FieldError) -> Reason? {
        guard let text = try optionalString(name, maxBytes: APILimits.identifierBytesMax) else {
            return nil
        }
        guard let reason = Reason(code: text), reasons.contains(reason) else {
            let choices = reasons.map(\.code).joined(separator: ", ")
            throw fault(.invalidField, name, "One of these is needed: \(choices).")
        }
        return reason
    }
}
