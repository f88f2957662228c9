import Foundation
import SluiceCore
import SluiceEngine

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The right of one process to write in a data directory, held as long as the value lives.
///
/// The lock is the kernel's (`flock` on `sluice.lock`): it ends with the process, however that
/// ends. The file tells a second process who holds it; its text is left behind and means nothing
/// without the lock.
public final class DirectoryLock: Sendable {
    private let descriptor: Int32
    private let owner: String

    /// Takes the lock; makes the directory if there is none.
    /// - Throws: `JournalError`: `.locked` naming the process that holds it, `.unavailable` if the
    ///   directory cannot be made or written.
    public init(directory: String, startedAt: Instant) throws(JournalError) {
        do {
            try Files.makeDirectory(directory)
        } catch {
            throw JournalError(.unavailable, "cannot make the directory \(directory): \(error)")
        }
        let path = directory + "/sluice.lock"
        // Close on exec: a child must not inherit the lock.
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JournalError(.unavailable, "cannot open \(path): \(SystemFault())")
        }
        let start = Date(timeIntervalSince1970: Double(startedAt.ns / Span.secondNs))
        owner =
            "process \(Files.processIdentifier()) on \(Files.hostName())"
            + " since \(start.formatted(.iso8601))"
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let fault = SystemFault()
            let holder = DirectoryLock.text(of: descriptor)
            close(descriptor)
            guard fault.number == EWOULDBLOCK else {
                throw JournalError(.unavailable, "cannot lock \(path): \(fault)")
            }
            throw JournalError(
                .locked,
                "directory \(directory) is in use by \(holder.isEmpty ? "a process" : holder)")
        }
        write(owner)
    }

    deinit { close(descriptor) }

    /// Tells the address the process listens on to whoever finds the directory in use.
    public func announce(address: String) { write("\(owner)\(DirectoryLock.listening)\(address)") }

    /// The address that whoever holds a directory announced last; nil if there is none.
    ///
    /// The text outlives its process: whether somebody listens there, asking it will tell.
    public static func announcedAddress(directory: String) -> String? {
        let path = directory + "/sluice.lock"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let mark = text.range(of: listening, options: .backwards)
        else { return nil }
        return String(text[mark.upperBound...].prefix { $0 != "\n" })
    }

    private static let listening = ", listening on "

    /// The text is for people; failing to write it takes nothing from the lock.
    private func write(_ text: String) {
        let line = Array((text + "\n").utf8)
        guard ftruncate(descriptor, 0) == 0 else { return }
        _ = pwrite(descriptor, line, line.count, 0)
    }

    private static func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return "" }
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        return String(text.prefix { $0 != "\n" })
    }
}
