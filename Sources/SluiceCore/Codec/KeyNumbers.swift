/// Numbers the keys of a batch in the order in which they are first seen; the key of nothing is 0.
struct KeyNumbers {
    private var keys: ContiguousArray<AnyKey> = [.none]
    /// Made once there are more keys than are looked through at once.
    private var index: KeyIndex?

    private static let fewMax = 12

    /// The number of a key, and whether it is seen for the first time. O(1).
    mutating func number(of key: AnyKey) -> (number: Int, isNew: Bool) {
        if let found = find(key) { return (found, false) }
        let number = keys.count
        keys.append(key)
        if index != nil {
            index!.insert(index!.hash(key), UInt32(number))
        } else if keys.count > KeyNumbers.fewMax {
            var made = KeyIndex()
            for (number, key) in keys.enumerated() { made.insert(made.hash(key), UInt32(number)) }
            index = made
        }
        return (number, true)
    }

    private func find(_ key: AnyKey) -> Int? {
        guard let index else { return keys.firstIndex(of: key) }
        let hash = index.hash(key)
        var probe = index.start(hash)
        while let place = index.next(hash, &probe) {
            if keys[Int(place)] == key { return Int(place) }
        }
        return nil
    }
}
