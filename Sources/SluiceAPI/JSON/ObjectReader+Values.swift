extension ObjectReader {
    /// An integer within `range`.
    ///
    /// Errors: `invalid_field` for what is no number, `number_out_of_range` beyond the range.
    public mutating func integer(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(FieldError) -> Int64 {
        try required(try optionalInteger(name, in: range), name)
    }

    public mutating func optionalInteger(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(FieldError) -> Int64? {
        guard let value = take(name) else { return nil }
        guard case .integer(let number) = value else {
            throw wrongKind(name, needed: "An integer", found: value)
        }
        guard range.contains(number) else {
            throw fault(
                .numberOutOfRange, name,
                "The number lies between \(range.lowerBound) and \(range.upperBound).")
        }
        return number
    }

    /// An amount in minor units, from nothing to 2^53 − 1 unless `range` is narrower.
    public mutating func amount(
        _ name: String, in range: ClosedRange<Int64> = 0...APILimits.amountMinorMax
    ) throws(FieldError) -> Int64 {
        try required(try optionalAmount(name, in: range), name)
    }

    public mutating func optionalAmount(
        _ name: String, in range: ClosedRange<Int64> = 0...APILimits.amountMinorMax
    ) throws(FieldError) -> Int64? {
        let limits = -APILimits.amountMinorMax...APILimits.amountMinorMax
        return try optionalInteger(name, in: range.clamped(to: limits))
    }

    public mutating func bool(_ name: String) throws(FieldError) -> Bool {
        try required(try optionalBool(name), name)
    }

    public mutating func optionalBool(_ name: String) throws(FieldError) -> Bool? {
        guard let value = take(name) else { return nil }
        guard case .bool(let flag) = value else {
            throw wrongKind(name, needed: "A boolean", found: value)
        }
        return flag
    }

    /// An object, to be read and finished by itself.
    public mutating func object(_ name: String) throws(FieldError) -> ObjectReader {
        try required(try optionalObject(name), name)
    }

    public mutating func optionalObject(_ name: String) throws(FieldError) -> ObjectReader? {
        guard let value = take(name) else { return nil }
        return try ObjectReader(value, path: FieldPath.member(name, in: path))
    }

    /// An array of objects, each to be read and finished by itself.
    public mutating func array(
        _ name: String, count: ClosedRange<Int>
    ) throws(FieldError) -> [ObjectReader] {
        try required(try optionalArray(name, count: count), name)
    }

    public mutating func optionalArray(
        _ name: String, count: ClosedRange<Int>
    ) throws(FieldError) -> [ObjectReader]? {
        guard let value = take(name) else { return nil }
        return try Self.list(value, path: FieldPath.member(name, in: path), count: count)
    }

    /// One string, or an array of them, as a JSON Web Token names whom it is for.
    public mutating func stringOrStrings(
        _ name: String, count: ClosedRange<Int>, maxBytes: Int
    ) throws(FieldError) -> [String] {
        var elements = [try required(take(name), name)]
        if case .array(let several) = elements[0] { elements = several }
        guard count.contains(elements.count) else {
            throw fault(
                .invalidField, name,
                "The array has \(count.lowerBound) to \(count.upperBound) elements.")
        }
        var strings: [String] = []
        for element in elements {
            guard case .string(let text) = element, text.utf8.count <= maxBytes else {
                throw fault(
                    .invalidField, name, "They are strings of at most \(maxBytes) bytes.")
            }
            strings.append(text)
        }
        return strings
    }

    /// An array of strings of at most 64 bytes each.
    public mutating func optionalStrings(
        _ name: String, count: ClosedRange<Int>
    ) throws(FieldError) -> [String]? {
        guard let value = take(name) else { return nil }
        guard case .array(let elements) = value else {
            throw wrongKind(name, needed: "An array", found: value)
        }
        var strings: [String] = []
        for element in elements {
            guard case .string(let text) = element, text.utf8.count <= 64,
                elements.count <= count.upperBound
            else {
                throw fault(
                    .invalidField, name,
                    "It has \(count.lowerBound) to \(count.upperBound) strings of at most 64 bytes."
                )
            }
            strings.append(text)
        }
        guard count.contains(strings.count) else {
            throw fault(
                .invalidField, name,
                "The array has \(count.lowerBound) to \(count.upperBound) elements.")
        }
        return strings
    }
}
