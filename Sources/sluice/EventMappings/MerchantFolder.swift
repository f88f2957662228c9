import Foundation
import SluiceServer

/// A folder with a file a merchant: `NAME.yaml` holds what is called so; other files are let be.
enum MerchantFolder {
    /// Errors: a folder that cannot be read, the first file that is wrong.
    static func read<File: MerchantFile>(
        _ path: String, _ load: (String) throws(MappingError) -> File
    ) throws(MappingError) -> [File] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw MappingError(
                mapping: path, line: 0, message: "is no folder that can be read")
        }
        var files: [File] = []
        for name in names.sorted() where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
            let path = URL(filePath: path).appending(path: name).path
            let file = try load(path)
            guard file.name + ".yaml" == name else {
                throw MappingError(
                    mapping: path, line: 0,
                    message: "has the \(File.word) `\(file.name)`: "
                        + "its file is called \(file.name).yaml")
            }
            files.append(file)
        }
        return files
    }
}
