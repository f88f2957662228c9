/// Makes a ledger of the images of its resident records, as `forEachImage` told them.
///
/// What is derived – rings, due work, counts – is made again from the records. Equal images give a
/// ledger that decides alike, whatever places its records had before.
public struct LedgerRestorer: Sendable {
    private var ledger = Ledger()
    private var open: [(placedSequence: UInt64, hold: Slot)] = []

    /// - Parameter head: what `Ledger.head` told.
    /// - Throws: `DecodeError`.
    public init(head: [UInt8]) throws(DecodeError) {
        var reader = BatchReader(head)
        guard try reader.input.byte() == RecordCodec.format else {
            throw DecodeError(.formatUnknown, offset: 0)
        }
        ledger.sequence = try reader.input.varint()
        ledger.time = try reader.input.instant()
        if try reader.input.flag() {
            guard case .createJournal(let journal) = try reader.body() else {
                throw DecodeError(.invalidValue, offset: reader.input.offset)
            }
            ledger.journal = journal
        }
        guard reader.input.isAtEnd else {
            throw DecodeError(.trailingBytes, offset: reader.input.offset)
        }
    }

    /// Adds records.
    /// - Throws: `DecodeError` for a record that is there already.
    public mutating func add(_ records: StateRecords) throws(DecodeError) {
        for index in records.records.indices { try add(records.records[index]) }
    }

    private mutating func add(_ record: StateRecords.Record) throws(DecodeError) {
        switch record {
        case .account(let record): _ = try Self.isNew(ledger.accounts.add(record))
        case .accountOperation(let record): _ = try Self.isNew(ledger.accountOperations.add(record))
        case .hold(let record):
            let hold = try Self.isNew(ledger.holds.add(record))
            if record.isOpen { open.append((record.placedSequence, hold)) }
        case .alias(let record): _ = try Self.isNew(ledger.aliases.add(record))
        case .order(let record):
            let order = try Self.isNew(ledger.orders.add(record))
            ledger.countReturns(of: order)
            for fact in record.facts {
                let place = FactPlace(key: fact.key, order: record.key)
                _ = try Self.isNew(ledger.factPlaces.add(place))
            }
        case .merchant(let record): _ = try Self.isNew(ledger.merchants.add(record))
        case .source(let record): _ = try Self.isNew(ledger.sources.add(record))
        case .proposal(let record): _ = try Self.isNew(ledger.proposals.add(record))
        case .subject(let record): _ = try Self.isNew(ledger.subjects.add(record))
        case .policy(let policy): ledger.policies.append(policy)
        case .dayBook(let book): ledger.book = book
        }
    }

    private static func isNew(_ slot: Slot?) throws(DecodeError) -> Slot {
        guard let slot else { throw DecodeError(.invalidValue, offset: 0) }
        return slot
    }

    /// The ledger, with all that is derived.
    ///
    /// Complexity: O(n log n) in the open holds.
    /// - Throws: `DecodeError` if an open hold has no account or no order.
    public mutating func finish() throws(DecodeError) -> Ledger {
        ledger.restoreFeeds()
        // The ring of an account is in the order of placement.
        for hold in ledger.holds.slots {
            let account = ledger.accounts.slot(of: ledger.holds[hold].account)
            ledger.holds[hold].accountSlot = account ?? .none
        }
        open.sort { $0.placedSequence < $1.placedSequence }
        // Nothing moves on while records are linked.
        ledger.dueMax = .max
        for (_, hold) in open {
            guard !ledger.holds[hold].accountSlot.isNone,
                let order = ledger.orders.slot(of: ledger.holds[hold].order)
            else { throw DecodeError(.invalidValue, offset: 0) }
            ledger.holds[hold].orderSlot = order
            ledger.link(hold, to: ledger.holds[hold].accountSlot)
        }
        var accounts: [AccountKey] = []
        ledger.accounts.visit { if $0.nextItem != nil { accounts.append($0.key) } }
        for key in accounts { ledger.schedule(account: ledger.accounts.slot(of: key)!) }
        var ahead: [DueWork.Entry] = []
        // Each open return has an entry of its own, not the next one of its order alone.
        for slot in ledger.orders.slots {
            for state in ledger.orders[slot].returns where state.isOpen {
                ahead.append(
                    DueWork.Entry(
                        due: state.dueAt, order: state.openedSequence, subject: .order(slot)))
            }
        }
        for entry in ahead { ledger.push(entry) }
        ledger.dueMax = 2 * ledger.due.count + 1_024
        return ledger
    }
}

extension Ledger {
    /// What of the ledger is in no record: the newest sequence and time, and the journal's birth.
    public var head: [UInt8] {
        var writer = BatchWriter()
        writer.out.byte(RecordCodec.format)
        writer.out.varint(sequence)
        writer.out.instant(time)
        writer.out.flag(journal != nil)
        if let journal { writer.body(.createJournal(journal)) }
        return writer.out.bytes
    }

    /// The holds of orders with an open return, which the return will touch.
    public func forEachHoldOfOpenReturn(_ body: (HoldKey) throws -> Void) rethrows {
        try orders.visit { order in
            guard order.openReturns > 0 else { return }
            for placed in order.holds { try body(placed.hold) }
        }
    }
}
