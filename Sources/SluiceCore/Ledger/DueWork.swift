/// What lies ahead: a binary heap by due time, then by the sequence of what it belongs to.
///
/// Derived from the records and rebuilt with them. An entry whose record has moved on is left where
/// it is and dropped when it comes up; so is one whose place another record has now. Push and pop are
/// O(log n).
struct DueWork: Sendable {
    enum Subject: Hashable, Sendable {
        /// The end of a temporary limit, or of a payout's time.
        case account(Slot)
        /// A notice, the deadline of a review, the end.
        case hold(Slot)
        /// The end of a stage of a return.
        case order(Slot)
        /// The loss of a merchant's feed.
        case feed(Slot)
    }

    struct Entry: Sendable {
        var due: Instant
        /// The sequence of the placement, limit, payout or return, zero for a feed: the order within
        /// one instant.
        var order: UInt64
        var subject: Subject
    }

    private(set) var heap: ContiguousArray<Entry> = []

    init() {}

    /// Complexity: O(n log n).
    init(_ entries: some Collection<Entry>) {
        heap.reserveCapacity(entries.count)
        for entry in entries { push(entry) }
    }

    /// Entries, those that moved on too.
    var count: Int { heap.count }

    var first: Entry? { heap.first }

    mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        // Mostly what comes last is due last.
        while child > 0 {
            let parent = (child - 1) / 2
            guard isBefore(entry, heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() {
        guard let last = heap.popLast(), !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = 2 * parent + 1
            guard least < heap.count else { return }
            if least + 1 < heap.count, isBefore(heap[least + 1], heap[least]) { least += 1 }
            guard isBefore(heap[least], heap[parent]) else { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    @inline(__always)
    private func isBefore(_ left: Entry, _ right: Entry) -> Bool {
        left.due.ns < right.due.ns || left.due.ns == right.due.ns && left.order < right.order
    }
}
