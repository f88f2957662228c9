/// A record that knows the key it is found by.
protocol KeyedRecord: Sendable {
    associatedtype Tag
    var key: Key<Tag> { get }
}

extension AccountRecord: KeyedRecord {}
extension AccountOperation: KeyedRecord {}
extension HoldRecord: KeyedRecord {}
extension HoldAlias: KeyedRecord {}
extension OrderRecord: KeyedRecord {}
extension MerchantRecord: KeyedRecord {}
extension SourceRecord: KeyedRecord {}
extension ProposalRecord: KeyedRecord {}
extension SubjectRecord: KeyedRecord {}

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
struct SlotTable<Record: KeyedRecord>: Sendable {
    typealias Tag = Record.Tag

    /// Records of a chunk: small enough that copying one is nothing beside a commit.
    private static var chunkShift: UInt32 { 5 }
    private static var chunkMask: UInt32 { 1 << chunkShift - 1 }

    private var chunks: ContiguousArray<ContiguousArray<Record?>> = []
    /// Places ever given out.
    private var places: UInt32 = 0
    private var free: ContiguousArray<Slot> = []
    private var index: KeyIndex

    init(secret: TableSecret) { index = KeyIndex(secret: secret) }

    var count: Int { index.count }

    func slot(of key: Key<Tag>) -> Slot? {
        let hash = index.hash(key)
        var probe = index.start(hash)
        while let found = index.next(hash, &probe) {
            if chunks[Int(found >> Self.chunkShift)][Int(found & Self.chunkMask)]?.key == key {
                return Slot(index: found)
            }
        }
        return nil
    }

    func record(of key: Key<Tag>) -> Record? {
        guard let slot = slot(of: key) else { return nil }
        return chunks[Int(slot.index >> Self.chunkShift)][Int(slot.index & Self.chunkMask)]
    }

    subscript(slot: Slot) -> Record {
        _read {
            yield chunks[Int(slot.index >> Self.chunkShift)][Int(slot.index & Self.chunkMask)]!
        }
        _modify {
            yield &chunks[Int(slot.index >> Self.chunkShift)][Int(slot.index & Self.chunkMask)]!
        }
    }

    /// Adds a record whose key is not there.
    @discardableResult
    mutating func insert(_ record: Record, at key: Key<Tag>) -> Slot {
        precondition(slot(of: key) == nil, "a record is inserted once")
        let slot: Slot
        if let reused = free.popLast() {
            slot = reused
            chunks[Int(slot.index >> Self.chunkShift)][Int(slot.index & Self.chunkMask)] = record
        } else {
            slot = Slot(index: places)
            places += 1
            if slot.index & Self.chunkMask == 0 {
                var chunk: ContiguousArray<Record?> = []
                chunk.reserveCapacity(1 << Int(Self.chunkShift))
                chunks.append(chunk)
            }
            chunks[chunks.count - 1].append(record)
        }
        index.insert(index.hash(key), slot.index)
        return slot
    }

    mutating func remove(_ key: Key<Tag>) {
        guard let slot = slot(of: key) else { return }
        index.remove(index.hash(key), slot.index)
        chunks[Int(slot.index >> Self.chunkShift)][Int(slot.index & Self.chunkMask)] = nil
        free.append(slot)
    }

    /// The resident records in the order of their places; complexity O(places).
    func visit(_ body: (Record) throws -> Void) rethrows {
        for chunk in chunks {
            for record in chunk { if let record { try body(record) } }
        }
    }
}
