import SluiceCore

/// Reads the fields of a binary batch where they lie; every fault names the command and the field.
///
/// A merchant or a currency that is that of the command before is not read again: most batches are
/// of one shop.
struct BatchReader {
    private let bytes: [UInt8]
    private var offset = 0
    /// The command being read.
    var index = 0
    private var merchant = Repeated<String>()
    private var currency = Repeated<Currency>()

    /// A value with the bytes it was read from.
    private struct Repeated<Value> {
        var range = 0..<0
        var value: Value?
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    func fault(
        _ field: String, _ detail: String, _ code: ProblemCode = .invalidField
    ) -> FieldError {
        FieldError(code: code, field: Batch.path(index, field), detail: detail)
    }

    private mutating func take(_ count: Int, _ field: String) throws(FieldError) -> Range<Int> {
        guard count <= bytes.count - offset else { throw fault(field, "The body ends here.") }
        defer { offset += count }
        return offset..<offset + count
    }

    mutating func integer<Value: FixedWidthInteger>(
        _ field: String, _: Value.Type = Value.self
    ) throws(FieldError) -> Value {
        let range = try take(MemoryLayout<Value>.size, field)
        return bytes.withUnsafeBytes {
            Value(bigEndian: $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Value.self))
        }
    }

    // MARK: Names

    mutating func name(_ field: String) throws(FieldError) -> String {
        let length = try integer(field, UInt8.self)
        return try name(field, at: try take(Int(length), field))
    }

    mutating func optionalName(_ field: String) throws(FieldError) -> String? {
        let length = try integer(field, UInt8.self)
        guard length > 0 else { return nil }
        return try name(field, at: try take(Int(length), field))
    }

    private func name(_ field: String, at range: Range<Int>) throws(FieldError) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw fault(field, "A name is UTF-8.")
        }
        if let detail = FieldRules.identifierFault(text) { throw fault(field, detail) }
        return text
    }

    mutating func merchant(_ field: String) throws(FieldError) -> String {
        if let merchant = try optionalMerchant(field) { return merchant }
        throw fault(field, "The field is required.", .missingField)
    }

    mutating func optionalMerchant(_ field: String) throws(FieldError) -> String? {
        let length = try integer(field, UInt8.self)
        guard length > 0 else { return nil }
        let range = try take(Int(length), field)
        if let known = merchant.value, equal(range, merchant.range) { return known }
        merchant = Repeated(range: range, value: try name(field, at: range))
        return merchant.value
    }

    private func equal(_ range: Range<Int>, _ other: Range<Int>) -> Bool {
        bytes[range].elementsEqual(bytes[other])
    }

    mutating func code(_ field: String) throws(FieldError) -> Code {
        let length = try integer(field, UInt8.self)
        let range = try take(Int(length), field)
        let text = String(decoding: bytes[range], as: UTF8.self)
        guard let code = Code(text) else {
            throw fault(field, FieldRules.codeFault(text) ?? "A code is needed.")
        }
        return code
    }

    // MARK: Values

    mutating func amount(_ field: String, from least: Int64 = 1) throws(FieldError) -> Money {
        let minor = try integer(field, Int64.self)
        guard (least...APILimits.amountMinorMax).contains(minor) else {
            throw fault(
                field, "The number lies between \(least) and \(APILimits.amountMinorMax).",
                .numberOutOfRange)
        }
        return Money(minor: minor)
    }

    mutating func currency(_ field: String) throws(FieldError) -> Currency {
        let range = try take(3, field)
        if let known = currency.value, equal(range, currency.range) { return known }
        let text = String(decoding: bytes[range], as: UTF8.self)
        guard ISO4217.exponent(of: text) != nil, let value = Currency(text) else {
            throw fault(field, "An active currency of ISO 4217 is needed, such as CNY.")
        }
        currency = Repeated(range: range, value: value)
        return value
    }

    mutating func reason(
        _ field: String, among reasons: [Reason]
    ) throws(FieldError) -> Reason {
        guard let reason = Reason(rawValue: try integer(field)), reasons.contains(reason) else {
            let choices = reasons.map(\.code).joined(separator: ", ")
            throw fault(field, "One of these is needed: \(choices).")
        }
        return reason
    }

    mutating func count(_ field: String) throws(FieldError) -> Int {
        let count = Int(try integer(field, UInt16.self))
        guard (1...APILimits.linesMax).contains(count) else {
            throw fault(field, "The array has 1 to \(APILimits.linesMax) elements.")
        }
        return count
    }
}
