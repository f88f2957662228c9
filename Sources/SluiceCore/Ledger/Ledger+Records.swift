extension Ledger {
    public func account(_ key: AccountKey) -> AccountRecord? { accounts.record(of: key) }
    public func hold(_ key: HoldKey) -> HoldRecord? { holds.record(of: key) }
    /// The order of a resident hold, at less than the cost of its record.
    public func order(of hold: HoldKey) -> OrderKey? {
        holds.slot(of: hold).map { holds[$0].order }
    }
    public func order(_ key: OrderKey) -> OrderRecord? { orders.record(of: key) }
    public func merchant(_ key: MerchantKey) -> MerchantRecord? { merchants.record(of: key) }
    public func accountOperation(_ key: OperationKey) -> AccountOperation? {
        accountOperations.record(of: key)
    }
    public func proposal(_ key: ProposalKey) -> ProposalRecord? { proposals.record(of: key) }
    /// Proposals, in the order of their places.
    public func forEachProposal(_ body: (ProposalRecord) throws -> Void) rethrows {
        try proposals.visit(body)
    }
    /// Whether a source was ever heard.
    public func knows(_ source: SourceKey) -> Bool { sources.slot(of: source) != nil }
    public var residentHoldCount: Int { holds.count }
    public var accountCount: Int { accounts.count }
    /// Orders in memory.
    public var orderCount: Int { orders.count }

    /// The accounts, in the order of their places.
    public func forEachAccount(_ body: (AccountRecord) throws -> Void) rethrows {
        try accounts.visit(body)
    }

    /// The resident operations on accounts, in the order of their places.
    public func forEachAccountOperation(
        _ body: (AccountOperation) throws -> Void
    ) rethrows {
        try accountOperations.visit(body)
    }

    /// The resident orders, in the order of their places.
    public func forEachOrder(_ body: (OrderRecord) throws -> Void) rethrows {
        try orders.visit(body)
    }

    /// The resident holds, in the order of their places.
    public func forEachHold(_ body: (HoldRecord) throws -> Void) rethrows {
        try holds.visit(body)
    }

    /// The image of a resident record that is ended: nothing will happen to it by itself.
    ///
    /// nil if it is not resident, or not ended. An order is ended while none of its holds is open
    /// and it has no open return.
    public func endedImage(of key: RecordKey) -> RecordImage? {
        switch key {
        case .accountOperation(let operation):
            guard let record = accountOperations.record(of: operation) else { return nil }
            return RecordImage(
                key: key, sequence: max(record.sequence, record.reversedSequence),
                bytes: RecordCodec.encode(record))
        case .hold(let hold):
            guard let slot = holds.slot(of: hold), isEnded(holds[slot]) else { return nil }
            let record = holds.record(at: slot)
            return RecordImage(
                key: key, sequence: record.sequence, bytes: RecordCodec.encode(record))
        case .alias(let alias):
            guard let record = aliases.record(of: alias) else { return nil }
            return RecordImage(
                key: key, sequence: record.sequence, bytes: RecordCodec.encode(record))
        case .order(let order):
            guard let slot = orders.slot(of: order), orders[aside: slot].isEnded else { return nil }
            let record = orders[slot]
            return RecordImage(
                key: key, sequence: record.sequence, bytes: RecordCodec.encode(record),
                facts: record.facts.map(\.key))
        case .fact: return nil
        }
    }

    /// Makes a record of the archive resident again; does nothing if it is.
    /// - Throws: `DecodeError` if the image is damaged.
    public mutating func install(_ image: RecordImage) throws(DecodeError) {
        switch image.key {
        case .accountOperation(let key):
            let record = try RecordCodec.read(image.bytes) { reader throws(DecodeError) in
                try reader.accountOperation()
            }
            if accountOperations.slot(of: key) == nil { accountOperations.insert(record, at: key) }
        case .hold(let key):
            let record = try RecordCodec.read(image.bytes) { reader throws(DecodeError) in
                try reader.holdRecord()
            }
            guard holds.slot(of: key) == nil else { return }
            let slot = holds.insert(record)
            if let account = accounts.slot(of: record.account) {
                holds[slot].accountSlot = account
            }
        case .alias(let key):
            let record = try RecordCodec.read(image.bytes) { reader throws(DecodeError) in
                try reader.aliasRecord()
            }
            if aliases.slot(of: key) == nil { aliases.insert(record, at: key) }
        case .order(let key):
            let record = try RecordCodec.read(image.bytes) { reader throws(DecodeError) in
                try reader.orderRecord()
            }
            guard orders.slot(of: key) == nil else { return }
            countReturns(of: orders.insert(record, at: key))
            for fact in record.facts {
                factPlaces.insert(FactPlace(key: fact.key, order: key), at: fact.key)
            }
        case .fact: preconditionFailure("a fact is installed with its order")
        }
    }

    /// Forgets an ended record whose newest image the archive holds durably.
    /// - Returns: whether it was resident and ended.
    @discardableResult
    public mutating func evict(_ key: RecordKey) -> Bool {
        switch key {
        case .accountOperation(let operation):
            guard accountOperations.slot(of: operation) != nil else { return false }
            accountOperations.remove(operation)
        case .hold(let hold):
            guard let slot = holds.slot(of: hold), isEnded(holds[slot]) else { return false }
            holds.remove(slot)
        case .alias(let alias):
            guard aliases.slot(of: alias) != nil else { return false }
            aliases.remove(alias)
        case .order(let order):
            guard let slot = orders.slot(of: order), orders[aside: slot].isEnded else {
                return false
            }
            for fact in orders[slot].facts { factPlaces.remove(fact.key) }
            orders.remove(order)
        case .fact: return false
        }
        return true
    }

    /// All resident records as canonical images with their kinds, in no particular order.
    ///
    /// With the images of the archive they are the whole state; the digest sorts them.
    public func forEachImage(_ body: (StateKey, [UInt8]) throws -> Void) rethrows {
        try accounts.visit { try body(StateKey(.account, $0.key), RecordCodec.encode($0)) }
        try accountOperations.visit {
            try body(StateKey(.accountOperation, $0.key), RecordCodec.encode($0))
        }
        try holds.visit { try body(StateKey(.hold, $0.key), RecordCodec.encode($0)) }
        try aliases.visit { try body(StateKey(.alias, $0.key), RecordCodec.encode($0)) }
        try orders.visit { try body(StateKey(.order, $0.key), RecordCodec.encode($0)) }
        try merchants.visit { try body(StateKey(.merchant, $0.key), RecordCodec.encode($0)) }
        try sources.visit { try body(StateKey(.source, $0.key), RecordCodec.encode($0)) }
        try proposals.visit { try body(StateKey(.proposal, $0.key), RecordCodec.encode($0)) }
        try subjects.visit { try body(StateKey(.subject, $0.key), RecordCodec.encode($0)) }
        try body(StateKey(.dayBook, AnyKey.none), RecordCodec.encode(book))
        for policy in policies {
            let key = AnyKey(high: 0, low: UInt64(policy.version))
            try body(StateKey(.policy, key), RecordCodec.encode(policy))
        }
    }

    /// A copy as of now that tells its images and head, finds nothing by key and costs the ledger
    /// nothing when it goes on, but a chunk of records where it changes one first.
    public func frozen() -> Ledger {
        var copy = Ledger()
        copy.journal = journal
        copy.policies = policies
        copy.sequence = sequence
        copy.time = time
        copy.book = book
        copy.accounts = accounts.frozen()
        copy.accountOperations = accountOperations.frozen()
        copy.holds = holds.frozen()
        copy.aliases = aliases.frozen()
        copy.orders = orders.frozen()
        copy.merchants = merchants.frozen()
        copy.sources = sources.frozen()
        copy.proposals = proposals.frozen()
        copy.subjects = subjects.frozen()
        return copy
    }

    /// Whether a record is resident and nothing will happen to it by itself.
    public func isEnded(_ key: RecordKey) -> Bool {
        switch key {
        case .accountOperation(let key): accountOperations.slot(of: key) != nil
        case .hold(let key): holds.slot(of: key).map { isEnded(holds[$0]) } ?? false
        case .alias(let key): aliases.slot(of: key) != nil
        case .order(let key): orders.slot(of: key).map { orders[aside: $0].isEnded } ?? false
        case .fact: false
        }
    }

    public func isResident(_ key: RecordKey) -> Bool {
        switch key {
        case .accountOperation(let key): accountOperations.slot(of: key) != nil
        case .hold(let key): holds.slot(of: key) != nil || aliases.slot(of: key) != nil
        case .alias(let key): aliases.slot(of: key) != nil
        case .order(let key): orders.slot(of: key) != nil
        case .fact(let key): factPlaces.slot(of: key) != nil
        }
    }

    /// Resident records that are ended; O(records).
    public var endedCount: Int {
        var count = accountOperations.count + aliases.count
        for slot in holds.slots where isEnded(holds[slot]) { count += 1 }
        for slot in orders.slots where orders[aside: slot].isEnded { count += 1 }
        return count
    }

    /// Whether nothing will happen to a hold by itself: an open return may still refund it.
    func isEnded(_ hold: HoldState) -> Bool {
        if hold.isOpen { return false }
        guard let order = orders.slot(of: hold.order) else { return true }
        return orders[aside: order].openReturns == 0
    }
}

/// The place of a record in the canonical order of the state.
public struct StateKey: Hashable, Comparable, Sendable {
    public enum Kind: UInt8, Sendable {
        case account = 1
        case accountOperation = 2
        case hold = 3
        case order = 4
        case merchant = 5
        case source = 6
        case policy = 7
        case alias = 8
        case proposal = 9
        case subject = 10
        case dayBook = 11
    }

    public var kind: Kind
    public var key: AnyKey

    public init<Tag>(_ kind: Kind, _ key: Key<Tag>) {
        self.kind = kind
        self.key = key.retagged()
    }

    public static func < (left: StateKey, right: StateKey) -> Bool {
        (left.kind.rawValue, left.key) < (right.kind.rawValue, right.key)
    }
}
