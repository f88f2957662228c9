import Foundation

/// A small file of secrets, mode 0600: replaced as a whole, never written in place.
struct SecretFile: Sendable {
    /// What changes when the file is replaced.
    struct Stamp: Equatable, Sendable {
        var inode: Int
        var size: Int
        var changedAt: Date
        /// Who may read and change it.
        var mode: UInt32

        /// Of a link that of what it leads to; nil if there is no such file.
        init?(path: String) {
            let path = URL(filePath: path).resolvingSymlinksInPath().path
            guard let status = try? FileManager.default.attributesOfItem(atPath: path),
                let inode = Self.number(status[.systemFileNumber]),
                let size = Self.number(status[.size]),
                let changedAt = status[.modificationDate] as? Date,
                let mode = Self.number(status[.posixPermissions])
            else { return nil }
            (self.inode, self.size, self.changedAt) = (inode, size, changedAt)
            self.mode = UInt32(truncatingIfNeeded: mode)
        }

        /// An attribute, whichever integer the system keeps it as.
        private static func number(_ value: Any?) -> Int? {
            (value as? any BinaryInteger).map { Int(truncatingIfNeeded: $0) }
                ?? (value as? NSNumber)?.intValue
        }
    }

    /// Held by the one process that changes the file.
    struct Lock {
        fileprivate var descriptor: Int32

        func unlock() { close(descriptor) }
    }

    private let directory: String
    private let name: String
    var path: String { "\(directory)/\(name).json" }

    /// The file `NAME.json` of a directory; `NAME.lock` lies beside it.
    init(directory: String, name: String) {
        self.directory = directory
        self.name = name
    }

    func stamp() -> Stamp? { Stamp(path: path) }

    /// The bytes and the stamp of the file they were read from; nil if there is no file.
    func read() throws -> (bytes: [UInt8], stamp: Stamp)? {
        // Taken first: a replacement in between is then seen at the next look.
        guard let stamp = stamp() else { return nil }
        do {
            return (Array(try Data(contentsOf: URL(fileURLWithPath: path))), stamp)
        } catch {
            throw KeyStoreError.file("\(path) cannot be used: \(error)")
        }
    }

    func write(_ bytes: [UInt8]) throws -> Stamp? {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be written") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            guard written > 0 else { throw failure("cannot be written") }
            rest = rest.dropFirst(written)
        }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw failure("cannot be replaced")
        }
        let folder = open(directory, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { throw failure("cannot be made durable") }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure("cannot be made durable") }
        return stamp()
    }

    /// Waits for other processes that change the file.
    func lock() throws -> Lock {
        let descriptor = open("\(directory)/\(name).lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot be locked") }
        guard flock(descriptor, LOCK_EX) == 0 else {
            close(descriptor)
            throw failure("cannot be locked")
        }
        return Lock(descriptor: descriptor)
    }

    private func failure(_ text: String) -> KeyStoreError {
        .file("\(path) \(text): \(String(cString: strerror(errno)))")
    }
}
