#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The few calls to the file system the embedded store needs.
enum Files {
    /// The size of a file; 0 if there is none.
    static func sizeBytes(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Deletes a file if it is there.
    static func remove(_ path: String) { unlink(path) }

    /// Makes a directory with all above it, readable by its owner only, and makes its name durable.
    /// - Throws: what the operating system said.
    static func makeDirectory(_ path: String) throws(SystemFault) {
        guard !exists(path) else { return }
        let parent = self.parent(of: path)
        if parent != path { try makeDirectory(parent) }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemFault() }
        try sync(directory: parent)
    }

    /// Adds bytes to a file, for its owner alone if it is new, and makes them durable.
    static func append(_ bytes: [UInt8], to path: String) throws(SystemFault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFault() }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { throw SystemFault() }
            rest = rest.dropFirst(written)
        }
        guard fsync(descriptor) == 0 else { throw SystemFault() }
    }

    /// Cuts a file off after so many bytes.
    static func truncate(_ path: String, bytes: Int64) throws(SystemFault) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFault() }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(bytes)) == 0 else { throw SystemFault() }
    }

    /// Makes durable that a file has its name.
    static func sync(directoryOf path: String) throws(SystemFault) {
        try sync(directory: parent(of: path))
    }

    /// The name of this machine.
    static func hostName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    static func processIdentifier() -> Int32 { getpid() }

    /// The names in a directory; none if it is not there.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Gives a file another name, durably; a file of that name is replaced.
    static func rename(_ path: String, to other: String) throws(SystemFault) {
        #if canImport(Darwin)
            let code = Darwin.rename(path, other)
        #elseif canImport(Musl)
            let code = Musl.rename(path, other)
        #else
            let code = Glibc.rename(path, other)
        #endif
        guard code == 0 else { throw SystemFault() }
        try sync(directoryOf: other)
    }

    static func parent(of path: String) -> String {
        guard let slash = path.dropLast(path.hasSuffix("/") ? 1 : 0).lastIndex(of: "/") else {
            return "."
        }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func sync(directory: String) throws(SystemFault) {
        let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFault() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemFault() }
    }
}

/// An error number of the operating system.
struct SystemFault: Error, CustomStringConvertible {
    var number: Int32 = errno

    var description: String { String(cString: strerror(number)) }
}
