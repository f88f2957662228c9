import Foundation

/// A data directory of one test, deleted with the value.
final class StoreDirectory: Sendable {
    let path: String
    private let isInMemory: Bool

    /// - Parameter inMemory: for a test that opens hundreds of stores: where the machine has a place
    ///   for files that waits for no disk.
    init(inMemory: Bool = false) throws {
        isInMemory = inMemory
        let memory = URL(fileURLWithPath: "/dev/shm")
        let isThere = FileManager.default.isWritableFile(atPath: memory.path)
        let parent = inMemory && isThere ? memory : FileManager.default.temporaryDirectory
        let url = parent.appendingPathComponent("sluice-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// What lies in the directory, but for the index of a log: that is made again by any reader.
    func bytes() throws -> [String: Data] {
        var bytes: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: path)
        where !name.hasSuffix("-shm") {
            bytes[name] = try Data(contentsOf: URL(fileURLWithPath: file(name)))
        }
        return bytes
    }

    /// A copy of the directory as it lies on the disk now: what a killed process leaves behind.
    func copy() throws -> StoreDirectory {
        let copy = try StoreDirectory(inMemory: isInMemory)
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.copyItem(atPath: file(name), toPath: copy.file(name))
        }
        return copy
    }
}
