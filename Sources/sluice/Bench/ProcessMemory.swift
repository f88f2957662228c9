import Foundation
import SluiceSQLite

/// Memory of a process that is in use, as the kernel counts it.
enum ProcessMemory {
    /// Resident bytes of this process without those of SQLite, after the allocator has given back what
    /// it can: what its own records take, and whatever else is kept.
    static func ownBytes() -> Int {
        giveBackUnsafely()
        return residentBytes() - SQLiteMemory.bytes
    }

    /// Lets the allocator give back what is free: jemalloc, with which the program is linked on Linux, and
    /// would do so by itself some ten seconds later, or glibc. Their functions are in no module of
    /// Swift's, so they are looked up by name; where there is none nothing happens.
    private static func giveBackUnsafely() {
        if let found = dlsym(nil, "mallctl") {
            let control = unsafeBitCast(
                found,
                to: (@convention(c) (
                    UnsafePointer<CChar>, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?,
                    UnsafeMutableRawPointer?, Int
                ) -> Int32).self)
            // 4096 stands for all arenas.
            _ = control("arena.4096.purge", nil, nil, nil, 0)
        }
        guard let found = dlsym(nil, "malloc_trim") else { return }
        let trim = unsafeBitCast(found, to: (@convention(c) (Int) -> Int32).self)
        _ = trim(0)
    }

    /// Resident bytes of a process, of this one if none is named; what its allocator keeps counts.
    static func residentBytes(of process: Int32? = nil) -> Int {
        let path = "/proc/\(process.map { "\($0)" } ?? "self")/statm"
        // Pages: the whole size, then what is resident.
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
