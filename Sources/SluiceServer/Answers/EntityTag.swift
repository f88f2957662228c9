import Crypto

/// What tells one state of a document from another (RFC 9110, `ETag`).
struct EntityTag: Hashable, Sendable {
    let text: String

    /// 96 bits of a hash of the bytes: nobody gains by making two documents alike.
    static let bytesUsed = 12

    init(of bytes: [UInt8], isWeak: Bool) {
        let digits = SHA256.hash(data: bytes).prefix(Self.bytesUsed).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        text = (isWeak ? "W/" : "") + "\"" + digits.joined() + "\""
    }

    /// Whether a header `If-None-Match` names it; weak tags are equal there by what stands in quotes.
    func isAmong(_ header: String) -> Bool {
        let tags = header.split(separator: ",").map { tag in
            tag.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        }
        return tags.contains { $0 == "*" || opaque($0) == opaque(text[...]) }
    }

    private func opaque(_ tag: Substring) -> Substring {
        tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
    }
}
