/// Every limit of an audit beyond those of an import, each with its reason.
enum AuditLimits {
    /// 20 million orders: the orders export is in memory, at about 150 bytes an order.
    static let ordersMax = 20_000_000

    /// 50 million locks: their ids are in memory, at about 40 bytes each, so that a doubled row is
    /// counted once.
    static let holdsMax = 50_000_000

    /// 10,000 examples of each finding are enough for a page; more are in the file of --csv.
    static let examplesMax = 10_000
}
