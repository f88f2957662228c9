/// A record that knows the key it is found by.
protocol KeyedRecord: Sendable {
    associatedtype Tag
    /// What is kept beside it.
    associatedtype Aside: RecordAside = EndedMark
    var key: Key<Tag> { get }
}

/// What is derived of a record and changes more often than it, or is wanted without it: kept by place, side
/// by side, so that looking at it does not wait for the record. It is in no image and no frozen copy.
protocol RecordAside: Sendable {
    init()
    /// Of a record that has ended the row in which that was noted, zero for none.
    var endedRow: UInt64 { get set }
}

struct EndedMark: RecordAside {
    var endedRow: UInt64 = 0
}

/// Records of one kind, found by key in O(1).
///
/// Rules reach records only through slots, so that the storage can change without touching a rule.
struct SlotTable<Record: KeyedRecord>: Sendable {
    typealias Tag = Record.Tag

    private var arena = SlotArena<Record>()
    /// Shorter than the table where nothing was kept of the last places yet.
    private var asides: ContiguousArray<Record.Aside> = []
    private var index = KeyIndex()

    var count: Int { index.count }

    func slot(of key: Key<Tag>) -> Slot? {
        if index.count == 0 { return nil }
        let hash = index.hash(key)
        var probe = index.start(hash)
        while let found = index.next(hash, &probe) {
            let slot = Slot(index: found)
            if arena[slot].key == key { return slot }
        }
        return nil
    }

    func record(of key: Key<Tag>) -> Record? {
        guard let slot = slot(of: key) else { return nil }
        return arena[slot]
    }

    /// Whether the record of a key is in a place.
    func isResident(_ key: Key<Tag>, at slot: Slot) -> Bool {
        arena.isTaken(slot) && arena[slot].key == key
    }

    func isTaken(_ slot: Slot) -> Bool { arena.isTaken(slot) }

    subscript(slot: Slot) -> Record {
        @inline(__always) _read { yield arena[slot] }
        @inline(__always) _modify { yield &arena[slot] }
    }

    /// What is kept of a place since its record came.
    subscript(aside slot: Slot) -> Record.Aside {
        @inline(__always) get {
            Int(slot.index) < asides.count ? asides[Int(slot.index)] : Record.Aside()
        }
        @inline(__always) _modify {
            if asides.count <= Int(slot.index) { keepAsides(to: slot) }
            yield &asides[Int(slot.index)]
        }
    }

    @inline(never)
    private mutating func keepAsides(to slot: Slot) {
        while asides.count <= Int(slot.index) { asides.append(Record.Aside()) }
    }

    /// Adds a record whose key is not there.
    @discardableResult
    mutating func insert(_ record: consuming Record, at key: Key<Tag>) -> Slot {
        precondition(slot(of: key) == nil, "a record is inserted once")
        let slot = arena.insert(record)
        index.insert(index.hash(key), slot.index)
        return slot
    }

    /// Adds a record unless its key is there.
    /// - Returns: its place; nil where there is one.
    mutating func add(_ record: Record) -> Slot? {
        slot(of: record.key) == nil ? insert(record, at: record.key) : nil
    }

    mutating func remove(_ key: Key<Tag>) {
        guard let slot = slot(of: key) else { return }
        index.remove(index.hash(key), slot.index)
        arena.remove(slot)
        if Int(slot.index) < asides.count { asides[Int(slot.index)] = Record.Aside() }
    }

    /// The places that are taken, ascending; complexity O(places).
    var slots: [Slot] { arena.slots }

    /// A copy for looking at all records, which finds none by key and shares chunks alone.
    func frozen() -> SlotTable {
        var copy = SlotTable()
        copy.arena = arena.frozen()
        return copy
    }

    /// The resident records in the order of their places; complexity O(places).
    func visit(_ body: (Record) throws -> Void) rethrows {
        for slot in arena.slots { try body(arena[slot]) }
    }
}
