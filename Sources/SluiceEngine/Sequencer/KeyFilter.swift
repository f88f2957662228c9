import SluiceCore

/// Says of a key that was never added that it was not; of one in twenty, and one in five once there are
/// forty million, it says that it might have been: a Bloom filter in blocks of one cache line.
///
/// 7 bits a key. Keys are bits of a digest, spread as a filter needs them; who chose names that meet in
/// one block would be looked up in vain, and no more. It grows by parts of one size, and a question asks
/// each.
struct KeyFilter: Sendable {
    private let keysPerPart: Int
    private var parts: [Part] = []
    private(set) var count = 0

    /// - Parameter keysPerPart: of which 7 bits each are taken at once; eight million are 7 MiB.
    init(keysPerPart: Int = 1 << 23) { self.keysPerPart = keysPerPart }

    /// Bytes of all parts.
    var bytes: Int { parts.reduce(0) { $0 + 8 * $1.words.count } }

    mutating func insert(_ key: AnyKey) {
        if count % keysPerPart == 0 { parts.append(Part(keysMax: keysPerPart)) }
        parts[parts.count - 1].insert(key)
        count += 1
    }

    func mayContain(_ key: AnyKey) -> Bool { parts.contains { $0.mayContain(key) } }

    private struct Part: Sendable {
        var words: ContiguousArray<UInt64>

        private static var bitsPerKey: Int { 7 }
        private static var wordsPerBlock: Int { 8 }
        /// Bits of a block set for each key, of the 512 it has.
        private static var bitsSet: Int { 4 }

        init(keysMax: Int) {
            let blocks = max(1, keysMax * Self.bitsPerKey / 512)
            words = ContiguousArray(repeating: 0, count: blocks * Self.wordsPerBlock)
        }

        mutating func insert(_ key: AnyKey) {
            let block = start(key)
            var rest = key.low
            for _ in 0..<Self.bitsSet {
                words[block + Int(rest & 7)] |= 1 << (rest >> 3 & 63)
                rest >>= 9
            }
        }

        func mayContain(_ key: AnyKey) -> Bool {
            let block = start(key)
            var rest = key.low
            for _ in 0..<Self.bitsSet {
                if words[block + Int(rest & 7)] & 1 << (rest >> 3 & 63) == 0 { return false }
                rest >>= 9
            }
            return true
        }

        /// The first word of the block of a key.
        private func start(_ key: AnyKey) -> Int {
            let blocks = UInt64(words.count / Self.wordsPerBlock)
            return Int(key.high.multipliedFullWidth(by: blocks).high) * Self.wordsPerBlock
        }
    }
}

extension RecordKey {
    /// The key without its kind. A hold and another id of it have one of the same kind.
    var anyKey: AnyKey {
        switch self {
        case .accountOperation(let key): key.retagged()
        case .hold(let key): key.retagged()
        case .alias(let key): key.retagged()
        case .order(let key): key.retagged()
        case .fact(let key): key.retagged()
        }
    }
}
