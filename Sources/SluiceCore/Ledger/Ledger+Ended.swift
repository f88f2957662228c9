/// Ended records in memory, in the order in which they ended or came back.
///
/// Kept beside the records and derived from nothing that is journalled: no outcome depends on it. An
/// entry whose record changed later is stale; the mark of the record's place is the row of its newest.
struct EndedQueue: Sendable {
    enum Kind: Sendable { case hold, order, operation, alias }

    struct Entry: Sendable {
        var row: UInt64
        var slot: Slot
        var kind: Kind
    }

    private var entries: ContiguousArray<Entry> = []
    private var head = 0
    /// Records that have an entry which is not stale.
    fileprivate(set) var count = 0

    var first: Entry? { head < entries.count ? entries[head] : nil }

    /// Appends a place whose record changed in a row, and marks it; once a row.
    fileprivate mutating func note(
        _ kind: Kind, _ slot: Slot, _ row: UInt64, _ mark: inout UInt64
    ) {
        if mark == row { return }
        if mark == 0 { count += 1 }
        mark = row
        entries.append(Entry(row: row, slot: slot, kind: kind))
    }

    fileprivate mutating func removeFirst() {
        head += 1
        if head > 4_096, head > entries.count / 2 {
            entries.removeFirst(head)
            head = 0
        }
    }
}

/// The records that events changed, as places in their tables.
struct Changes: Sendable {
    var holds: ContiguousArray<Slot> = []
    var orders: ContiguousArray<Slot> = []
    /// Orders of which a return changed: their holds are concerned too.
    var returns: ContiguousArray<Slot> = []
    var operations: ContiguousArray<Slot> = []
    var aliases: ContiguousArray<Slot> = []

    fileprivate mutating func removeAll() {
        holds.removeAll(keepingCapacity: true)
        orders.removeAll(keepingCapacity: true)
        returns.removeAll(keepingCapacity: true)
        operations.removeAll(keepingCapacity: true)
        aliases.removeAll(keepingCapacity: true)
    }
}

extension Ledger {
    /// Notes those of the records changed since it was last called that are ended, as of the row that
    /// their events are written in.
    public mutating func noteEnded(row: UInt64) {
        for slot in changes.holds { noteHold(slot, row) }
        for slot in changes.orders { noteOrder(slot, row) }
        for slot in changes.returns {
            noteOrder(slot, row)
            for placed in orders[slot].holds {
                if let hold = holds.slot(of: placed.hold) { noteHold(hold, row) }
            }
        }
        for slot in changes.operations {
            ended.note(.operation, slot, row, &accountOperations[mark: slot])
        }
        for slot in changes.aliases { ended.note(.alias, slot, row, &aliases[mark: slot]) }
        changes.removeAll()
    }

    /// Notes all that are ended, of a ledger made again, as of the newest row.
    public mutating func noteAllEnded(row: UInt64) {
        changes.holds = ContiguousArray(holds.slots)
        changes.orders = ContiguousArray(orders.slots)
        changes.operations = ContiguousArray(accountOperations.slots)
        changes.aliases = ContiguousArray(aliases.slots)
        noteEnded(row: row)
    }

    /// Notes a record that came back from the archive unchanged, as of the newest row.
    public mutating func noteInstalled(_ key: RecordKey, row: UInt64) {
        switch key {
        case .hold(let key): if let slot = holds.slot(of: key) { noteHold(slot, row) }
        case .order(let key): if let slot = orders.slot(of: key) { noteOrder(slot, row) }
        case .alias(let key):
            if let slot = aliases.slot(of: key) {
                ended.note(.alias, slot, row, &aliases[mark: slot])
            }
        case .accountOperation(let key):
            guard let slot = accountOperations.slot(of: key) else { return }
            ended.note(.operation, slot, row, &accountOperations[mark: slot])
        case .fact: break
        }
    }

    /// Forgets the oldest ended records beyond a number, as far as the archive has them durably.
    /// - Returns: what left memory; an order with its facts.
    public mutating func forget(archived row: UInt64, keeping endedMax: Int) -> [RecordKey] {
        var forgotten: [RecordKey] = []
        while let entry = ended.first, entry.row <= row {
            let isNewest = mark(of: entry) == entry.row
            guard !isNewest || ended.count > endedMax else { break }
            ended.removeFirst()
            guard isNewest else { continue }
            ended.count -= 1
            let (key, facts) = (key(of: entry), facts(of: entry))
            guard evict(key, at: entry) else { continue }
            forgotten.append(key)
            forgotten += facts
        }
        return forgotten
    }

    /// A hold whose end ends its order notes that too.
    private mutating func noteHold(_ slot: Slot, _ row: UInt64) {
        guard !holds[slot].amounts.open.isPositive else { return }
        guard let order = orderSlot(of: slot) else {
            return ended.note(.hold, slot, row, &holds[mark: slot])
        }
        if orders[order].openReturns == 0 { ended.note(.hold, slot, row, &holds[mark: slot]) }
        noteOrder(order, row)
    }

    /// The order of a hold; the place it had when the hold was open, if it is still there.
    @inline(__always)
    private func orderSlot(of slot: Slot) -> Slot? {
        let place = holds[slot].orderSlot
        if !place.isNone, orders.isResident(holds[slot].order, at: place) { return place }
        return orders.slot(of: holds[slot].order)
    }

    private mutating func noteOrder(_ slot: Slot, _ row: UInt64) {
        guard orders[slot].openHolds == 0, orders[slot].openReturns == 0 else { return }
        ended.note(.order, slot, row, &orders[mark: slot])
    }

    private func mark(of entry: EndedQueue.Entry) -> UInt64 {
        switch entry.kind {
        case .hold: holds[mark: entry.slot]
        case .order: orders[mark: entry.slot]
        case .operation: accountOperations[mark: entry.slot]
        case .alias: aliases[mark: entry.slot]
        }
    }

    private func key(of entry: EndedQueue.Entry) -> RecordKey {
        switch entry.kind {
        case .hold: .hold(holds[entry.slot].key)
        case .order: .order(orders[entry.slot].key)
        case .operation: .accountOperation(accountOperations[entry.slot].key)
        case .alias: .alias(aliases[entry.slot].key)
        }
    }

    private func facts(of entry: EndedQueue.Entry) -> [RecordKey] {
        guard entry.kind == .order, !orders[entry.slot].facts.isEmpty else { return [] }
        return orders[entry.slot].facts.map { .fact($0.key) }
    }

    /// - Returns: whether the record was ended; one that lives again has no mark from now on.
    private mutating func evict(_ key: RecordKey, at entry: EndedQueue.Entry) -> Bool {
        if entry.kind == .hold { holds[mark: entry.slot] = 0 }
        if entry.kind == .order { orders[mark: entry.slot] = 0 }
        return evict(key)
    }
}
