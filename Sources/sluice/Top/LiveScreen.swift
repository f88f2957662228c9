import Foundation

/// The second screen of a terminal, on which frames stand in place of each other; the first one is back,
/// as it was, when it is closed.
struct LiveScreen {
    private static let escape = "\u{1B}["

    init() { write("\(Self.escape)?1049h\(Self.escape)?25l") }

    func close() { write("\(Self.escape)?25h\(Self.escape)?1049l") }

    /// Writes a frame over the one before in one piece, cut to the window, so that nothing flickers.
    func show(_ lines: [String]) {
        let (rows, columns) = Self.size()
        var text = "\(Self.escape)H"
        for (index, line) in lines.prefix(rows).enumerated() {
            if index > 0 { text += "\r\n" }
            text += Self.cut(line, to: columns) + "\(Self.escape)K"
        }
        write(text + "\(Self.escape)J")
    }

    /// As much of a line as fits; colours take no columns.
    static func cut(_ line: String, to columns: Int) -> String {
        var (kept, width, isColour) = ("", 0, false)
        for character in line {
            if character == "\u{1B}" { isColour = true }
            if isColour {
                kept.append(character)
                if character == "m" { isColour = false }
                continue
            }
            width += TextTable.width(String(character))
            if width > columns { return kept + "\(escape)0m" }
            kept.append(character)
        }
        return kept
    }

    /// Rows and columns of the window; those of a terminal of old where it does not say.
    private static func size() -> (rows: Int, columns: Int) {
        var window = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_row > 0 else {
            return (24, 80)
        }
        return (Int(window.ws_row), Int(window.ws_col))
    }

    private func write(_ text: String) { Terminal.write(Array(text.utf8)) }
}
