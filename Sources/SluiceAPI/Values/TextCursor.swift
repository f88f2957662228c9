/// Takes fixed-format text apart, a part at a time.
struct TextCursor {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    /// Exactly `count` digits as a number; nil if there are fewer.
    mutating func digits(_ count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var value = 0
        for byte in bytes[position..<(position + count)] {
            guard ASCII.isDigit(byte) else { return nil }
            value = value * 10 + Int(byte - ASCII.zero)
        }
        position += count
        return value
    }

    /// Takes one byte if it is among `choices`, and tells which.
    mutating func take(_ choices: String) -> UInt8? {
        guard position < bytes.count, choices.utf8.contains(bytes[position]) else { return nil }
        position += 1
        return bytes[position - 1]
    }
}

extension [UInt8] {
    /// Adds a number of exactly `width` digits, zeros first.
    mutating func append(_ value: Int, width: Int) {
        let digits = String(value).utf8
        append(contentsOf: repeatElement(ASCII.zero, count: Swift.max(0, width - digits.count)))
        append(contentsOf: digits)
    }
}
