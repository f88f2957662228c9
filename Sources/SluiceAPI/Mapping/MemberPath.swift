/// Where a value lies in a document: `data.order.number`, `items.0.sku`.
///
/// What is left of the path is first looked for as one name, so that `order.number` also finds a
/// member, or a column of a CSV file, that is called so. A step into an array is an index from 0.
public struct MemberPath: Hashable, Sendable {
    public let text: String
    private let steps: [Step]

    private struct Step: Hashable, Sendable {
        var name: String
        /// With all that follows it.
        var whole: String
    }

    /// nil for an empty path or an empty step.
    public init?(_ text: String) {
        let names = text.split(separator: ".", omittingEmptySubsequences: false)
        guard names.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.text = text
        steps = names.indices.map { index in
            Step(name: String(names[index]), whole: names[index...].joined(separator: "."))
        }
    }

    /// The value there; nil if there is none, it is null or an empty text.
    public func value(in root: JSONValue) -> JSONValue? {
        var value = root
        for step in steps {
            switch value {
            case .object(let members):
                if let whole = Self.member(step.whole, of: members) {
                    return Self.present(whole)
                }
                guard let next = Self.member(step.name, of: members) else { return nil }
                value = next
            case .array(let elements):
                guard let index = Int(step.name), elements.indices.contains(index) else {
                    return nil
                }
                value = elements[index]
            default: return nil
            }
        }
        return Self.present(value)
    }

    private static func member(
        _ name: String, of members: [JSONValue.Member]
    ) -> JSONValue? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    private static func present(_ value: JSONValue) -> JSONValue? {
        value == .null || value == .string("") ? nil : value
    }
}
