/// What is wrong with a policy file, and where.
struct PolicyError: Error, Equatable, CustomStringConvertible {
    /// The path of the file, or `standard`.
    var file: String
    /// The first line is 1; 0 where the whole file is meant.
    var line: Int
    /// Names the key.
    var message: String

    var description: String {
        let place = line == 0 ? "" : ", line \(line)"
        return "policy \(file)\(place): \(message)"
    }
}

extension PolicyError {
    /// A fault found by the reader that policies share with mappings.
    init(_ error: MappingError) {
        self.init(file: error.mapping, line: error.line, message: error.message)
    }
}
