public struct HoldLine: Hashable, Sendable {
    public var key: LineKey
    public var seller: MerchantKey
    /// The amount asked for at placement; zero for a line that an increment added.
    public var requested: Money
    public var amounts: HoldAmounts
}
