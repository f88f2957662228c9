import Foundation

/// The secret of a connector: a file beside it that its owner alone may read.
enum ConnectorSecret {
    static let bytesMax = 4_096

    /// Errors: no such file, one that others may read, one that is empty or no line of text.
    static func read(_ secret: YAMLObject, in folder: URL) throws(MappingError) -> String {
        let name = try secret.text("file")
        guard !name.contains("/"), name != ".", name != ".." else {
            throw secret.error("`secret.file` is the name of a file beside this one", at: "file")
        }
        let path = folder.appending(path: name).path
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw secret.error("`secret.file`: there is no \(name) beside this file", at: "file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw secret.error(
                "`secret.file`: others may read \(name); `chmod 600` it", at: "file")
        }
        guard status.st_size <= bytesMax, let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else {
            throw secret.error(
                "`secret.file`: \(name) is no text of at most \(bytesMax) bytes", at: "file")
        }
        let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !line.isEmpty else {
            throw secret.error("`secret.file`: \(name) is empty", at: "file")
        }
        return line
    }
}
