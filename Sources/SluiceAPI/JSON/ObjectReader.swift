/// Decodes one object of a request body, field by field.
///
/// Ask for every field the object may have, then call `finish()`, which refuses what is left. The
/// first fault wins, in the order of the questions, unknown fields last. `null` is not absence: an
/// optional field is left out, so that a body has one meaning and one digest.
public struct ObjectReader: Sendable {
    /// Where this object stands in the document; empty for the document itself.
    public let path: String
    let members: [JSONValue.Member]
    private(set) var asked: [String] = []

    /// The object a whole request body must be.
    public init(body: [UInt8]) throws(FieldError) {
        try self.init(try Self.read(body))
    }

    /// The object a value found at `path` must be.
    public init(_ value: JSONValue, path: String = "") throws(FieldError) {
        guard case .object(let members) = value else {
            throw FieldError(
                code: .invalidField, field: path,
                detail: "An object is needed, not \(value.kindText).")
        }
        self.members = members
        self.path = path
        asked.reserveCapacity(16)
    }

    /// The objects of an array that is a whole request body, as a batch is.
    public static func list(
        body: [UInt8], count: ClosedRange<Int>
    ) throws(FieldError) -> [ObjectReader] {
        try list(try read(body), path: "", count: count)
    }

    private static func read(_ body: [UInt8]) throws(FieldError) -> JSONValue {
        do throws(JSONError) {
            return try JSONReader.read(body)
        } catch {
            throw FieldError(error)
        }
    }

    static func list(
        _ value: JSONValue, path: String, count: ClosedRange<Int>
    ) throws(FieldError) -> [ObjectReader] {
        guard case .array(let elements) = value else {
            throw FieldError(
                code: .invalidField, field: path,
                detail: "An array is needed, not \(value.kindText).")
        }
        guard count.contains(elements.count) else {
            throw FieldError(
                code: .invalidField, field: path,
                detail: "The array has \(count.lowerBound) to \(count.upperBound) elements.")
        }
        var readers: [ObjectReader] = []
        readers.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            readers.append(
                try ObjectReader(element, path: FieldPath.element(index, in: path)))
        }
        return readers
    }

    /// Refuses the first member that was not asked for.
    ///
    /// Errors: `unknown_field`, with the field perhaps meant.
    public func finish() throws(FieldError) {
        for member in members where !asked.contains(member.name) {
            var detail = "There is no such field here."
            if let meant = EditDistance.nearest(to: member.name, among: asked) {
                detail += " Did you mean `\(meant)`?"
            }
            throw fault(.unknownField, member.name, detail)
        }
    }

    /// Whether there is a member of this name; it need not be read then.
    public func has(_ name: String) -> Bool { members.contains { $0.name == name } }

    /// The value of a member, nil if it is absent; from now on the name is a known one.
    mutating func take(_ name: String) -> JSONValue? {
        asked.append(name)
        for member in members where member.name == name { return member.value }
        return nil
    }

    /// A value that must be there.
    func required<Value>(_ value: Value?, _ name: String) throws(FieldError) -> Value {
        if let value { return value }
        var detail = "The field is required."
        let others = members.map(\.name).filter { !asked.contains($0) }
        if let similar = EditDistance.nearest(to: name, among: others) {
            detail += " Found `\(similar)` instead."
        }
        throw fault(.missingField, name, detail)
    }

    /// An error of the member `name` of this object.
    public func fault(_ code: ProblemCode, _ name: String, _ detail: String) -> FieldError {
        FieldError(code: code, field: FieldPath.member(name, in: path), detail: detail)
    }

    func wrongKind(_ name: String, needed: String, found: JSONValue) -> FieldError {
        fault(.invalidField, name, "\(needed) is needed, not \(found.kindText).")
    }
}
