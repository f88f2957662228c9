import Crypto
import Hummingbird
import SluiceAPI

/// What a call for a list says of its page.
extension Call {
    /// Where the page begins; nil at the beginning.
    func cursor() throws(Problem) -> PageCursor? { try cursor(of: list) }

    /// The same of a list that is shown at another path, which this call leads back to.
    func cursor(of list: UInt64) throws(Problem) -> PageCursor? {
        guard let text = query["cursor"] else { return nil }
        guard let cursor = PageCursor(text, of: list) else {
            throw Query.fault(
                .invalidField, "cursor",
                "A cursor is the `next` of the page before, of the same list with the same filter.")
        }
        return cursor
    }

    /// How many items the page may have.
    func limit() throws(Problem) -> Int {
        let limit = try query.integer("limit", in: 1...ServerLimits.pageItemsMax)
        return Int(limit ?? ServerLimits.pageItemsDefault)
    }

    /// Tells lists apart: the path, the filter, and the merchant or account the key is bound to.
    var list: UInt64 { list(at: request.uri.path) }

    /// - Parameter path: where the list is shown.
    func list(at path: String) -> UInt64 {
        let place = ["limit", "cursor", "min_sequence", "fragment", "seen"]
        var text = path
        for (name, value) in query.all.sorted(by: { $0.name < $1.name })
        where !place.contains(name) {
            text += "\0\(name)=\(value)"
        }
        text += "\0\(principal.merchant ?? "")\0\(principal.account ?? "")"
        let digest = SHA256.hash(data: Array(text.utf8))
        // 40 bits: nine symbols of a cursor, and no two filters somebody uses are likely the same.
        return digest.prefix(5).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
