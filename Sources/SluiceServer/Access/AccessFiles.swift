import Foundation
import SluiceAPI
import SluiceCore

/// The files of the access trail, `access/YYYY-MM-DD.NNNN.jsonl` of the data directory, mode 0600.
///
/// Days are those of UTC. A file that is full is followed by the next number of the day; days older
/// than is kept, and the oldest files beyond the most there may be, are deleted.
struct AccessFiles: Sendable {
    private struct Open {
        var descriptor: Int32
        var day: String
        var bytes: Int
    }

    let directory: String
    let keepDays: Int
    private var open: Open?

    init(directory: String, keepDays: Int) {
        self.directory = directory + "/access"
        self.keepDays = keepDays
    }

    /// Adds whole lines; where that fails nothing of them is there.
    /// - Returns: an error in words; nil if they are written. They are not made durable: a machine
    ///   that stops may lose the newest.
    mutating func append(_ lines: [UInt8], at now: Instant) -> String? {
        let day = Self.day(now)
        if open?.day != day || (open?.bytes ?? 0) >= ServerLimits.accessFileBytesMax {
            close()
            guard let file = next(day) else { return Self.failure }
            open = file
            sweep(before: Self.day(now.adding(spanNs: -Int64(keepDays) * Span.dayNs)))
        }
        guard let file = open else { return "no file is open" }
        guard Self.write(lines, to: file.descriptor) else {
            let failure = Self.failure
            ftruncate(file.descriptor, off_t(file.bytes))
            return failure
        }
        open?.bytes += lines.count
        return nil
    }

    mutating func close() {
        guard let file = open else { return }
        fsync(file.descriptor)
        Foundation.close(file.descriptor)
        open = nil
    }

    /// The files there are, oldest first.
    static func list(_ directory: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: directory)
        return (names ?? []).filter { $0.wholeMatch(of: /\d{4}-\d\d-\d\d\.\d{4}\.jsonl/) != nil }
            .sorted().map { directory + "/" + $0 }
    }

    private static func day(_ time: Instant) -> String {
        BusinessDate(day: Int32(time.ns / Span.dayNs)).text
    }

    /// The newest file of a day if there is room in it, else the next.
    private func next(_ day: String) -> Open? {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { return nil }
        let own = Self.list(directory).compactMap { path -> Int? in
            let parts = path.split(separator: "/").last?.split(separator: ".") ?? []
            return parts[0] == day ? Int(parts[1]) : nil
        }
        let newest = own.max() ?? 1
        guard let file = reopen(day, newest) else { return nil }
        guard file.bytes >= ServerLimits.accessFileBytesMax else { return file }
        Foundation.close(file.descriptor)
        return reopen(day, newest + 1)
    }

    private func reopen(_ day: String, _ number: Int) -> Open? {
        let digits = String(number)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let descriptor = Foundation.open(
            "\(directory)/\(day).\(padded).jsonl", O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        var file = Open(
            descriptor: descriptor, day: day, bytes: Int(lseek(descriptor, 0, SEEK_END)))
        // A process that was killed may have left half a line.
        var last = UInt8(ascii: "\n")
        if file.bytes > 0, pread(descriptor, &last, 1, off_t(file.bytes - 1)) == 1,
            last != UInt8(ascii: "\n"), Self.write([UInt8(ascii: "\n")], to: descriptor)
        {
            file.bytes += 1
        }
        return file
    }

    private func sweep(before day: String) {
        let files = Self.list(directory)
        let surplus = files.count - ServerLimits.accessFilesMax
        for (index, path) in files.enumerated() {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            if index < surplus || name < day { unlink(path) }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress, $0.count)
            }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    private static var failure: String { String(cString: strerror(errno)) }
}
