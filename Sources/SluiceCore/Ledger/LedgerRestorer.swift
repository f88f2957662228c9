/// Makes a ledger of the images of its resident records, as `forEachImage` tells them.
///
/// What is derived – rings, due work, counts – is made again from the records. Equal images give a
/// ledger that decides alike, whatever places its records had before.
public struct LedgerRestorer: Sendable {
    private var ledger = Ledger()
    private var open: [(placedSequence: UInt64, hold: HoldKey)] = []

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

    /// Adds one record.
    /// - Throws: `DecodeError`; also for a record that is there already.
    public mutating func add(_ kind: StateKey.Kind, _ bytes: [UInt8]) throws(DecodeError) {
        switch kind {
        case .account:
            let record = try RecordCodec.decodeAccount(bytes)
            try insert(record, at: record.key, in: \.accounts)
        case .accountOperation:
            let record = try RecordCodec.decodeAccountOperation(bytes)
            try insert(record, at: record.key, in: \.accountOperations)
        case .hold:
            let record = try RecordCodec.decodeHold(bytes)
            guard ledger.holds.slot(of: record.key) == nil else {
                throw DecodeError(.invalidValue, offset: 0)
            }
            if record.isOpen { open.append((record.placedSequence, record.key)) }
            _ = ledger.holds.insert(record)
        case .alias:
            let record = try RecordCodec.decodeAlias(bytes)
            try insert(record, at: record.key, in: \.aliases)
        case .order:
            let record = try RecordCodec.decodeOrder(bytes)
            try insert(record, at: record.key, in: \.orders)
            for fact in record.facts {
                let place = FactPlace(key: fact.key, order: record.key)
                try insert(place, at: fact.key, in: \.factPlaces)
            }
        case .merchant:
            let record = try RecordCodec.decodeMerchant(bytes)
            try insert(record, at: record.key, in: \.merchants)
        case .source:
            let record = try RecordCodec.decodeSource(bytes)
            try insert(record, at: record.key, in: \.sources)
        case .proposal:
            let record = try RecordCodec.decodeProposal(bytes)
            try insert(record, at: record.key, in: \.proposals)
        case .subject:
            let record = try RecordCodec.decodeSubject(bytes)
            try insert(record, at: record.key, in: \.subjects)
        case .policy: ledger.policies.append(try RecordCodec.decodePolicy(bytes))
        case .dayBook: ledger.book = try RecordCodec.decodeDayBook(bytes)
        }
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
        for (_, key) in open {
            guard let hold = ledger.holds.slot(of: key), !ledger.holds[hold].accountSlot.isNone,
                let order = ledger.orders.slot(of: ledger.holds[hold].order)
            else { throw DecodeError(.invalidValue, offset: 0) }
            ledger.holds[hold].orderSlot = order
            ledger.link(hold, to: ledger.holds[hold].accountSlot)
        }
        var accounts: [AccountKey] = []
        ledger.accounts.visit { if $0.nextItem != nil { accounts.append($0.key) } }
        for merchant in ledger.merchants.slots { ledger.wake(merchant) }
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
        return ledger
    }

    private mutating func insert<Record>(
        _ record: Record, at key: Key<Record.Tag>,
        in table: WritableKeyPath<Ledger, SlotTable<Record>>
    ) throws(DecodeError) {
        guard ledger[keyPath: table].slot(of: key) == nil else {
            throw DecodeError(.invalidValue, offset: 0)
        }
        ledger[keyPath: table].insert(record, at: key)
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
            guard order.hasOpenReturn else { return }
            for placed in order.holds { try body(placed.hold) }
        }
    }
}
