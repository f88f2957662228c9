/// The limits of files of rows, each with its reason.
enum RowFileLimits {
    /// Bytes of one file, about: read again within seconds, copied and checked as one.
    static let fileBytesMax: Int64 = 64 << 20

    /// A file is a part of what the database may hold, so that what is over moves in steps: this is
    /// how many make up the whole.
    static let filesOfDatabase: Int64 = 4

    /// Bytes of rows read from the database at once, while it is written beside.
    static let pageBytesMax = 1 << 20

    /// Bytes of rows deleted in one transaction: what a commit waits for at most.
    static let forgetBytesMax: Int64 = 1 << 20

    /// Rows deleted in one transaction, however small they are.
    static let forgetRowsMax = 1_024
}
