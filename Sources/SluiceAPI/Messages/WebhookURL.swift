/// Where an endpoint of webhooks listens: https, or http of this machine.
public struct WebhookURL: Hashable, Sendable {
    /// The authority is in lower case: whoever compares hosts finds this one.
    public let text: String
    /// In lower case, without the brackets of an address of version 6.
    public let host: String

    /// Bytes of a URL.
    public static let bytesMax = 1_024

    /// nil unless it has a scheme that may be, a host of plain characters, and neither a user nor a
    /// fragment.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#"),
            !text.contains("\\")
        else { return nil }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let path = rest.drop { $0 != "/" && $0 != "?" }
        let authority = rest[..<path.startIndex].lowercased()
        guard let (host, portText) = Self.split(authority[...]) else { return nil }
        let port = portText.map { Int($0) ?? 0 } ?? (isSecure ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        guard isSecure || ["127.0.0.1", "localhost", "::1"].contains(host) else { return nil }
        self.text = (isSecure ? "https://" : "http://") + authority + path
        self.host = host
    }

    private static func split(_ authority: Substring) -> (host: String, port: Substring?)? {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let host = authority[authority.index(after: authority.startIndex)..<end]
            let rest = authority[authority.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":"), IPAddress(String(host)) != nil else {
                return nil
            }
            return (String(host), rest.isEmpty ? nil : rest.dropFirst())
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let host = parts.first, !host.isEmpty,
            host.utf8.allSatisfy(isPlain)
        else { return nil }
        return (String(host), parts.count == 2 ? parts[1] : nil)
    }

    /// What a name or an address of version 4 is written with. A `%` above all is none: others may read
    /// another host behind it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Whether the host is an address, or a name, that only this machine or its network knows.
    public var isPrivate: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host.hasSuffix(".local")
            || host.hasSuffix(".internal")
        {
            return true
        }
        return IPAddress(host).map { !$0.isPublic } ?? false
    }
}
