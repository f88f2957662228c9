#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// An open file, closed with the value.
final class SystemFile {
    let path: String
    private let descriptor: Int32

    /// Opens a file to be read.
    init(reading path: String) throws(SystemFault) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFault() }
    }

    /// Makes a file for its owner alone; one that is there is emptied.
    init(creating path: String) throws(SystemFault) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFault() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func sizeBytes() throws(SystemFault) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemFault() }
        return Int(status.st_size)
    }

    /// Adds bytes at the end.
    func append(_ bytes: [UInt8]) throws(SystemFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { throw SystemFault() }
            rest = rest.dropFirst(written)
        }
    }

    /// Bytes from a place on; fewer only at the end of the file.
    func read(at offset: Int, count: Int) throws(SystemFault) -> [UInt8] {
        var fault: SystemFault?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress! + filled, count - filled,
                    off_t(offset + filled))
                if got < 0 { fault = SystemFault() }
                if got <= 0 { return }
                filled += got
            }
        }
        if let fault { throw fault }
        return bytes
    }

    /// Makes what was written durable, and lets the kernel forget it: who reads it next reads the disk.
    func synchronizeAndForget() throws(SystemFault) {
        guard fsync(descriptor) == 0 else { throw SystemFault() }
        #if os(Linux)
            _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        #endif
    }
}
