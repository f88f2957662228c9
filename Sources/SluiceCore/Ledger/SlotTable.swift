/// The place of a record in its table; stays the same while the record is resident.
struct Slot: Hashable, Sendable {
    var index: UInt32

    static let none = Slot(index: .max)
    var isNone: Bool { index == .max }
}

/// Records of one kind in a contiguous table, found by key in O(1).
///
/// Rules reach records only through slots, so that the storage can change without touching a rule.
/// The dictionary is looked up, never iterated: its order differs from process to process.
struct SlotTable<Tag, Record: Sendable>: Sendable {
    private var records: [Record?] = []
    private var free: [Slot] = []
    private var slots: [Key<Tag>: Slot] = [:]

    var count: Int { slots.count }

    func slot(of key: Key<Tag>) -> Slot? { slots[key] }

    func record(of key: Key<Tag>) -> Record? {
        guard let slot = slots[key] else { return nil }
        return records[Int(slot.index)]
    }

    subscript(slot: Slot) -> Record {
        _read { yield records[Int(slot.index)]! }
        _modify { yield &records[Int(slot.index)]! }
    }

    /// Adds a record whose key is not there.
    @discardableResult
    mutating func insert(_ record: Record, at key: Key<Tag>) -> Slot {
        precondition(slots[key] == nil, "a record is inserted once")
        let slot: Slot
        if let reused = free.popLast() {
            slot = reused
            records[Int(slot.index)] = record
        } else {
            slot = Slot(index: UInt32(records.count))
            records.append(record)
        }
        slots[key] = slot
        return slot
    }

    mutating func remove(_ key: Key<Tag>) {
        guard let slot = slots.removeValue(forKey: key) else { return }
        records[Int(slot.index)] = nil
        free.append(slot)
    }

    /// The resident records in the order of their places; complexity O(places).
    func visit(_ body: (Record) throws -> Void) rethrows {
        for record in records { if let record { try body(record) } }
    }
}
