import Crypto
import Hummingbird
import SluiceAPI
import SluiceCore

/// What tells one state of a document from another (RFC 9110, `ETag`).
struct EntityTag: Hashable, Sendable {
    let text: String

    /// 96 bits of a hash of the bytes: nobody gains by making two documents alike.
    static let bytesUsed = 12

    init(of bytes: [UInt8], isWeak: Bool) {
        let digits = SHA256.hash(data: bytes).prefix(Self.bytesUsed).hexadecimal
        text = (isWeak ? "W/" : "") + "\"" + digits + "\""
    }

    /// Of a document as the audience of the request reads it.
    init(isWeak: Bool = false, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(for: Addressee.current.audience)
        write(&writer)
        self.init(of: writer.bytes, isWeak: isWeak)
    }

    /// Whether a header `If-None-Match` names it; weak tags are equal there by what stands in quotes.
    func isAmong(_ header: String) -> Bool {
        tags(of: header).contains { $0 == "*" || opaque($0) == opaque(text[...]) }
    }

    /// Whether a header `If-Match` names it; a weak tag does not say enough there.
    func isMatched(_ header: String) -> Bool {
        tags(of: header).contains { $0 == "*" || $0 == text && !text.hasPrefix("W/") }
    }

    private func tags(of header: String) -> [Substring] {
        header.split(separator: ",").map { tag in
            tag.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        }
    }

    private func opaque(_ tag: Substring) -> Substring {
        tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
    }
}

extension Call {
    /// Refuses a change that `If-Match` allows of another state than the one there is.
    ///
    /// To be asked where nothing can come between it and the change.
    func check(_ tag: EntityTag) throws {
        guard let wanted = request.headers[.ifMatch], !tag.isMatched(wanted) else { return }
        throw PreconditionFailed(tag: tag)
    }
}

/// What the caller wants changed is not as the caller knows it.
struct PreconditionFailed: Error {
    /// The tag it has now.
    let tag: EntityTag

    var problem: Problem {
        Problem(
            .preconditionFailed,
            detail: "It was changed since: read it again. Its tag is in the header ETag.")
    }

    func response(to request: Request) -> Response {
        var response = problem.response(to: request)
        response.headers[.eTag] = tag.text
        return response
    }
}
