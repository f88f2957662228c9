/// What of a document stands in a cell of a table.
extension JSONValue {
    /// The value at a path such as `order.merchant`, empty where there is none.
    ///
    /// Numbers and flags stand as they are; an array or an object as JSON. A text that a spreadsheet
    /// would take for a formula has an apostrophe before it, which shows as the text.
    public func cell(at path: String) -> String {
        switch value(at: path[...]) {
        case .null: ""
        case .bool(let value): value ? "true" : "false"
        case .integer(let number): String(number)
        case .string(let text): CSVText.harmless(text)
        case let nested: nested.json
        }
    }

    private func value(at path: Substring) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        let parts = path.split(separator: ".", maxSplits: 1)
        guard let found = members.first(where: { $0.name == parts[0] })?.value else { return .null }
        return parts.count == 1 ? found : found.value(at: parts[1])
    }

    /// The text of the value in JSON.
    public var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let number): writer.integer(number)
        case .string(let text): writer.string(text)
        case .array(let elements):
            writer.array { writer in for element in elements { element.write(to: &writer) } }
        case .object(let members):
            writer.object { writer in
                for member in members {
                    writer.name(member.name)
                    member.value.write(to: &writer)
                }
            }
        }
    }
}
