import Foundation
import Yams

extension SettingLayer {
    /// Bytes of a file: a hundred times what it takes to give every setting.
    static let fileBytesMax = 1 << 20

    static func file(_ path: String) -> SettingLayer {
        var layer = SettingLayer(name: path)
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            layer.refuse("\(path) cannot be read")
            return layer
        }
        guard data.count <= fileBytesMax, let text = String(data: data, encoding: .utf8) else {
            layer.refuse("\(path) must be UTF-8 and at most 1 MiB")
            return layer
        }
        layer.read(text, of: path)
        return layer
    }

    mutating func read(_ text: String, of path: String) {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            let (line, message) = error.place
            refuse("\(Self.place(path, line)): \(message)")
            return
        } catch {
            refuse("\(path): \(error)")
            return
        }
        // A file whose every line is a comment says nothing.
        guard let root, root.null == nil else { return }
        guard case .mapping(let pairs) = root else {
            refuse("\(path) must have keys, such as `port: 8080`")
            return
        }
        for (key, value) in pairs { take(key, value, of: path) }
    }

    private mutating func take(_ key: Node, _ value: Node, of path: String) {
        let place = Self.place(path, key.mark?.line ?? 0)
        let name = key.scalar?.string ?? "?"
        guard let setting = Setting.allCases.first(where: { $0.key == name }) else {
            refuse(
                "\(place): unknown key `\(name)`"
                    + Self.suggestion(for: name, among: Setting.allCases.map(\.key)))
            return
        }
        guard let scalar = value.scalar else {
            refuse("\(place): `\(name)` must be a single value")
            return
        }
        guard setting.row.kind.isText || scalar.style == .plain || scalar.style == .any else {
            refuse("\(place): `\(name)` is a text and \(setting.row.kind.fault)")
            return
        }
        // `key:` and `key: ~` give nothing, and nobody writes them to say so.
        guard value.null == nil else {
            refuse("\(place): `\(name)` has no value")
            return
        }
        take(scalar.string, for: setting, at: place, called: "\(place): `\(name)`")
    }

    private static func place(_ path: String, _ line: Int) -> String {
        line > 0 ? "\(path), line \(line)" : path
    }
}
