import SluiceAPI

/// A place between two events of the journal, told outside as an opaque text.
///
/// Rows and offsets rather than event numbers: a journal is read by rows, so that a position is
/// found without a search.
struct EventPosition: Hashable, Sendable {
    /// The newest row all of whose events lie before.
    var row: UInt64
    /// How many events of the next row lie before.
    var offset: Int

    static let beginning = EventPosition(row: 0, offset: 0)

    init(row: UInt64, offset: Int) {
        self.row = row
        self.offset = offset
    }

    /// The position of a text made by `text`, nil for any other.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let row = OpaqueSequence.decode(parts[0]) else { return nil }
        self.row = row
        offset = 0
        guard parts.count == 2 else { return }
        guard let offset = OpaqueSequence.decode(parts[1]), offset > 0, offset <= UInt32.max
        else { return nil }
        self.offset = Int(offset)
    }

    var text: String {
        let row = OpaqueSequence.encode(row)
        return offset == 0 ? row : row + "." + OpaqueSequence.encode(UInt64(offset))
    }
}
