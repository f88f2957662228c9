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
