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
