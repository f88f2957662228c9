import SluiceCore

/// One thing that happened in a history.
struct HistoryStep: Equatable {
    enum Kind: Equatable {
        /// The account of the order, just before its first placement.
        case openAccount
        case place
        case fact(FactKind, Reason)
        /// Of all that was billed of the order.
        case repay
    }

    var time: Instant
    var kind: Kind
    /// The index in `History.orders` of the order it belongs to.
    var order: Int

    /// What comes first in one instant: accounts, placements, then facts in the order of an
    /// order's life.
    var rank: UInt8 {
        switch kind {
        case .openAccount: 0
        case .place: 1
        case .fact(let fact, _): 1 + fact.rawValue
        case .repay: .max
        }
    }
}
