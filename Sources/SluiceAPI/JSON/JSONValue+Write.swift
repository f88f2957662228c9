extension JSONValue {
    /// The value as it was read, without spaces and without members that are null.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONWriter {
    /// A value that was read; members that are null are left out.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: break
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .string(let text): string(text)
        case .array(let elements):
            array { writer in for element in elements { writer.value(element) } }
        case .object(let members):
            object { writer in
                for member in members where member.value != .null {
                    writer.name(member.name)
                    writer.value(member.value)
                }
            }
        }
    }
}
