import Foundation

/// A line on a terminal that is written over again; nothing where there is none.
struct Progress {
    private let isOn = isatty(STDERR_FILENO) == 1
    private var shown = ContinuousClock.now

    /// - Parameter part: how much is done, 0…1.
    mutating func show(_ part: Double, _ text: String) {
        guard isOn, shown.duration(to: .now) > .milliseconds(200) else { return }
        shown = .now
        let width = 30
        let filled = min(width, max(0, Int(part * Double(width))))
        let done = String(repeating: "#", count: filled)
        let left = String(repeating: ".", count: width - filled)
        write("\r[\(done)\(left)] \(text)\u{1B}[K")
    }

    /// Takes the line away.
    func clear() { if isOn { write("\r\u{1B}[K") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
