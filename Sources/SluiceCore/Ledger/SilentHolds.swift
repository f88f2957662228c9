/// What is derived of a merchant's feed and of the holds that listen to it; no part of the canonical
/// records.
struct SilentHolds: Sendable {
    struct Entry: Comparable, Sendable {
        /// The end of the promise when it began to wait.
        var promisedUntil: Instant
        var placedSequence: UInt64
        var slot: Slot

        static func < (left: Entry, right: Entry) -> Bool {
            (left.promisedUntil, left.placedSequence) < (right.promisedUntil, right.placedSequence)
        }
    }

    /// Open holds whose terms know silence.
    var holds = 0
    /// Those that wait for proof or for the feed.
    var unproved = BinaryHeap<Entry>()
    /// Those of them whose orders were asked for: they wait for the feed, or the switch.
    var proved: ContiguousArray<Entry> = []
    /// Those that wait for another day's cap.
    var capped = BinaryHeap<Entry>()
    /// When the loss of the feed is ahead; `.never` if it is not.
    var feedDue = Instant.never
}

/// The same of every merchant, by its place.
struct SilenceBook: Sendable {
    private var merchants: ContiguousArray<SilentHolds> = []

    subscript(merchant: Slot) -> SilentHolds {
        get {
            let index = Int(merchant.index)
            return index < merchants.count ? merchants[index] : SilentHolds()
        }
        _modify {
            while merchants.count <= Int(merchant.index) { merchants.append(SilentHolds()) }
            yield &merchants[Int(merchant.index)]
        }
    }
}
