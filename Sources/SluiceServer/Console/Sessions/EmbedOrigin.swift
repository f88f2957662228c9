/// A site that may show the consumer's pages in a frame: an origin as browsers write it, by https alone.
public struct EmbedOrigin: Hashable, Sendable {
    /// `https://app.lender.example`, with a port where it is not 443.
    public let text: String

    /// - Returns: nil for anything else than exactly that: no path, no wildcard, nothing in capitals.
    public init?(_ text: String) {
        let form =
            /https:\/\/[a-z0-9]([a-z0-9\-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9\-]*[a-z0-9])?)*(:[0-9]{1,5})?/
        guard text.wholeMatch(of: form) != nil, !text.hasSuffix(":443") else { return nil }
        self.text = text
    }

    /// The origin that was perhaps meant by what is none.
    public static func meant(by text: String) -> EmbedOrigin? {
        var rest = text.lowercased()
        if let scheme = rest.firstRange(of: "://") { rest = String(rest[scheme.upperBound...]) }
        var host = rest.prefix { !"/?#".contains($0) }
        if host.hasSuffix(":443") { host = host.dropLast(4) }
        return EmbedOrigin("https://" + host)
    }
}
