/// Places of a table side by side in memory: read and changed where they are, never copied to be looked
/// at.
///
/// With ByteWriter the only unsafe memory of the core. A place is initialised exactly while its bit in the
/// header is set; its table has the same bits, and checks them at every access. Chunks are shared between
/// copies of a table and changed only by one that has the only reference to it; that makes a table Sendable.
final class SlotChunk<Record: Sendable>: ManagedBuffer<UInt32, Record> {
    /// Small enough that copying a chunk is nothing beside a commit; a bit each in the header.
    static var places: Int { 32 }

    static func make() -> SlotChunk {
        unsafeDowncast(create(minimumCapacity: places) { _ in 0 }, to: SlotChunk.self)
    }

    /// A bit each for the places that are taken: what is to be freed with the chunk. Reached through its
    /// address: the header as a property would be checked for exclusive access, which the one owner of a
    /// chunk has.
    private var taken: UInt32 {
        @inline(__always) get { withUnsafeMutablePointerToHeader { $0.pointee } }
        @inline(__always) set { withUnsafeMutablePointerToHeader { $0.pointee = newValue } }
    }

    private func isTaken(_ place: Int) -> Bool { taken & 1 << UInt32(place) != 0 }

    /// Where the record of a place is, if it is taken; only until the table that has the chunk is changed.
    @inline(__always)
    func place(_ place: Int) -> UnsafeMutablePointer<Record> {
        withUnsafeMutablePointerToElements { $0 + place }
    }

    func put(_ record: consuming Record, _ place: Int) {
        precondition(!isTaken(place), "a record is there already")
        self.place(place).initialize(to: record)
        taken |= 1 << UInt32(place)
    }

    func clear(_ place: Int) {
        precondition(isTaken(place), "no record in this place")
        self.place(place).deinitialize(count: 1)
        taken &= ~(1 << UInt32(place))
    }

    func copy() -> SlotChunk {
        let copy = SlotChunk.make()
        for place in 0..<SlotChunk.places where isTaken(place) {
            copy.put(self.place(place).pointee, place)
        }
        return copy
    }

    deinit {
        for place in 0..<SlotChunk.places where isTaken(place) {
            self.place(place).deinitialize(count: 1)
        }
    }
}
