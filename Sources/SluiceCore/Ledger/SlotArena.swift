/// The place of a record in its table; stays the same while the record is resident.
struct Slot: Hashable, Sendable {
    var index: UInt32

    static let none = Slot(index: .max)
    @inline(__always)
    var isNone: Bool { index == .max }
}

/// Records of one kind side by side in chunks, reached by their place.
///
/// The chunks make a copy cheap to go on from: of the original and the copy, whichever is changed first
/// copies only the chunks it changes. Which chunks are its own is kept with where they are, so that a change
/// looks at no memory of a chunk but the record.
struct SlotArena<Record: Sendable>: @unchecked Sendable {
    private struct Entry {
        var chunk: SlotChunk<Record>
        /// A bit each for the places that are taken, as the chunk has them.
        var taken: UInt32 = 0
        /// The tenure in which the chunk was found to be of nobody else.
        var tenure: UInt32
    }

    private var entries: ContiguousArray<Entry> = []
    private var free: ContiguousArray<Slot> = []
    /// How many places were ever given out.
    private(set) var places: UInt32 = 0
    /// Shared with every copy that no change has parted from.
    private var owner = ArenaOwner()
    /// Counts the times this one was parted from its copies: what was its own before may not be now.
    private var tenure: UInt32 = 0

    subscript(slot: Slot) -> Record {
        @inline(__always) _read { yield place(slot).pointee }
        @inline(__always) _modify {
            own(slot.chunk)
            yield &place(slot).pointee
        }
    }

    mutating func insert(_ record: consuming Record) -> Slot {
        let slot: Slot
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = Slot(index: places)
            places += 1
            if slot.place == 0 { entries.append(Entry(chunk: SlotChunk.make(), tenure: tenure)) }
        }
        own(slot.chunk)
        entries[slot.chunk].chunk.put(record, slot.place)
        entries[slot.chunk].taken |= 1 << UInt32(slot.place)
        return slot
    }

    mutating func remove(_ slot: Slot) {
        own(slot.chunk)
        entries[slot.chunk].chunk.clear(slot.place)
        entries[slot.chunk].taken &= ~(1 << UInt32(slot.place))
        free.append(slot)
    }

    /// Whether a place that was given out once has a record now.
    @inline(__always)
    func isTaken(_ slot: Slot) -> Bool {
        entries[slot.chunk].taken & 1 << UInt32(slot.place) != 0
    }

    /// Where the record of a place is; only until the table is changed.
    @inline(__always)
    private func place(_ slot: Slot) -> UnsafeMutablePointer<Record> {
        precondition(isTaken(slot), "no record in this place")
        return entries[slot.chunk].chunk.place(slot.place)
    }

    /// A copy for looking at the records: only chunks are shared, so nothing else is copied when this
    /// one goes on.
    func frozen() -> SlotArena {
        var copy = SlotArena()
        copy.entries = entries
        copy.places = places
        copy.owner = owner
        copy.tenure = tenure
        return copy
    }

    /// The places that are taken, ascending; complexity O(places).
    var slots: [Slot] {
        (0..<places).lazy.map { Slot(index: $0) }.filter { isTaken($0) }
    }

    // MARK: Ownership

    /// Makes a chunk this one's own before it is changed.
    @inline(__always)
    private mutating func own(_ chunk: Int) {
        if !isKnownUniquelyReferenced(&owner) || owner.hasParted { part() }
        if entries[chunk].tenure != tenure { takeOver(chunk) }
    }

    /// Parts from all copies: those that had the same owner learn it, so that one who is left alone with it
    /// does not take the chunks for its own that this one has as well.
    @inline(never)
    private mutating func part() {
        owner.part()
        owner = ArenaOwner()
        tenure += 1
    }

    @inline(never)
    private mutating func takeOver(_ chunk: Int) {
        if !isKnownUniquelyReferenced(&entries[chunk].chunk) {
            entries[chunk].chunk = entries[chunk].chunk.copy()
        }
        entries[chunk].tenure = tenure
    }
}

/// Whoever has the only reference to it, and nobody parted from it, has the chunks of its tenure alone.
private final class ArenaOwner: @unchecked Sendable {
    /// Written before the reference of the one who parts is released, and read by who has found itself alone:
    /// as with the elements of an array, that orders the two.
    private(set) var hasParted = false

    func part() { hasParted = true }
}

extension Slot {
    /// The chunk a place is in, and where in it.
    @inline(__always)
    fileprivate var chunk: Int { Int(index >> 5) }
    @inline(__always)
    fileprivate var place: Int { Int(index & 31) }
}
