/// Every limit of an import, each with its reason.
enum ImportLimits {
    /// 1 MiB a record: a row of any export fits; beyond it a quote was left open.
    static let recordBytesMax = 1 << 20

    /// 1,024 columns: the widest shop exports have some two hundred.
    static let columnsMax = 1_024

    /// 4 KiB of a bad row are repeated in the reject file, enough to find and mend it.
    static let rejectTextBytesMax = 4_096

    /// 10 million orders: the history is sorted in memory, at about 1 KiB an order.
    static let ordersMax = 10_000_000

    /// 1,000 lines an order: an order with more is held as one line.
    static let linesPerOrderMax = 1_000

    /// 1 MiB of mapping: ours have 2 KiB.
    static let mappingBytesMax = 1 << 20
}
