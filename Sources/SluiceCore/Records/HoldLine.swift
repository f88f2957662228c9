public struct HoldLine: Hashable, Sendable {
    public var key: LineKey
    /// The amount asked for at placement; zero for a line that an increment added.
    public var requested: Money
    public var amounts: HoldAmounts
    /// Few lines name a seller: kept beside them.
    private var sharedSeller: Shared<MerchantKey>?

    /// Who sells it, as the placement says; `.none` if it names nobody.
    public var seller: MerchantKey {
        get { sharedSeller?.value ?? .none }
        set { sharedSeller = newValue.isNone ? nil : Shared(newValue) }
    }

    init(key: LineKey, seller: MerchantKey, requested: Money, amounts: HoldAmounts) {
        self.key = key
        self.requested = requested
        self.amounts = amounts
        self.seller = seller
    }
}
