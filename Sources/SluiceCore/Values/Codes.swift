/// The words of the cases of an enumeration, as interfaces and files have them: made of their names once, for
/// they are asked for with every answer and every row.
public struct Codes<Case: CaseIterable & Hashable & Sendable>: Sendable {
    /// How a case is spelled.
    public enum Spelling: Sendable {
        /// `lineCancelled`.
        case asWritten
        /// `line_cancelled`.
        case snake
        /// `LINE_CANCELLED`.
        case capitals
    }

    @usableFromInline let texts: [Case: String]
    @usableFromInline let values: [String: Case]

    public init(_ spelling: Spelling) {
        texts = Dictionary(
            uniqueKeysWithValues: Case.allCases.map { ($0, spelling.text(of: "\($0)")) })
        values = Dictionary(uniqueKeysWithValues: texts.map { ($1, $0) })
    }

    /// The word of a case.
    @inlinable public subscript(_ value: Case) -> String {
        guard let text = texts[value] else { preconditionFailure("\(value) is no case") }
        return text
    }

    /// The case of a word; nil if there is none.
    @inlinable public func value(of text: String) -> Case? { values[text] }
}

extension Codes.Spelling {
    fileprivate func text(of camel: String) -> String {
        switch self {
        case .asWritten: camel
        case .snake: Self.snake(of: camel)
        case .capitals: Self.snake(of: camel).uppercased()
        }
    }

    private static func snake(of camel: String) -> String {
        camel.reduce(into: "") { words, letter in
            if letter.isUppercase { words.append("_") }
            words.append(letter.lowercased())
        }
    }
}
