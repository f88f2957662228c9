import Configuration

/// What a setting takes.
enum SettingKind: Equatable {
    /// Any text that is not empty; what it is called in `--help`.
    case text(String)
    case file
    case folder
    case whole(ClosedRange<Int>)
    case decimal(ClosedRange<Double>)
    case choice([String])
    /// `RATE`, `RATE:BURST` or `none`.
    case rate
    case flag

    /// The value of a text; nil if it is none of this kind.
    func content(of text: String) -> ConfigContent? {
        switch self {
        case .text, .file, .folder: text.isEmpty ? nil : .string(text)
        case .whole(let range): Int(text).flatMap { range.contains($0) ? .int($0) : nil }
        case .decimal(let range):
            Double(text).flatMap { range.contains($0) ? .double($0) : nil }
        case .choice(let words): words.contains(text) ? .string(text) : nil
        case .rate: RateChoice(text) == nil ? nil : .string(text)
        case .flag: Bool(text).map(ConfigContent.bool)
        }
    }

    /// The end of the sentence "this value …", for one that is not of this kind.
    var fault: String {
        switch self {
        case .text, .file, .folder: "is empty"
        case .whole(let range) where range.upperBound == .max:
            "is no whole number above \(range.lowerBound - 1)"
        case .whole(let range): "is not between \(range.lowerBound) and \(range.upperBound)"
        case .decimal(let range): "is not between \(range.lowerBound) and \(range.upperBound)"
        case .choice(let words): "is none of \(words.joined(separator: ", "))"
        case .rate: "is no rate such as 2000:20000, and not none"
        case .flag: "is neither true nor false"
        }
    }

    /// Whether a value between quotes, which YAML takes for a text, may be one.
    var isText: Bool {
        switch self {
        case .text, .file, .folder, .choice, .rate: true
        case .whole, .decimal, .flag: false
        }
    }

    /// What stands for the value in `--help`.
    var valueName: String {
        switch self {
        case .text(let name): name
        case .file: "file"
        case .folder: "dir"
        case .whole, .decimal: "n"
        case .choice(let words): words.joined(separator: "|")
        case .rate: "rate"
        case .flag: ""
        }
    }
}
