/// Makes the schema (JSON Schema 2020-12) of each type out of those of its members.
public struct EventSchemas: Sendable {
    /// By name, as schemas under `$defs` refer to each other.
    private let parts: [String: JSONValue]

    /// - Parameter json: an object of schemas, among them `Event` and `WebhookBody`.
    public init(json: [UInt8]) throws(JSONError) {
        parts = Dictionary(
            uniqueKeysWithValues: try JSONReader.read(json).members.map { ($0.name, $0.value) })
    }

    /// Whole in itself: what it refers to is in its `$defs`.
    public func schema(of entry: EventEntry) -> JSONValue {
        let body: [JSONValue.Member]
        switch entry.form {
        case .event(let always, let sometimes):
            let names = EventEntry.common + always + sometimes
            let known = part("Event").member("properties").members
            body = [
                .init("required", .strings(EventEntry.common + entry.required(of: always))),
                .init("properties", .object(known.filter { names.contains($0.name) })),
            ]
        case .message(let code):
            body =
                part("WebhookBody").members.filter { $0.name == "required" } + [
                    .init(
                        "properties",
                        .object([
                            .init("type", .object([.init("const", .string(entry.name))])),
                            .init(
                                "timestamp", part("WebhookBody").member("properties", "timestamp")),
                            .init("data", Self.data(of: code)),
                        ]))
                ]
        }
        let used = closure(of: .object(body)).sorted()
        return .object(
            [
                .init("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
                .init("title", .string(entry.name)), .init("type", .string("object")),
            ] + body + [.init("$defs", .object(used.map { .init($0, part($0)) }))])
    }

    private static func data(of code: MessageCode?) -> JSONValue {
        guard let code else { return .object([.init("const", .object([]))]) }
        return .object([
            .init("$ref", .string(prefix + "Message")),
            .init(
                "properties",
                .object([
                    .init("code", .object([.init("const", .string(code.code))])),
                    .init(
                        "audience",
                        .object([.init("enum", .strings(code.audiences.map(\.rawValue)))])),
                ])),
        ])
    }

    private static let prefix = "#/$defs/"

    private func part(_ name: String) -> JSONValue { parts[name] ?? .null }

    /// The names of all parts that a schema refers to, directly or by way of others.
    private func closure(of schema: JSONValue) -> Set<String> {
        var (found, waiting) = (Set<String>(), schema.references)
        while let name = waiting.popLast() {
            if found.insert(name).inserted { waiting += part(name).references }
        }
        return found
    }
}

extension EventEntry {
    /// Of the members that are always there those that whoever reads the name is shown.
    public func required(of always: [String]) -> [String] {
        always.filter { DocumentKind.event.audiences(of: $0).isSuperset(of: audiences) }
    }
}

extension JSONValue {
    fileprivate static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(string)) }

    fileprivate var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    fileprivate func member(_ path: String...) -> JSONValue {
        path.reduce(self) { value, name in
            value.members.first { $0.name == name }?.value ?? .null
        }
    }

    /// The names of the parts that `$ref` within it names.
    fileprivate var references: [String] {
        switch self {
        case .object(let members):
            members.flatMap { member -> [String] in
                guard member.name == "$ref", case .string(let text) = member.value else {
                    return member.value.references
                }
                return text.split(separator: "/").last.map { [String($0)] } ?? []
            }
        case .array(let elements): elements.flatMap(\.references)
        default: []
        }
    }
}

extension JSONValue.Member {
    fileprivate init(_ name: String, _ value: JSONValue) { self.init(name: name, value: value) }
}
