import Foundation

/// Memory of a process that is in use, as the kernel counts it.
enum ProcessMemory {
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
