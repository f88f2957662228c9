import SluiceAPI

/// Where a page of a list begins, told outside as a text that only the same list takes.
///
/// ```
/// s5k.s3c9.s1f7q0x
/// │   │    └ the list: its path, its filter and whose it is
/// │   └ how far the store was when the list was begun
/// └ the place, one number or more
/// ```
struct PageCursor: Hashable, Sendable {
    /// The place of the item before, as the list counts places.
    var place: [UInt64]
    /// The newest event the first page could know of; 0 where the list is of no store.
    var asOf: UInt64

    /// Numbers a place has at most: a list by deadline has two.
    static let placeNumbersMax = 2

    init(place: [UInt64], asOf: UInt64) {
        self.place = place
        self.asOf = asOf
    }

    /// - Returns: nil for a text that no page of this list told.
    init?(_ text: String, of list: UInt64) {
        var numbers: [UInt64] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            // Stores count in signed numbers.
            guard numbers.count < Self.placeNumbersMax + 2,
                let number = OpaqueSequence.decode(part), number <= UInt64(Int64.max)
            else { return nil }
            numbers.append(number)
        }
        guard numbers.count >= 3, numbers.removeLast() == list else { return nil }
        asOf = numbers.removeLast()
        place = numbers
    }

    func text(of list: UInt64) -> String {
        (place + [asOf, list]).map(OpaqueSequence.encode).joined(separator: ".")
    }
}
