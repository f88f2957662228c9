import SluiceCore

/// When rows that everybody has passed move from the journal's database into files; each limit with
/// its reason.
public struct RowFilingOptions: Sendable {
    /// The age at which the oldest row moves, with all older than half of it: a day is what people
    /// look back at most.
    public var ageMaxNs = 24 * Span.hourNs
    /// Bytes of rows in the database beyond which the oldest move though they are younger: what a
    /// copy of it takes some ten seconds to read.
    public var bytesMax: Int64 = 1 << 30
    /// How often it is looked whether any are to move: a fraction of what a full disk writes.
    public var pauseNs = Span.secondNs

    public init() {}
}

/// The store that moves rows into files, as functions.
///
/// Used by one thread that is not the journal's. It deletes nothing: `Journal.forget` does, once a
/// file is verified.
public struct RowFiling: Sendable {
    /// Writes the next file of rows up to one, if it is time, and verifies it; or names the file an
    /// earlier process left with its rows still in the database.
    /// - Returns: nil if no rows are to move now.
    /// - Throws: `JournalError`; then nothing is to be deleted.
    public typealias Next =
        (_ safe: UInt64, _ now: Instant, _ options: RowFilingOptions) throws -> FiledRows?

    /// Opens what it needs.
    public var open: @Sendable () throws -> Next

    public init(open: @escaping @Sendable () throws -> Next) { self.open = open }
}

/// Rows that stand in a verified file.
public struct FiledRows: Hashable, Sendable {
    public var first: UInt64
    public var last: UInt64
    /// Bytes of the file.
    public var bytes: Int

    public init(first: UInt64, last: UInt64, bytes: Int) {
        self.first = first
        self.last = last
        self.bytes = bytes
    }
}

/// What was moved into files since the start.
public struct RowFilingFigures: Hashable, Sendable {
    /// The newest row that is in a file and no more in the database; 0 before the first.
    public var row: UInt64 = 0
    public var files = 0
    public var rows: UInt64 = 0
    public var bytes = 0
    public var failures = 0
    /// The longest a deletion kept the journal's thread.
    public var forgetMaxNs: Int64 = 0
}
