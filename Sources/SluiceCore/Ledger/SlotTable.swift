/// A record that knows the key it is found by.
protocol KeyedRecord: Sendable {
    associatedtype Tag
    var key: Key<Tag> { get }
}

/// The place of a record in its table; stays the same while the record is resident.
struct Slot: Hashable, Sendable {
    var index: UInt32

    static let none = Slot(index: .max)
    var isNone: Bool { index == .max }
}

/// Records of one kind in a table of chunks, found by key in O(1).
///
/// Rules reach records only through slots, so that the storage can change without touching a rule.
/// The chunks make a copy of a table cheap to go on from: of the original and the copy, whichever is
/// changed first copies only the chunks it changes.
struct SlotTable<Record: KeyedRecord>: @unchecked Sendable {
    typealias Tag = Record.Tag

    private var chunks: ContiguousArray<SlotChunk<Record>> = []
    /// The key of each place ever given out, so that a search looks at no record.
    private var keys: ContiguousArray<Key<Tag>> = []
    private var free: ContiguousArray<Slot> = []
    /// A number that is kept of a place beside its record; shorter than the table, the rest is zero.
    private var marks: ContiguousArray<UInt64> = []
    private var index = KeyIndex()

    var count: Int { index.count }

    func slot(of key: Key<Tag>) -> Slot? {
        let hash = index.hash(key)
        var probe = index.start(hash)
        while let found = index.next(hash, &probe) {
            if keys[Int(found)] == key { return Slot(index: found) }
        }
        return nil
    }

    func record(of key: Key<Tag>) -> Record? {
        guard let slot = slot(of: key) else { return nil }
        return self[slot]
    }

    /// Whether the record of a key is in a place.
    func isResident(_ key: Key<Tag>, at slot: Slot) -> Bool { keys[Int(slot.index)] == key }

    subscript(slot: Slot) -> Record {
        _read { yield chunks[slot.chunk].place(slot.place).pointee }
        _modify {
            let chunk = slot.chunk
            if !isKnownUniquelyReferenced(&chunks[chunk]) { chunks[chunk] = chunks[chunk].copy() }
            yield &chunks[chunk].place(slot.place).pointee
        }
    }

    /// What was marked of a place since its record came, zero for nothing.
    subscript(mark slot: Slot) -> UInt64 {
        get { Int(slot.index) < marks.count ? marks[Int(slot.index)] : 0 }
        set {
            while marks.count <= Int(slot.index) { marks.append(0) }
            marks[Int(slot.index)] = newValue
        }
    }

    /// Adds a record whose key is not there.
    @discardableResult
    mutating func insert(_ record: Record, at key: Key<Tag>) -> Slot {
        precondition(slot(of: key) == nil, "a record is inserted once")
        let slot: Slot
        if let reused = free.popLast() {
            slot = reused
            keys[Int(slot.index)] = key
        } else {
            slot = Slot(index: UInt32(keys.count))
            keys.append(key)
            if slot.place == 0 { chunks.append(SlotChunk.make()) }
        }
        let chunk = slot.chunk
        if !isKnownUniquelyReferenced(&chunks[chunk]) { chunks[chunk] = chunks[chunk].copy() }
        chunks[chunk].put(record, slot.place)
        index.insert(index.hash(key), slot.index)
        return slot
    }

    mutating func remove(_ key: Key<Tag>) {
        guard let slot = slot(of: key) else { return }
        index.remove(index.hash(key), slot.index)
        let chunk = slot.chunk
        if !isKnownUniquelyReferenced(&chunks[chunk]) { chunks[chunk] = chunks[chunk].copy() }
        chunks[chunk].clear(slot.place)
        if Int(slot.index) < marks.count { marks[Int(slot.index)] = 0 }
        keys[Int(slot.index)] = .none
        free.append(slot)
    }

    /// The places that are taken, ascending; complexity O(places).
    var slots: [Slot] {
        var taken: [Slot] = []
        taken.reserveCapacity(count)
        for index in keys.indices {
            let slot = Slot(index: UInt32(index))
            if chunks[slot.chunk].isTaken(slot.place) { taken.append(slot) }
        }
        return taken
    }

    /// A copy for looking at all records, which finds none by key: only chunks are shared, so nothing
    /// else is copied when this table goes on.
    func frozen() -> SlotTable {
        var copy = SlotTable()
        copy.chunks = chunks
        return copy
    }

    /// The resident records in the order of their places; complexity O(places).
    func visit(_ body: (Record) throws -> Void) rethrows {
        for chunk in chunks {
            for place in 0..<SlotChunk<Record>.places where chunk.isTaken(place) {
                try body(chunk.place(place).pointee)
            }
        }
    }
}

extension Slot {
    /// The chunk a place is in, and where in it.
    fileprivate var chunk: Int { Int(index >> 5) }
    fileprivate var place: Int { Int(index & 31) }
}
