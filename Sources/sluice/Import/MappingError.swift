/// What is wrong with a mapping, and where.
struct MappingError: Error, Equatable, CustomStringConvertible {
    /// The name of a shipped mapping or the path of a file.
    var mapping: String
    /// The first line is 1; 0 where the whole mapping is meant.
    var line: Int
    var message: String

    var description: String {
        let place = line == 0 ? "" : ", line \(line)"
        return "mapping \(mapping)\(place): \(message)"
    }
}
