/// What the tables of a process mix keys with, so that nobody outside can choose names that meet in
/// one place of them. No outcome depends on it.
private struct TableSecret {
    let first: UInt64
    let second: UInt64

    /// Taken from the seed that the standard library's tables have.
    static let ofProcess = TableSecret(first: digits(1), second: digits(2))

    private static func digits(_ number: Int) -> UInt64 {
        var hasher = Hasher()
        hasher.combine(number)
        return UInt64(truncatingIfNeeded: hasher.finalize())
    }
}

/// Finds places by the hash of a key: open addressing with linear probing.
///
/// It holds 32 bits of the hash and the place, 8 bytes an entry, and leaves it to its owner to compare
/// keys: a place that is found may be another key's. It is at most three quarters full. Insertion,
/// removal and search are O(1); growing moves all entries, without looking at a record.
struct KeyIndex: Sendable {
    /// The hash in the high half, the place in the low one; never a place of `UInt32.max`.
    private var entries: ContiguousArray<UInt64>
    /// The number of bits by which a hash is shifted to give its first entry.
    private var shift: UInt32
    private(set) var count = 0
    private let secret = TableSecret.ofProcess

    private static var empty: UInt64 { .max }

    init() {
        entries = ContiguousArray(repeating: KeyIndex.empty, count: 16)
        shift = 32 - 4
    }

    @inline(__always)
    func hash<Tag>(_ key: Key<Tag>) -> UInt32 {
        let (high, low) = (key.high ^ secret.first)
            .multipliedFullWidth(by: key.low ^ secret.second)
        let mixed = (high ^ low) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }

    /// Where the search for a hash begins.
    @inline(__always)
    func start(_ hash: UInt32) -> Int { Int(hash >> shift) }

    /// The next place whose key has the hash; nil when there are no more.
    @inline(__always)
    func next(_ hash: UInt32, _ probe: inout Int) -> UInt32? {
        while true {
            let entry = entries[probe]
            if entry == KeyIndex.empty { return nil }
            probe = (probe + 1) & (entries.count - 1)
            if UInt32(truncatingIfNeeded: entry >> 32) == hash {
                return UInt32(truncatingIfNeeded: entry)
            }
        }
    }

    mutating func insert(_ hash: UInt32, _ place: UInt32) {
        if 4 * (count + 1) > 3 * entries.count { grow() }
        put(UInt64(hash) << 32 | UInt64(place))
        count += 1
    }

    private mutating func put(_ entry: UInt64) {
        var probe = start(UInt32(truncatingIfNeeded: entry >> 32))
        while entries[probe] != KeyIndex.empty { probe = (probe + 1) & (entries.count - 1) }
        entries[probe] = entry
    }

    private mutating func grow() {
        precondition(shift > 1, "an index holds at most three quarters of 2^31 keys")
        let old = entries
        entries = ContiguousArray(repeating: KeyIndex.empty, count: 2 * old.count)
        shift -= 1
        for entry in old where entry != KeyIndex.empty { put(entry) }
    }

    /// Removes an entry that is there, and closes the gap: a search never passes over a gone entry.
    mutating func remove(_ hash: UInt32, _ place: UInt32) {
        let gone = UInt64(hash) << 32 | UInt64(place)
        let mask = entries.count - 1
        var gap = start(hash)
        while entries[gap] != gone { gap = (gap + 1) & mask }
        var probe = gap
        while true {
            probe = (probe + 1) & mask
            let entry = entries[probe]
            if entry == KeyIndex.empty { break }
            // An entry may fill the gap unless its search begins behind it.
            let home = start(UInt32(truncatingIfNeeded: entry >> 32))
            if (probe - home) & mask >= (probe - gap) & mask {
                entries[gap] = entry
                gap = probe
            }
        }
        entries[gap] = KeyIndex.empty
        count -= 1
    }
}
