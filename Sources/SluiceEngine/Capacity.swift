import SluiceCore

/// Hard caps of what is in memory, sized for the machine when the engine starts.
///
/// They bound what adds to it: from 99 % of a cap on, placements and new accounts are refused with
/// `capacity`. What ends locks is never refused, nor what it may add – facts of unknown orders,
/// children of a split, late captures – for which the rest is left. A request that repeats
/// one under its id, or under the natural key of its hold, is answered as ever.
public struct Capacity: Sendable {
    public var accountsMax = 10_000_000
    public var liveHoldsMax = 10_000_000
    /// Orders in memory; one leaves it some time after its last hold has ended.
    public var ordersMax = 10_000_000

    public init() {}

    /// What a command would add of which there is too much already; nil if there is room.
    func lacking(for command: Command, in ledger: borrowing Ledger) -> CapacityKind? {
        let isFull = isNear(liveHoldsMax, ledger.liveHoldCount)
        let lacksOrders = isNear(ordersMax, ledger.orderCount)
        let lacksAccounts = isNear(accountsMax, ledger.accountCount)
        // Mostly there is room, and no command is looked at.
        guard isFull || lacksOrders || lacksAccounts else { return nil }
        switch command.body {
        case .place(let body) where body.isDryRun: return nil
        case .place(let body):
            guard isFull || lacksOrders, !ledger.isRepeated(body) else { return nil }
            if isFull { return .liveHolds }
            return ledger.order(body.order) == nil ? .orders : nil
        case .openAccount(let body):
            guard lacksAccounts else { return nil }
            return ledger.account(body.account) == nil ? .accounts : nil
        default: return nil
        }
    }

    private func isNear(_ cap: Int, _ used: Int) -> Bool { used >= cap - cap / 100 }
}

/// What there is a cap of.
public enum CapacityKind: String, CaseIterable, Sendable {
    case accounts
    case liveHolds = "live_holds"
    case orders
}
