import SluiceCore

/// Bounds and shares of the lanes, each with its reason (docs/reference/limits.md).
public struct LaneOptions: Sendable {
    /// Commands that may wait in a lane; beyond it the door answers `overloaded` at once. Together
    /// some 100 MB, and a second or less of work.
    public var costMax = PerLane(
        unlock: 32_768, checkout: 32_768, sync: 65_536, background: 32_768)
    /// Commands of one merchant that may wait in `sync`, a quarter of it: a shop's flood makes that
    /// shop wait and come again, and leaves room for the facts of all others.
    public var syncMerchantCostMax = 16_384
    /// The share of a lane while all wait. That of `unlock` is its floor: whatever comes, a third of
    /// the work is there for it.
    public var weight = PerLane(unlock: 4, checkout: 4, sync: 3, background: 1)
    /// The cost a lane of weight 1 has in a round: so small that a round of all is part of a batch.
    public var quantum = 8
    /// Commands of one request that are taken in one go: a larger one is taken in pieces, and others have
    /// their turn between two of them. About a millisecond of work, and half of what is taken at once.
    public var pieceCostMax = 128
    /// How long work may be foreseen to wait before the rest is shed: lists, exports and backfill
    /// when all that waits takes longer, placements when those before them do. `.max` sheds nothing.
    public var delayMaxNs: Int64 = 250 * Span.millisecondNs

    /// Below so much that waits nothing is shed: it is taken at once, and says little of the rate.
    public var shedCostMin = 256

    public init() {}
}
