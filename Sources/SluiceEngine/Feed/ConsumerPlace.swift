/// Where a consumer of the journal stands.
public struct ConsumerPlace: Hashable, Sendable {
    /// The newest row it has taken; 0 before it took any, and for one that there is not.
    public var row: UInt64
    /// The newest durable row, looked at after that.
    public var newest: UInt64
    /// Whether it reads of the journal what is in memory no more: it is made again, or was stopped.
    public var isFar: Bool

    /// Whether it has all that is durable.
    public var isThere: Bool { row >= newest }
}

extension Engine {
    /// Where a consumer stands now, by its name.
    public func place(of consumer: String) -> ConsumerPlace {
        let row = status.snapshot.consumers[consumer] ?? 0
        return ConsumerPlace(
            row: row, newest: feed.newestRow, isFar: !feed.hasInMemory(after: row))
    }
}
