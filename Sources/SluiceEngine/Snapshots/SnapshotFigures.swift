/// What is told of the snapshots made since the start.
public struct SnapshotFigures: Hashable, Sendable {
    /// The newest.
    public var row: UInt64 = 0
    public var bytes = 0
    /// How long it was written.
    public var spentNs: Int64 = 0
    public var written = 0
    public var failures = 0
}
