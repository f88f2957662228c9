/// Where an endpoint of webhooks listens: https, or http of this machine.
public struct WebhookURL: Hashable, Sendable {
    public let text: String
    /// Without the brackets of an address of version 6.
    public let host: String
    public let port: Int

    /// Bytes of a URL.
    public static let bytesMax = 1_024

    /// nil unless it has a scheme that may be, a host, and neither a user nor a fragment.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#"),
            !text.contains("\\")
        else { return nil }
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@"), let (host, portText) = Self.split(authority) else {
            return nil
        }
        let port = portText.map { Int($0) ?? 0 } ?? (isSecure ? 443 : 80)
        guard (1...65_535).contains(port) else { return nil }
        guard isSecure || ["127.0.0.1", "localhost", "::1"].contains(host) else { return nil }
        self.text = text
        self.host = host
        self.port = port
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
        guard (1...2).contains(parts.count), let host = parts.first, !host.isEmpty else {
            return nil
        }
        return (host.lowercased(), parts.count == 2 ? parts[1] : nil)
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
