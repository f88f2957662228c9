extension ObjectReader {
    /// A string of at most `maxBytes` bytes of UTF-8, which may be empty.
    public mutating func string(
        _ name: String, maxBytes: Int
    ) throws(FieldError) -> String {
        try required(try optionalString(name, maxBytes: maxBytes), name)
    }

    public mutating func optionalString(
        _ name: String, maxBytes: Int
    ) throws(FieldError) -> String? {
        guard let text = try optionalText(name) else { return nil }
        guard text.utf8.count <= maxBytes else {
            throw fault(.invalidField, name, "The string has at most \(maxBytes) bytes.")
        }
        return text
    }

    /// An identifier by `FieldRules.identifierFault`.
    public mutating func identifier(_ name: String) throws(FieldError) -> String {
        try required(try optionalIdentifier(name), name)
    }

    public mutating func optionalIdentifier(_ name: String) throws(FieldError) -> String? {
        guard let text = try optionalText(name) else { return nil }
        if let detail = FieldRules.identifierFault(text) {
            throw fault(.invalidField, name, detail)
        }
        return text
    }

    /// A code by `FieldRules.codeFault`.
    public mutating func code(_ name: String) throws(FieldError) -> String {
        try required(try optionalCode(name), name)
    }

    public mutating func optionalCode(_ name: String) throws(FieldError) -> String? {
        guard let text = try optionalText(name) else { return nil }
        if let detail = FieldRules.codeFault(text) { throw fault(.invalidField, name, detail) }
        return text
    }

    /// A time by RFC 3339, in nanoseconds since 1970 UTC.
    public mutating func time(_ name: String) throws(FieldError) -> Int64 {
        try required(try optionalTime(name), name)
    }

    public mutating func optionalTime(_ name: String) throws(FieldError) -> Int64? {
        guard let text = try optionalText(name) else { return nil }
        guard let timeNs = RFC3339.parse(text) else {
            throw fault(
                .invalidField, name,
                "A time by RFC 3339 is needed, such as 2026-11-22T16:40:47.123Z.")
        }
        return timeNs
    }

    private mutating func optionalText(_ name: String) throws(FieldError) -> String? {
        guard let value = take(name) else { return nil }
        guard case .string(let text) = value else {
            throw wrongKind(name, needed: "A string", found: value)
        }
        return text
    }
}
