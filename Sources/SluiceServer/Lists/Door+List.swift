import Hummingbird
import SluiceAPI
import SluiceEngine

extension Door {
    /// A page of a list, or the whole of it where the caller takes rows.
    func show<Item>(_ listing: Listing<Item>, for call: Call) async throws -> Response {
        if let format = ExportFormat(accept: call.request.headers[.accept]) {
            return try await export(listing, as: format, for: call)
        }
        let (cursor, limit) = (try call.cursor(), try call.limit())
        let page = try await read(listing, after: cursor, limit: limit)
        return .json(sequence: page.sequence, isStale: isStale(listing)) { writer in
            writer.object { writer in
                writer.name(listing.name)
                writer.array { writer in
                    for item in page.items { listing.write(item, &writer) }
                }
                if let next = page.cursor(after: cursor) {
                    writer.member("next", next.text(of: call.list))
                }
            }
        }
    }

    /// A page that knows of all that the first one of the list could know of.
    func read<Item>(
        _ listing: Listing<Item>, after cursor: PageCursor?, limit: Int
    ) async throws -> ListedPage<Item> {
        if let cursor, let store = listing.store {
            try await reach(cursor.asOf, in: store, namedBy: "cursor")
        }
        return try await listing.read(cursor, limit)
    }

    /// Whether the list is older than it ought to be.
    func isStale<Item>(_ listing: Listing<Item>) -> Bool {
        listing.store.map(isBehind) ?? false
    }
}

extension ListedPage {
    /// Where the following page begins; nil at the end.
    func cursor(after cursor: PageCursor?) -> PageCursor? {
        next.map { PageCursor(place: $0, asOf: cursor?.asOf ?? sequence ?? 0) }
    }
}
