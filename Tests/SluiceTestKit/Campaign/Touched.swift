import SluiceCore

/// The records that events changed.
struct Touched: Sendable {
    var accounts: Set<AccountKey> = []
    var holds: Set<HoldKey> = []
    var orders: Set<OrderKey> = []

    init(_ events: ShortList<Event>) {
        for event in events {
            if let account = event.account { accounts.insert(account) }
            switch event {
            case .holdPlaced(let event):
                holds.insert(event.hold)
                orders.insert(event.order)
            case .holdMoved(let event): holds.insert(event.hold)
            case .holdChanged(let event): holds.insert(event.hold)
            case .operationRefused(let event): holds.insert(event.hold)
            case .orderSeen(let event): orders.insert(event.order)
            case .orderKnown(let event): orders.insert(event.order)
            case .factRecorded(let event): orders.insert(event.order)
            case .orderPulled(let event): orders.insert(event.order)
            case .breakFound(let event): orders.insert(event.order)
            case .returnChanged(let event): orders.insert(event.order)
            default: break
            }
        }
    }

    func accounts(in ledger: Ledger) -> [AccountRecord] {
        accounts.compactMap { ledger.account($0) }
    }

    func holds(in ledger: Ledger) -> [HoldRecord] { holds.compactMap { ledger.hold($0) } }
    func orders(in ledger: Ledger) -> [OrderRecord] { orders.compactMap { ledger.order($0) } }
}

extension ReferenceLedger {
    var orders: Set<OrderKey> { existing.union(said.map(\.fact.order)).union(pulls.keys) }
}

extension Event {
    /// The account whose books an event is posted to, or whose hold it is of.
    var account: AccountKey? {
        switch self {
        case .accountOpened(let event): event.account
        case .accountOperated(let event): event.account
        case .holdPlaced(let event): event.account
        case .holdMoved(let event): event.account
        case .holdChanged(let event): event.account
        case .operationRefused(let event): event.account
        default: nil
        }
    }
}
