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

    /// The order of a resident fact.
    package func order(of fact: FactKey) -> OrderKey? { factPlaces.record(of: fact)?.order }
}

extension AccountRecord {
    /// What of the account itself happens next by itself, and the event it comes from.
    package var nextStep: (due: Instant, sequence: UInt64)? {
        nextItem.map { ($0.due, $0.sequence) }
    }
}

extension HoldRecord {
    /// When something of an open hold happens next by itself.
    package var nextStepAt: Instant { nextDue }

    /// Whether two records are the same but for their places in memory.
    package func isSame(as other: HoldRecord) -> Bool {
        RecordCodec.encode(self) == RecordCodec.encode(other)
    }
}

extension AccountRecord {
    /// Whether two records are the same but for their places in memory.
    package func isSame(as other: AccountRecord) -> Bool {
        RecordCodec.encode(self) == RecordCodec.encode(other)
    }
}
