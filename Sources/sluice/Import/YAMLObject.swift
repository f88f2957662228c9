import SluiceAPI
import Yams

/// A mapping of YAML that knows its keys; everything else in it is refused with its line.
struct YAMLObject {
    /// What the object is, for error texts: `orders`, `facts[2]`; empty for the whole document.
    let path: String
    let line: Int
    /// The name or path of the document.
    let mapping: String
    private let members: [String: Node]

    /// Errors: no mapping, a key beyond `keys`.
    init(_ node: Node, path: String, of mapping: String, keys: [String]) throws(MappingError) {
        self.path = path
        self.mapping = mapping
        line = node.mark?.line ?? 0
        guard case .mapping(let pairs) = node else {
            throw MappingError(
                mapping: mapping, line: line,
                message: "\(path.isEmpty ? "the document" : "`\(path)`") must have keys: "
                    + keys.joined(separator: ", "))
        }
        var members: [String: Node] = [:]
        for (key, value) in pairs {
            let keyLine = key.mark?.line ?? line
            guard let name = key.scalar?.string, keys.contains(name) else {
                let name = key.scalar?.string ?? "?"
                throw MappingError(
                    mapping: mapping, line: keyLine,
                    message: "unknown key `\(name)`" + Self.suggestion(for: name, among: keys))
            }
            members[name] = value
        }
        self.members = members
    }

    static func suggestion(for name: String, among known: [String]) -> String {
        if let nearest = EditDistance.nearest(to: name, among: known) {
            return "; did you mean `\(nearest)`?"
        }
        return "; known are " + known.joined(separator: ", ")
    }

    func error(_ message: String, at key: String? = nil) -> MappingError {
        let keyLine = key.flatMap { members[$0]?.mark?.line } ?? line
        return MappingError(mapping: mapping, line: keyLine, message: message)
    }

    func has(_ key: String) -> Bool { members[key] != nil }

    func isScalar(_ key: String) -> Bool { members[key]?.scalar != nil }

    func object(_ key: String, keys: [String]) throws(MappingError) -> YAMLObject {
        try YAMLObject(node(key), path: inside(key), of: mapping, keys: keys)
    }

    /// The objects of a list that is not empty.
    func objects(_ key: String, keys: [String]) throws(MappingError) -> [YAMLObject] {
        guard case .sequence(let nodes) = try node(key), !nodes.isEmpty else {
            throw error("`\(inside(key))` must be a list with at least one entry", at: key)
        }
        var objects: [YAMLObject] = []
        for (index, node) in nodes.enumerated() {
            objects.append(
                try YAMLObject(
                    node, path: "\(inside(key))[\(index + 1)]", of: mapping, keys: keys))
        }
        return objects
    }

    /// The keys and texts of an object whose keys are free.
    func texts(_ key: String) throws(MappingError) -> [(key: String, text: String)] {
        guard case .mapping(let pairs) = try node(key) else {
            throw error("`\(inside(key))` must have keys", at: key)
        }
        var texts: [(key: String, text: String)] = []
        for (name, value) in pairs {
            guard let name = name.scalar?.string else {
                throw error("`\(inside(key))` has a key that is no text", at: key)
            }
            texts.append((name, try text(value, of: key)))
        }
        return texts
    }

    /// The line of a key within an object whose keys are free; that of the object if it has none.
    func line(of name: String, in key: String) -> Int {
        let pairs = members[key]?.mapping.map(Array.init) ?? []
        return pairs.first { $0.key.scalar?.string == name }?.key.mark?.line ?? line
    }

    func text(_ key: String) throws(MappingError) -> String { try text(node(key), of: key) }

    func number(_ key: String, in range: ClosedRange<Int>) throws(MappingError) -> Int {
        guard let number = Int(try text(key)), range.contains(number) else {
            throw error(
                "`\(key)` is a number from \(range.lowerBound) to \(range.upperBound)", at: key)
        }
        return number
    }

    /// A text or a list of texts, at least one.
    func list(_ key: String) throws(MappingError) -> [(text: String, line: Int)] {
        let whole = try node(key)
        var nodes = [whole]
        if case .sequence(let sequence) = whole { nodes = Array(sequence) }
        guard !nodes.isEmpty else { throw error("`\(inside(key))` is empty", at: key) }
        var list: [(text: String, line: Int)] = []
        for node in nodes {
            list.append((try text(node, of: key), node.mark?.line ?? line))
        }
        return list
    }

    func column(_ key: String) throws(MappingError) -> Column {
        Column(name: try text(key), line: try node(key).mark?.line ?? line)
    }

    func optionalColumn(_ key: String) throws(MappingError) -> Column? {
        has(key) ? try column(key) : nil
    }

    /// One or several columns.
    func columns(_ key: String) throws(MappingError) -> [Column] {
        try list(key).map { Column(name: $0.text, line: $0.line) }
    }

    private func inside(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func node(_ key: String) throws(MappingError) -> Node {
        guard let node = members[key] else {
            throw error("`\(inside(key))` is missing")
        }
        return node
    }

    private func text(_ node: Node, of key: String) throws(MappingError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else {
            throw MappingError(
                mapping: mapping, line: node.mark?.line ?? line,
                message: "`\(inside(key))` must be a text")
        }
        return text
    }
}
