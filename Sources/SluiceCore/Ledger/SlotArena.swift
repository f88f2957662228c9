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
/// copies only the chunks it changes.
struct SlotArena<Record: Sendable>: @unchecked Sendable {
    private var chunks: ContiguousArray<SlotChunk<Record>> = []
    private var free: ContiguousArray<Slot> = []
    /// How many places were ever given out.
    private(set) var places: UInt32 = 0

    subscript(slot: Slot) -> Record {
        @inline(__always) _read { yield chunks[slot.chunk].place(slot.place).pointee }
        @inline(__always) _modify {
            let chunk = slot.chunk
            if !isKnownUniquelyReferenced(&chunks[chunk]) { chunks[chunk] = chunks[chunk].copy() }
            yield &chunks[chunk].place(slot.place).pointee
        }
    }

    mutating func insert(_ record: consuming Record) -> Slot {
        let slot: Slot
        if let reused = free.popLast() {
            slot = reused
        } else {
            slot = Slot(index: places)
            places += 1
            if slot.place == 0 { chunks.append(SlotChunk.make()) }
        }
        let chunk = slot.chunk
        if !isKnownUniquelyReferenced(&chunks[chunk]) { chunks[chunk] = chunks[chunk].copy() }
        chunks[chunk].put(record, slot.place)
        return slot
    }

    mutating func remove(_ slot: Slot) {
        let chunk = slot.chunk
        if !isKnownUniquelyReferenced(&chunks[chunk]) { chunks[chunk] = chunks[chunk].copy() }
        chunks[chunk].clear(slot.place)
        free.append(slot)
    }

    /// Whether a place that was given out once has a record now.
    func isTaken(_ slot: Slot) -> Bool { chunks[slot.chunk].isTaken(slot.place) }

    /// A copy for looking at the records: only chunks are shared, so nothing else is copied when this
    /// one goes on.
    func frozen() -> SlotArena {
        var copy = SlotArena()
        copy.chunks = chunks
        copy.places = places
        return copy
    }

    /// The places that are taken, ascending; complexity O(places).
    var slots: [Slot] {
        (0..<places).lazy.map { Slot(index: $0) }.filter { isTaken($0) }
    }
}

extension Slot {
    /// The chunk a place is in, and where in it.
    @inline(__always)
    fileprivate var chunk: Int { Int(index >> 5) }
    @inline(__always)
    fileprivate var place: Int { Int(index & 31) }
}
