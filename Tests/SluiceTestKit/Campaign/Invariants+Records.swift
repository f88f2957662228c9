import SluiceCore

extension Invariants {
    static func check(_ hold: HoldRecord) -> [String] {
        var found = check(hold.amounts)
        let lines = hold.lines.map(\.amounts)
        for line in lines { found += check(line) }
        let parts: [KeyPath<HoldAmounts, Money>] = [
            \.authorised, \.captured, \.released, \.expired, \.refunded,
        ]
        for part in parts where !lines.isEmpty {
            let sum = lines.reduce(0) { $0 + $1[keyPath: part].minor }
            if sum != hold.amounts[keyPath: part].minor { found.append("lines do not sum up") }
        }
        if hold.status.isOpen != (hold.amounts.open.isPositive && !hold.isDeclined) {
            found.append("open without anything open")
        }
        if !hold.status.isOpen, hold.amounts.open.isPositive { found.append("ended but open") }
        if !hold.status.isOpen, !hold.overlays.isEmpty { found.append("overlays on an ended hold") }
        if hold.status.isOpen == (hold.endedAt != .never) { found.append("an end while open") }
        if hold.isDeclined, hold.amounts.released != hold.amounts.authorised {
            found.append("declined but not all of it returned")
        }
        if hold.isPending, hold.amounts.captured.isPositive {
            found.append("captured before it was approved")
        }
        if (hold.status == .split) != (hold.amounts.authorised == .zero && !hold.isDeclined) {
            found.append("split, but not all of it")
        }
        if Set(hold.overlays.map(\.kind)).count != hold.overlays.count {
            found.append("an overlay twice")
        }
        if hold.tolerated > hold.amounts.authorised, hold.status != .split {
            // A split takes away what was authorised; what was tolerated was captured at once.
            found.append("more tolerated than authorised")
        }
        let isFrozen = hold.overlay(.legalFreeze) != nil
        if hold.status.isOpen, !isFrozen, hold.guaranteedUntil > hold.expiresAt {
            found.append("guaranteed beyond its end")
        }
        let effects = hold.operations.filter(\.outcome.isSuccess).map { Effect($0) }
        if Set(effects).count != effects.count { found.append("an operation took effect twice") }
        return found
    }

    private static func check(_ amounts: HoldAmounts) -> [String] {
        var found: [String] = []
        let all = [
            amounts.authorised, amounts.captured, amounts.released, amounts.expired,
            amounts.refunded, amounts.open,
        ]
        if all.contains(where: { $0.minor < 0 || $0 > .maximum }) {
            found.append("an amount out of range: \(amounts)")
        }
        if amounts.refunded > amounts.captured { found.append("more refunded than captured") }
        return found
    }

    /// A case that is open has a time and a rest, one that is closed has no time.
    static func check(_ state: ReturnCase) -> [String] {
        var found: [String] = []
        if state.isOpen == (state.dueAt == .never) { found.append("a case without a time") }
        if state.isOpen, !state.rest.isPositive { found.append("an open case without a rest") }
        if state.refunded > state.amount { found.append("a case refunded beyond its amount") }
        return found
    }

    /// What days moved, closed and open ones together, is what is held now.
    static func days(_ ledger: Ledger) -> [String] {
        var moved: [Currency: Int64] = [:]
        for totals in ledger.book.closing { moved[totals.currency, default: 0] += totals.closing }
        for var totals in ledger.book.open {
            totals.opening = 0
            moved[totals.currency, default: 0] += totals.closing
        }
        var held: [Currency: Int64] = [:]
        ledger.forEachAccount { held[$0.currency, default: 0] += $0.balances.held.minor }
        let currencies = Set(moved.keys).union(held.keys)
        return currencies.filter { moved[$0, default: 0] != held[$0, default: 0] }.map {
            "held of \($0.code): days \(moved[$0, default: 0]), accounts \(held[$0, default: 0])"
        }
    }

    /// Replay of the events gives the same records.
    static func comparison(of replayed: Ledger, with ledger: Ledger) -> [String] {
        var found: [String] = []
        if replayed.sequence != ledger.sequence || replayed.journal != ledger.journal {
            found.append("replay: sequence or mode")
        }
        var images: [StateKey: [UInt8]] = [:]
        replayed.forEachImage { images[$0] = $1 }
        ledger.forEachImage { key, bytes in
            if images.removeValue(forKey: key) != bytes { found.append("replay: \(key.kind)") }
        }
        for key in images.keys.sorted() { found.append("replay: \(key.kind) too many") }
        ledger.forEachOrder { order in
            for fact in order.facts where replayed.order(of: fact.key) != order.key {
                found.append("replay: place of a fact")
            }
        }
        return found
    }
}

/// What takes effect once: an id for one kind of movement; a fact may release and refund.
private struct Effect: Hashable {
    let id: OperationKey
    let kind: HoldOperationKind
    let amount: Money

    init(_ operation: HoldOperation) {
        id = operation.key
        kind = operation.kind
        amount = operation.amount
    }
}
