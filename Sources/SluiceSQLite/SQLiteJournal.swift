import SluiceCore
import SluiceEngine

/// The journal of the embedded store: `journal.db` in the data directory, one raw connection.
///
/// Every durable append is one transaction and one fsync of the write-ahead log
/// (`synchronous=FULL`). The directory must be held by a `DirectoryLock` while it is open for
/// writing; `openReadOnly` needs none. Used by one thread at a time.
public struct SQLiteJournal: Journal {
    static let fileName = "journal.db"

    let path: String
    /// Rows that are no more in the database.
    let folder: RowFolder
    private let version: String
    private(set) var session: Session?
    /// What left no safe way on; every later append gives it again.
    private var failure: String?
    /// By how much the log may grow before a checkpoint is tried.
    private let logBytesMax: Int64
    /// How long the log was when a checkpoint was tried; 0 once it began anew with a shorter commit. With a
    /// longer one the next comes later by no more than the limit.
    private var logBytesTried: Int64 = 0

    /// - Parameter version: the version of Sluice, told to older binaries that cannot read the
    ///   file.
    public init(directory: String, version: String) {
        self.init(directory: directory, version: version, logBytesMax: StoreLimits.logBytesMax)
    }

    init(directory: String, version: String, logBytesMax: Int64) {
        self.path = directory + "/" + SQLiteJournal.fileName
        folder = RowFolder(directory: directory)
        self.version = version
        self.logBytesMax = logBytesMax
    }

    /// Opens a journal beside the process that writes it; append gives `.failed`.
    /// - Throws: `JournalError` as `open` does; `.unavailable` if there is no journal.
    public static func openReadOnly(directory: String) throws(JournalError) -> SQLiteJournal {
        var journal = SQLiteJournal(directory: directory, version: "")
        _ = try journal.begin(.readOnly)
        return journal
    }

    /// The end of the journal as it is now; the epoch is that of the newest writer.
    public func head() throws(JournalError) -> JournalHead {
        guard let session else { throw JournalError(.unavailable, "\(path) is not open") }
        return try session.readHead(path)
    }

    public mutating func open(shard: Shard) throws(JournalError) -> JournalHead {
        try open(shard: shard, epochMin: 0)
    }

    /// Takes the journal under an epoch above `epochMin`, and above every earlier one.
    mutating func open(shard: Shard, epochMin: UInt64) throws(JournalError) -> JournalHead {
        guard shard == .only else {
            throw JournalError(.unavailable, "the embedded store has shard 0 only")
        }
        try SQLiteJournal.checkFormat(path: path)
        try checkFollowsFiles()
        let head = try begin(.create, epochMin: epochMin)
        maintain()
        return head
    }

    mutating func begin(
        _ mode: SQLiteConnection.Mode, epochMin: UInt64 = 0
    ) throws(JournalError) -> JournalHead {
        let session = try Session(path: path, mode: mode, version: version, epochMin: epochMin)
        self.session = session
        return session.head
    }

    public mutating func append(_ row: JournalRow) -> AppendResult {
        if let failure { return .failed(failure) }
        guard let session, let writer = session.writer else {
            return .failed("\(path) is not open for writing")
        }
        let result = writer.append(row, epoch: session.head.epoch)
        if case .failed(let reason) = result { failure = reason }
        return result
    }

    public func read(after sequence: UInt64, bytesMax: Int) throws(JournalError) -> [JournalRow] {
        try read(after: sequence, bytesMax: bytesMax, rowsMax: .max)
    }

    public mutating func forget(through row: UInt64) throws(JournalError) -> Bool {
        if let failure { throw JournalError(.unavailable, failure) }
        guard let writer = session?.writer else {
            throw JournalError(.unavailable, "\(path) is not open for writing")
        }
        try checkIsInFiles(through: row)
        do throws(SQLiteFault) {
            return try writer.forget(through: row)
        } catch {
            // As bad as in an append: the next one tells.
            if error.isInputOutput || error.isDamage || writer.connection.isInTransaction {
                failure = "deletion of rows of \(path): \(error)"
            }
            throw JournalError(error, path)
        }
    }

    /// Folds the log into the database once it has grown beyond its limit.
    ///
    /// A reader may keep part of the log in use; then the next try waits until it has grown by the
    /// same again. A failed fsync here is as bad as one of an append: SQLite keeps the log, but
    /// the next fsync would report success for pages the kernel has dropped.
    public mutating func maintain() {
        guard failure == nil, let session, session.writer != nil else { return }
        let bytes = session.connection.log.bytes
        if bytes < logBytesTried { logBytesTried = 0 }
        guard bytes - logBytesTried >= logBytesMax else { return }
        do {
            try session.connection.foldLog()
        } catch {
            // Disk full or busy: the log stays as it is and holds everything.
            if error.isInputOutput { failure = "checkpoint of \(path): \(error)" }
        }
        logBytesTried = bytes
    }

    /// After a failure the file is left to the next start: closing would fold in a log that may
    /// not be durable.
    public mutating func close() {
        if failure != nil { session?.connection.leakInsteadOfClosingAfterFailedSync() }
        session = nil
    }
}
