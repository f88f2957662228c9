import Foundation

/// What people see while they wait, and how a program ends.
enum Terminal {
    /// Whether standard error is a terminal: bars are drawn only there.
    static let isInteractive = isatty(FileHandle.standardError.fileDescriptor) == 1

    /// Whether standard output is a terminal that shows colours, and nobody asked for none.
    static var showsColour: Bool {
        let environment = ProcessInfo.processInfo.environment
        return isatty(FileHandle.standardOutput.fileDescriptor) == 1
            && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }

    static func out(_ text: String) { out(Array(text.utf8)) }

    static func out(_ bytes: [UInt8]) { write(bytes + [UInt8(ascii: "\n")]) }

    /// Writes to standard output as it is. Where nobody reads it any more the program ends as by SIGPIPE,
    /// which the sockets of this process have ignored.
    static func write(_ bytes: [UInt8]) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            exit(128 + SIGPIPE)
        }
    }

    /// A question on standard error, answered on the same line.
    static func ask(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    static func error(_ text: String) {
        FileHandle.standardError.write(Data(("sluice: " + text + "\n").utf8))
    }
}

/// A bar on standard error for long work; draws nothing where that is no terminal.
struct ProgressBar {
    private let label: String
    private let total: Int
    private var drawnPercent = -1

    private static let width = 30

    init(_ label: String, total: Int) {
        self.label = label
        self.total = total
    }

    mutating func show(_ done: Int) {
        guard Terminal.isInteractive, total > 0 else { return }
        let percent = min(100, done * 100 / total)
        guard percent != drawnPercent else { return }
        drawnPercent = percent
        let filled = percent * ProgressBar.width / 100
        let bar =
            String(repeating: "#", count: filled)
            + String(repeating: ".", count: ProgressBar.width - filled)
        write("\r\(label) [\(bar)] \(percent) %")
    }

    /// Takes the bar away, so that what is printed next begins a line.
    func finish() {
        guard Terminal.isInteractive, drawnPercent >= 0 else { return }
        write("\r" + String(repeating: " ", count: label.count + ProgressBar.width + 12) + "\r")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// Colours of a terminal; a text stays as it is where there are none.
struct Paint {
    let isOn: Bool

    func bold(_ text: String) -> String { painted(text, "1") }
    func red(_ text: String) -> String { painted(text, "31") }
    func dim(_ text: String) -> String { painted(text, "2") }

    private func painted(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
