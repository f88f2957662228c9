import SluiceAPI
import SluiceCore
import SluiceEngine

/// A list as doors show it: read by pages, written item by item.
struct Listing<Item: Sendable>: Sendable {
    /// The member of the answer that has the items.
    let name: String
    /// What a table has of an item, by the paths of its members.
    let columns: [String]
    /// What the pages are read from; nil for what is no follower of the journal.
    var store: ReadStore?
    let read: @Sendable (_ after: PageCursor?, _ limit: Int) async throws -> ListedPage<Item>
    let write: @Sendable (Item, inout JSONWriter) -> Void
}

extension ListedPage {
    /// A page of a list that is in memory whole, in the order of the places of its items.
    ///
    /// An item has its place for as long as it is there, so what comes and goes meanwhile moves no other.
    init(
        of all: [Item], by place: (Item) -> ListedPlace, after cursor: PageCursor?, limit: Int
    ) throws(Problem) {
        let after = try cursor.numbers(2).map { ListedPlace(at: $0[0], number: $0[1]) }
        let places = all.map { (place: place($0), item: $0) }
            .filter { entry in after.map { $0 < entry.place } ?? true }
            .sorted { $0.place < $1.place }
        let shown = places.prefix(limit)
        self.init(
            items: shown.map(\.item),
            next: places.count > limit ? shown.last.map { [$0.place.at, $0.place.number] } : nil,
            sequence: nil)
    }
}

/// Where an item of such a list is: when it was made, and the number of its id.
struct ListedPlace: Comparable {
    var at: UInt64
    var number: UInt64

    init(at: UInt64, number: UInt64) {
        self.at = at
        self.number = number
    }

    init(madeAt: Instant, id: String) {
        self.init(at: UInt64(max(0, madeAt.ns)), number: APIKey.number(of: id))
    }

    static func < (one: ListedPlace, other: ListedPlace) -> Bool {
        (one.at, one.number) < (other.at, other.number)
    }
}

/// A page of a list. `next` is the place of its last item; nil at the end.
struct ListedPage<Item: Sendable>: Sendable {
    var items: [Item]
    var next: [UInt64]?
    /// The newest event the page can know of; nil where it is of no store.
    var sequence: UInt64?

    init(items: [Item], next: [UInt64]?, sequence: UInt64?) {
        self.items = items
        self.next = next
        self.sequence = sequence
    }

    init(_ viewed: Viewed<ViewPage<Item>>) {
        self.init(
            items: viewed.value.items, next: viewed.value.next.map { [$0] },
            sequence: viewed.sequence)
    }

    init(_ viewed: Viewed<DuePage<Item>>) {
        self.init(
            items: viewed.value.items,
            next: viewed.value.next.map { [UInt64(max(0, $0.dueAt.ns)), $0.sequence] },
            sequence: viewed.sequence)
    }
}

extension PageCursor? {
    /// The numbers of the place, as many as the list counts by; nil at the beginning.
    func numbers(_ count: Int) throws(Problem) -> [UInt64]? {
        guard let place = self?.place else { return nil }
        guard place.count == count else {
            throw Query.fault(
                .invalidField, "cursor", "A cursor is the `next` of the page before.")
        }
        return place
    }

    /// The place of a list that counts by one number; 0 at the beginning.
    func number() throws(Problem) -> UInt64 { try numbers(1)?[0] ?? 0 }
}
