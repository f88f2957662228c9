/// Another id of a hold: that of a placement which the natural key showed to be the same purchase.
public struct HoldAlias: Hashable, Sendable {
    public var key: HoldKey
    /// The hold that answered.
    public var hold: HoldKey
    /// What the placement named in `retry_of`: part of the content of the id.
    public var retryOf: HoldKey
    public var sequence: UInt64
}
