import Foundation
import SluiceEngine

extension MetricsPage {
    /// The process by the names Prometheus has for it; where there is no /proc, memory and files are left
    /// out.
    mutating func addProcess(version: String) {
        add(
            "sluice_build_info", "gauge", "1, of the version that runs", by: "version",
            [(version, 1)])
        add(
            "process_cpu_seconds_total", "counter", "Time of processors spent",
            Double(WallClock.spentNs) / 1e9)
        // Pages: the whole size, then what is resident.
        if let pages = Self.numbers(in: "statm")?.dropFirst().first {
            add(
                "process_resident_memory_bytes", "gauge", "Memory in use",
                pages * Int(sysconf(Int32(_SC_PAGESIZE))))
        }
        if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            add(
                "process_open_fds", "gauge", "Files and connections that are open", files.count)
        }
        if let most = Self.numbers(in: "limits", line: "Max open files")?.first {
            add("process_max_fds", "gauge", "Files and connections that may be open", most)
        }
    }

    /// What became of spans; zeros where nothing is traced.
    mutating func add(spans figures: SpanQueue.Figures) {
        add(
            "sluice_spans_total", "counter", "Spans of traces by what became of them",
            by: "result",
            [("sent", figures.sent), ("dropped", figures.dropped), ("failed", figures.failed)])
    }

    /// The numbers of a line of what the kernel tells of this process.
    private static func numbers(in file: String, line beginning: String = "") -> [Int]? {
        guard let text = try? String(contentsOfFile: "/proc/self/\(file)", encoding: .utf8)
        else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix(beginning) }?
            .split(separator: " ").compactMap { Int($0) }
    }
}
