// What the checks of this package look at beyond what an engine needs: the test kit has no other way
// into the core, so that it is built in release as it is in debug.

extension Ledger {
    package var aliasCount: Int { aliases.count }

    package func alias(_ key: HoldKey) -> HoldAlias? { aliases.record(of: key) }

    /// The resident aliases, in the order of their places.
    package func forEachAlias(_ body: (HoldAlias) throws -> Void) rethrows {
        try aliases.visit(body)
    }

    package var proposalCount: Int { proposals.count }

    /// What a hold's state says of the records beside it that they do not.
    package func stateFaults(of key: HoldKey) -> [String] {
        guard let slot = holds.slot(of: key) else { return ["not resident"] }
        var found: [String] = []
        let state = holds[slot]
        let overlays = holds.overlays(of: slot)
        for kind in OverlayKind.allCases
        where state.has(kind) != overlays.contains(where: { $0.kind == kind }) {
            found.append("the state and the overlays disagree about \(kind)")
        }
        let reviews = overlays.map(\.dueAt)
        if state.reviewUntil != reviews.min() ?? .never { found.append("deadline of a review") }
        if state.operationCount != holds.operations(of: slot).count {
            found.append("count of operations")
        }
        if state.isOpen, state.nextDue > state.expiresAt { found.append("no next step") }
        return found
    }

    /// What might stay for ever: an open hold, an open return, a limit with an end or a payout in time that has
    /// no next step ahead at the time its record says, or that a touch of its account would pass over; and
    /// an order whose open holds or returns are miscounted, which would be kept for ever or forgotten too soon.
    ///
    /// Complexity: O(n) of all resident records.
    package func orphans() -> [String] {
        var ahead: Set<DueWork.Subject> = []
        for entry in due.heap where isNext(entry) { ahead.insert(entry.subject) }
        var found: [String] = []
        func require(_ isKept: Bool, _ what: @autoclosure () -> String) {
            if !isKept { found.append(what()) }
        }
        var touched: Set<Slot> = []
        forEachAccount { account in
            let slot = accounts.slot(of: account.key)!
            if let next = account.nextItem {
                require(ahead.contains(.account(slot)), "\(account.key): nothing is ahead of it")
                require(account.nextDue <= next.due, "\(account.key): a touch passes it over")
            }
            require(account.payouts.allSatisfy { $0.dueAt < .never }, "a payout without a time")
            var hold = account.firstLiveHold
            while !hold.isNone {
                touched.insert(hold)
                require(
                    account.nextDue <= holds[hold].nextDue,
                    "\(holds[hold].key): a touch passes it over")
                hold = holds[aside: hold].nextOfAccount
            }
        }
        forEachHold { hold in
            guard hold.isOpen else { return }
            let slot = holds.slot(of: hold.key)!
            require(ahead.contains(.hold(slot)), "\(hold.key): nothing is ahead of it")
            require(touched.contains(slot), "\(hold.key): its account does not know it")
            require(holds[slot].nextDue < .never, "\(hold.key): no time")
        }
        forEachOrder { order in
            let slot = orders.slot(of: order.key)!
            let open = order.holds.count {
                holds.slot(of: $0.hold).map { holds[$0].isOpen } ?? false
            }
            require(Int(orders[aside: slot].openHolds) == open, "\(order.key): its open holds")
            require(
                Int(orders[aside: slot].openReturns) == order.openReturns,
                "\(order.key): its open returns")
            guard let next = order.nextCase else { return }
            require(ahead.contains(.order(slot)), "\(order.key): nothing is ahead of its return")
            require(next.dueAt < .never, "\(order.key): a return without a time")
        }
        return found
    }

    /// The order of a resident fact.
    package func order(of fact: FactKey) -> OrderKey? { factPlaces.record(of: fact)?.order }
}

extension AccountRecord {
    /// What of the account itself happens next by itself, and the event it comes from.
    package var nextStep: (due: Instant, sequence: UInt64)? {
        nextItem.map { ($0.due, $0.sequence) }
    }
}

extension AccountRecord {
    /// Whether two records are the same but for their places in memory.
    package func isSame(as other: AccountRecord) -> Bool {
        RecordCodec.encode(self) == RecordCodec.encode(other)
    }
}
