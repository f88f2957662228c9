import SluiceAPI

/// Holds documents to a JSON schema (2020-12), as far as ours go: a keyword it does not know is a fault.
///
/// Stricter than the standard: a member that no schema of the object names is a fault too.
struct SchemaCheck {
    private let root: JSONValue
    private(set) var faults: [String] = []

    private init(_ root: JSONValue) { self.root = root }

    /// What is wrong with a document, place by place; nothing if it is as the schema has it.
    static func faults(of document: JSONValue, against schema: JSONValue) -> [String] {
        var check = SchemaCheck(schema)
        check.check(document, schema, "$")
        return check.faults
    }

    /// Keywords that say nothing of what is allowed.
    private static let annotations: Set<String> = [
        "$schema", "$defs", "title", "description", "example", "default",
    ]

    /// - Parameter isWhole: whether no other schema names members of the value.
    private mutating func check(
        _ value: JSONValue, _ schema: JSONValue, _ path: String, isWhole: Bool = true
    ) {
        for name in schema.names where !Self.annotations.contains(name) {
            let rule = schema[name]
            let isMet: Bool =
                switch name {
                case "type": rule.text == value.schemaType
                case "enum": rule.elements.contains(value)
                case "const": rule == value
                case "minimum": value.number.map { $0 >= rule.number ?? 0 } ?? true
                case "maximum": value.number.map { $0 <= rule.number ?? 0 } ?? true
                case "minLength": value.text.map { $0.utf8.count >= rule.number ?? 0 } ?? true
                case "maxLength": value.text.map { $0.utf8.count <= rule.number ?? 0 } ?? true
                case "minItems": value.elements.count >= rule.number ?? 0
                case "maxItems": value.elements.count <= rule.number ?? 0
                case "pattern": value.text.map { Self.matches($0, rule.text ?? "") } ?? true
                case "format": value.text.map { Self.isTime($0, rule.text ?? "") } ?? true
                case "required": Set(rule.elements.compactMap(\.text)).isSubset(of: value.names)
                case "anyOf":
                    rule.elements.contains { option in
                        var other = SchemaCheck(root)
                        other.check(value, option, path)
                        return other.faults.isEmpty
                    }
                case "$ref", "allOf", "properties", "items", "additionalProperties": true
                default: false
                }
            if !isMet {
                faults.append("\(path): \(name) \(String(decoding: rule.bytes, as: UTF8.self))")
            }
        }
        for part in parts(of: schema) { check(value, part, path, isWhole: false) }
        for name in schema["properties"].names where value.names.contains(name) {
            check(value[name], schema["properties"][name], "\(path).\(name)")
        }
        if schema["items"] != .null {
            for (index, element) in value.elements.enumerated() {
                check(element, schema["items"], "\(path)[\(index)]")
            }
        }
        guard isWhole else { return }
        for name in Set(value.names).subtracting(names(of: schema)) {
            faults.append("\(path): no schema has \(name)")
        }
    }

    /// The schemas that hold beside a schema's own words.
    private func parts(of schema: JSONValue) -> [JSONValue] {
        let named = schema["$ref"].text.map { [root["$defs"][String($0.dropFirst(8))]] } ?? []
        return named + schema["allOf"].elements
    }

    private func names(of schema: JSONValue) -> Set<String> {
        parts(of: schema).reduce(into: Set(schema["properties"].names)) {
            $0.formUnion(names(of: $1))
        }
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern) else { return false }
        return text.contains(expression)
    }

    private static func isTime(_ text: String, _ format: String) -> Bool {
        switch format {
        case "date-time": RFC3339.parse(text) != nil
        case "date": CivilDate(text) != nil
        default: false
        }
    }
}

extension JSONValue {
    fileprivate var schemaType: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
