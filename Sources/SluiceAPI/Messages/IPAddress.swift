/// An address of the internet, of version 4 or 6.
public struct IPAddress: Hashable, Sendable {
    /// 4 or 16 bytes, the highest first: one of version 4 within version 6 is of version 4.
    public let bytes: [UInt8]

    /// nil unless there are 4 or 16.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        let isMapped = bytes.count == 16 && bytes.starts(with: Self.mapped)
        self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
    }

    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// An address as a person writes it: `192.0.2.1`, `2001:db8::1`; nil for any other text.
    ///
    /// Numbers in other bases or with fewer parts are no addresses here, and no names either: whoever
    /// resolves one is held to the address it comes to.
    public init?(_ text: String) {
        guard let bytes = Self.four(text[...]) ?? Self.six(text) else { return nil }
        self.init(bytes: bytes)
    }

    public var text: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map {
            String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
        }.joined(separator: ":")
    }

    /// Whether it is of nobody's own network: a server that anybody can reach.
    public var isPublic: Bool {
        if bytes.count == 4 { return Self.isPublic(four: bytes) }
        // Addresses of version 4 in those of version 6: translated, 6to4.
        if bytes[..<12] == [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] {
            return Self.isPublic(four: Array(bytes[12...]))
        }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Self.isPublic(four: Array(bytes[2..<6])) }
        // 2000::/3 is what is given out; of it 2001:0::/23 and 2001:db8::/32 are for other use.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        let isSpecial = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] & 0xFE == 0
        return !isSpecial && bytes[..<4] != [0x20, 0x01, 0x0D, 0xB8]
    }

    /// The ranges of the IANA registry of special addresses that are not for everybody to reach.
    private static func isPublic(four bytes: [UInt8]) -> Bool {
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (224..., _): false
        case (100, 64...127), (169, 254), (172, 16...31), (192, 168), (198, 18...19): false
        case (192, 0): bytes[2] != 0 && bytes[2] != 2
        case (192, 88): bytes[2] != 99
        case (198, 51): bytes[2] != 100
        case (203, 0): bytes[2] != 113
        default: true
        }
    }

    private static func four(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard part.utf8.allSatisfy(ASCII.isDigit), part.count == 1 || part.first != "0",
                let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func six(_ text: String) -> [UInt8]? {
        let halves = text.replacing("::", with: "|").split(
            separator: "|", omittingEmptySubsequences: false)
        guard halves.count <= 2, let first = groups(halves[0]) else { return nil }
        if halves.count == 1 { return first.count == 16 ? first : nil }
        guard let second = groups(halves[1]), first.count + second.count <= 14 else { return nil }
        return first + [UInt8](repeating: 0, count: 16 - first.count - second.count) + second
    }

    private static func groups(_ text: Substring) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let four = four(part) { return bytes + four }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                let value = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return bytes
    }
}
