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

    /// Appends a place whose record changed in a row, and marks it; once a row. None where no row is told.
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

extension Ledger {
    /// Notes all that are ended, of a ledger made again.
    /// - Parameter row: the newest.
    public mutating func noteAllEnded(row: UInt64) {
        self.row = row
        for slot in holds.slots { noteHold(slot) }
        for slot in orders.slots { noteOrder(slot) }
        for slot in accountOperations.slots { noteOperation(slot) }
        for slot in aliases.slots { noteAlias(slot) }
    }

    /// Notes a record that came back from the archive unchanged.
    /// - Parameter row: the newest that was written.
    public mutating func noteInstalled(_ key: RecordKey, row: UInt64) {
        let current = self.row
        self.row = row
        defer { self.row = current }
        switch key {
        case .hold(let key): if let slot = holds.slot(of: key) { noteHold(slot) }
        case .order(let key): if let slot = orders.slot(of: key) { noteOrder(slot) }
        case .alias(let key): if let slot = aliases.slot(of: key) { noteAlias(slot) }
        case .accountOperation(let key):
            if let slot = accountOperations.slot(of: key) { noteOperation(slot) }
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

    /// Notes a hold that changed, if nothing of it is open.
    mutating func noteHold(_ slot: Slot) {
        if !holds[slot].isOpen { noteEnded(slot, of: orderSlot(of: slot)) }
    }

    /// Notes a hold of which nothing is open; one whose end ends its order notes that too.
    mutating func noteEnded(_ slot: Slot, of order: Slot?) {
        guard let order else {
            return ended.note(.hold, slot, row, &holds[aside: slot].endedRow)
        }
        if orders[aside: order].openReturns == 0 {
            ended.note(.hold, slot, row, &holds[aside: slot].endedRow)
        }
        noteOrder(order)
    }

    /// Notes an order that changed, if nothing of it is open.
    mutating func noteOrder(_ slot: Slot) {
        if orders[aside: slot].isEnded {
            ended.note(.order, slot, row, &orders[aside: slot].endedRow)
        }
    }

    /// Notes an order of which a return changed, and its holds: they are concerned too.
    mutating func noteReturn(of slot: Slot) {
        noteOrder(slot)
        for placed in orders[slot].holds {
            if let hold = holds.slot(of: placed.hold) { noteHold(hold) }
        }
    }

    mutating func noteOperation(_ slot: Slot) {
        ended.note(.operation, slot, row, &accountOperations[aside: slot].endedRow)
    }

    mutating func noteAlias(_ slot: Slot) {
        ended.note(.alias, slot, row, &aliases[aside: slot].endedRow)
    }

    /// Counts what of the returns of an order is open, after they changed.
    mutating func countReturns(of slot: Slot) {
        orders[aside: slot].openReturns = UInt32(orders[slot].openReturns)
    }

    /// The order of a hold; the place it had when the hold was open, if it is still there.
    @inline(__always)
    private func orderSlot(of slot: Slot) -> Slot? {
        let place = holds[slot].orderSlot
        if !place.isNone, orders.isResident(holds[slot].order, at: place) { return place }
        return orders.slot(of: holds[slot].order)
    }

    private func mark(of entry: EndedQueue.Entry) -> UInt64 {
        switch entry.kind {
        case .hold: holds[aside: entry.slot].endedRow
        case .order: orders[aside: entry.slot].endedRow
        case .operation: accountOperations[aside: entry.slot].endedRow
        case .alias: aliases[aside: entry.slot].endedRow
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
        if entry.kind == .hold { holds[aside: entry.slot].endedRow = 0 }
        if entry.kind == .order { orders[aside: entry.slot].endedRow = 0 }
        return evict(key)
    }
}
