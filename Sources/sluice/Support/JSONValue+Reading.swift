import SluiceAPI

/// What an answer of an engine says; nil or empty where it says something else.
extension JSONValue {
    subscript(name: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.name == name }?.value ?? .null
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Int64? { if case .integer(let number) = self { number } else { nil } }
    var isTrue: Bool { self == .bool(true) }
    var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
}
