import Yams

extension YamlError {
    /// The line a fault stands on, 0 if unknown, and what it is.
    var place: (line: Int, message: String) {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            (
                context.mark.line,
                "the key `\(duplicates.sorted().joined(separator: "`, `"))` stands twice"
            )
        default:
            (0, "is no YAML: \(self)")
        }
    }
}
