import SluiceEngine

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The master key of a data directory: 32 bytes in `people.key`, for its owner alone.
///
/// Apart from `people.db`, so that a copy of either reveals nothing. Never written in place.
struct PeopleKeyFile {
    let path: String

    init(directory: String) { path = directory + "/people.key" }

    /// The key; nil if there is no file.
    func read() throws(JournalError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot be read")
        }
        defer { close(descriptor) }
        // A copy made by hand may have the mode of any file.
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("cannot be made private") }
        var bytes = [UInt8](repeating: 0, count: TextVault.keyBytes + 1)
        let count = Int(pread(descriptor, &bytes, bytes.count, 0))
        guard count == TextVault.keyBytes else {
            throw JournalError(.damaged, "\(path) has not the \(TextVault.keyBytes) bytes of a key")
        }
        return Array(bytes.prefix(count))
    }

    /// Makes a key, durable before it is used.
    func make() throws(JournalError) -> [UInt8] {
        let key = TextVault.randomMasterKey()
        let partial = path + ".new"
        Files.remove(partial)
        do {
            try Files.append(key, to: partial)
            guard rename(partial, path) == 0 else { throw SystemFault() }
            try Files.sync(directoryOf: path)
        } catch {
            throw JournalError(.unavailable, "\(path) cannot be made: \(error)")
        }
        return key
    }

    private func failure(_ text: String) -> JournalError {
        JournalError(.unavailable, "\(path) \(text): \(SystemFault())")
    }
}
