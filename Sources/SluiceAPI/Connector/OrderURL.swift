/// Where an order of a merchant is shown: a URL with `{order}` in it, beyond its host.
public struct OrderURL: Hashable, Sendable {
    public let text: String
    public let host: String
    private let before: String
    private let after: String

    /// What stands for the number of the order.
    public static let mark = "{order}"

    /// nil unless it is https, or http of this machine, names a host, and has the mark once after it.
    public init?(_ text: String) {
        let parts = text.components(of: OrderURL.mark)
        guard parts.count == 2, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let host = OrderURL.host(of: parts[0])
        else { return nil }
        guard text.hasPrefix("https://") || OrderURL.loopback.contains(host) else { return nil }
        self.text = text
        self.host = host
        (before, after) = (parts[0], parts[1])
    }

    /// The URL of an order, its number percent-encoded.
    public func url(of order: String) -> String { before + OrderURL.encode(order) + after }

    private static let loopback = ["127.0.0.1", "localhost", "[::1]"]

    /// The host of the beginning of a URL that goes on beyond it; nil if it does not.
    private static func host(of text: String) -> String? {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            let authority = rest[..<slash]
            if authority.isEmpty || authority.contains("@") { return nil }
            if authority.hasPrefix("[") {
                return authority.firstIndex(of: "]").map { String(authority[...$0]) }
            }
            return String(authority.prefix { $0 != ":" })
        }
        return nil
    }

    private static func encode(_ order: String) -> String {
        // A step up or none would be another path.
        let isDots = order == "." || order == ".."
        var text = ""
        for byte in order.utf8 {
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
            let isPlain = isLetter || ASCII.isDigit(byte) || "-_~".utf8.contains(byte)
            if isPlain || byte == UInt8(ascii: ".") && !isDots {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }
}

extension String {
    /// The texts between the places where another is.
    fileprivate func components(of separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
