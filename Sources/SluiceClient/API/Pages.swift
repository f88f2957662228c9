/// A list, read a page at a time as its items are asked for.
///
/// What was there when it was begun comes once, whatever is written meanwhile.
public struct Pages<Item: Decodable & Sendable>: AsyncSequence, Sendable {
    public typealias Element = Item

    let client: SluiceAPIClient
    let operation: Operation
    var parts: [String] = []
    let query: [(String, String?)]
    let minSequence: String?
    let size: Int

    public func makeAsyncIterator() -> Iterator { Iterator(list: self) }

    public struct Iterator: AsyncIteratorProtocol {
        let list: Pages<Item>
        private var page: [Item] = []
        private var position = 0
        private var cursor: String?
        private var isAtEnd = false

        init(list: Pages<Item>) { self.list = list }

        /// - Throws: `SluiceError`; the list may be begun anew.
        public mutating func next() async throws -> Item? {
            while position == page.count {
                if isAtEnd { return nil }
                let read = try await list.page(after: cursor)
                (page, position, cursor) = (read.items, 0, read.next)
                isAtEnd = cursor == nil
            }
            defer { position += 1 }
            return page[position]
        }
    }

    /// All items at once, for a list that is known to be short.
    public func all() async throws -> [Item] {
        var items: [Item] = []
        for try await item in self { items.append(item) }
        return items
    }

    private func page(after cursor: String?) async throws -> Page<Item> {
        let place = [("limit", "\(size)"), ("cursor", cursor), ("min_sequence", minSequence)]
        let answer: Answer<Page<Item>> = try await client.get(
            operation, parts, query: query + place)
        return answer.value
    }
}

/// A page of a list: its only member that is an array, and `next`.
struct Page<Item: Decodable & Sendable>: Decodable, Sendable {
    var items: [Item] = []
    var next: String?

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(intValue: Int) { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Name.self)
        for name in container.allKeys {
            if name.stringValue == "next" {
                next = try container.decode(String.self, forKey: name)
            } else {
                items = try container.decode([Item].self, forKey: name)
            }
        }
    }
}
