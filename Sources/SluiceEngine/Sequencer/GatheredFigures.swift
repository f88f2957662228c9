/// What is told of the keys gathered after a start from a snapshot.
public struct GatheredFigures: Hashable, Sendable {
    /// Whether they are all there, or none are needed: a new key costs no look-up in the archive.
    public var isComplete = true
    public var keys = 0
    /// How long they were gathered.
    public var spentNs: Int64 = 0
}
