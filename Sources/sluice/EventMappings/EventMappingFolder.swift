import Foundation
import SluiceAPI

/// A folder of mappings: `NAME.yaml` holds the mapping of that name; other files are let be.
enum EventMappingFolder {
    /// Errors: a folder that cannot be read, the first mapping that is wrong.
    static func read(_ path: String) throws(MappingError) -> [EventMapping] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw MappingError(
                mapping: path, line: 0, message: "is no folder that can be read")
        }
        var mappings: [EventMapping] = []
        for name in names.sorted() where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
            let file = URL(filePath: path).appending(path: name).path
            let mapping = try EventMappingFile.load(file)
            guard mapping.name + ".yaml" == name else {
                throw MappingError(
                    mapping: file, line: 0,
                    message: "has the mapping `\(mapping.name)`: "
                        + "its file is called \(mapping.name).yaml")
            }
            mappings.append(mapping)
        }
        return mappings
    }
}
