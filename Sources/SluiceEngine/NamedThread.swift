import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A thread that `top -H`, `perf` and debuggers show by its name: Foundation's own name stays within it on
/// Linux.
package enum NamedThread {
    /// What threads of Linux have; those of macOS would have a sixteenth.
    private static let stackBytes = 8 << 20
    /// More is cut off by Linux.
    static let nameBytesMax = 15

    /// Starts one. Linux shows the first `nameBytesMax` bytes of its name.
    package static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread {
            setName(name)
            body()
        }
        thread.stackSize = stackBytes
        thread.start()
    }

    /// Failing to takes nothing but the name.
    private static func setName(_ name: String) {
        #if canImport(Darwin)
            _ = pthread_setname_np(name)
        #else
            // What pthread_setname_np does, which Swift does not see on Linux.
            let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            let bytes = Array(name.utf8.prefix(nameBytesMax))
            _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        #endif
    }
}
