import Foundation

/// A page of the documentation, to be held against the code.
public struct ReferencePage {
    public let text: String
    public let url: URL
    private let lines: [Substring]

    /// - Parameter path: below `docs`, such as `reference/outcomes.md`.
    public init(_ path: String) throws {
        url = Surroundings.packageRoot.appending(path: "docs/\(path)")
        text = try String(contentsOf: url, encoding: .utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The rows of the first table whose header begins with these cells, code marks taken off.
    public func table(_ header: String...) -> [[String]] {
        guard
            let start = lines.firstIndex(where: { line in
                ReferencePage.cells(line)?.starts(with: header) ?? false
            })
        else { return [] }
        // The line after the header has the dashes.
        return lines[(start + 2)...].prefix { $0.hasPrefix("|") }
            .compactMap { ReferencePage.cells($0) }
    }

    private static func cells(_ line: Substring) -> [String]? {
        guard line.hasPrefix("|"), line.hasSuffix("|") else { return nil }
        return line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
    }
}
