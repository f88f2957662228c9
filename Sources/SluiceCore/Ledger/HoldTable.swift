/// The holds in memory, with what is kept beside their states.
struct HoldTable: Sendable {
    private var states = SlotTable<HoldState>()
    private var terms = SlotArena<HoldTermsEntry>()
    private var details = SlotArena<HoldDetails>()
    private var operations = SlotArena<HoldOperationEntry>()
    /// Where the terms are that came last of each merchant: the next hold mostly says the same.
    private var newestTerms = SlotTable<NewestTerms>()
    /// Finds terms by what they say.
    private var termsIndex = KeyIndex()

    var count: Int { states.count }
    var slots: [Slot] { states.slots }

    func slot(of key: HoldKey) -> Slot? { states.slot(of: key) }
    func isTaken(_ slot: Slot) -> Bool { states.isTaken(slot) }

    subscript(slot: Slot) -> HoldState {
        @inline(__always) _read { yield states[slot] }
        @inline(__always) _modify { yield &states[slot] }
    }

    subscript(aside slot: Slot) -> HoldAside {
        @inline(__always) get { states[aside: slot] }
        @inline(__always) _modify { yield &states[aside: slot] }
    }

    // MARK: What is kept beside a state

    func terms(of slot: Slot) -> Shared<HoldTerms> { terms[states[slot].terms].terms }

    func currency(of slot: Slot) -> Currency { terms[states[slot].terms].terms.value.currency }
    func captureOn(of slot: Slot) -> CaptureOn { terms[states[slot].terms].terms.value.captureOn }

    func overlays(of slot: Slot) -> [Overlay] {
        let place = states[slot].details
        return place.isNone ? [] : details[place].overlays
    }

    func overlay(_ kind: OverlayKind, of slot: Slot) -> Overlay? {
        states[slot].has(kind) ? overlays(of: slot).first { $0.kind == kind } : nil
    }

    func lines(of slot: Slot) -> [HoldLine] {
        let place = states[slot].details
        return place.isNone ? [] : details[place].lines
    }

    /// In order of effect.
    func operations(of slot: Slot) -> [HoldOperation] {
        var newestFirst: [HoldOperation] = []
        var place = states[slot].newestOperation
        while !place.isNone {
            newestFirst.append(operations[place].operation)
            place = operations[place].older
        }
        return newestFirst.reversed()
    }

    func operation(_ key: OperationKey, of slot: Slot) -> HoldOperation? {
        var found: HoldOperation?
        var place = states[slot].newestOperation
        while !place.isNone {
            // A fact's key may be there more than once: the first stands.
            if operations[place].operation.key == key { found = operations[place].operation }
            place = operations[place].older
        }
        return found
    }

    mutating func set(_ overlays: [Overlay], of slot: Slot) {
        var bits: UInt8 = 0
        var until = Instant.never
        for overlay in overlays {
            bits |= 1 << overlay.kind.rawValue
            until = min(until, overlay.dueAt)
        }
        states[slot].setOverlays(bits, until: until)
        set(HoldDetails(overlays: overlays, lines: lines(of: slot)), of: slot)
    }

    mutating func set(_ lines: [HoldLine], of slot: Slot) {
        set(HoldDetails(overlays: overlays(of: slot), lines: lines), of: slot)
    }

    private mutating func set(_ new: HoldDetails, of slot: Slot) {
        let place = states[slot].details
        if new.overlays.isEmpty, new.lines.isEmpty {
            if !place.isNone { details.remove(place) }
            states[slot].details = .none
        } else if place.isNone {
            states[slot].details = details.insert(new)
        } else {
            details[place] = new
        }
    }

    mutating func append(_ operation: consuming HoldOperation, to slot: Slot) {
        let older = states[slot].newestOperation
        let place = operations.insert(HoldOperationEntry(operation: operation, older: older))
        states[slot].newestOperation = place
        states[slot].operationCount += 1
    }

    // MARK: Whole holds

    /// Adds a hold whose key is not there.
    mutating func insert(_ state: HoldState, _ terms: Shared<HoldTerms>) -> Slot {
        var state = state
        state.terms = place(of: terms)
        return states.insert(state, at: state.key)
    }

    /// Adds a hold whose key is not there.
    mutating func insert(_ record: HoldRecord) -> Slot {
        let slot = insert(HoldState(record), record.terms)
        if !record.lines.isEmpty { set(record.lines, of: slot) }
        if !record.overlays.isEmpty { set(record.overlays, of: slot) }
        for operation in record.operations { append(operation, to: slot) }
        return slot
    }

    /// Adds a hold unless its key is there.
    /// - Returns: its place; nil where there is one.
    mutating func add(_ record: HoldRecord) -> Slot? {
        slot(of: record.key) == nil ? insert(record) : nil
    }

    mutating func remove(_ slot: Slot) {
        let state = states[slot]
        if !state.details.isNone { details.remove(state.details) }
        var place = state.newestOperation
        while !place.isNone {
            let older = operations[place].older
            operations.remove(place)
            place = older
        }
        terms[state.terms].holds -= 1
        if terms[state.terms].holds == 0 {
            termsIndex.remove(hash(terms[state.terms].terms.value), state.terms.index)
            terms.remove(state.terms)
        }
        states.remove(state.key)
    }

    func record(at slot: Slot) -> HoldRecord {
        HoldRecord(
            states[slot], terms: terms(of: slot), overlays: overlays(of: slot),
            lines: lines(of: slot), operations: operations(of: slot))
    }

    func record(of key: HoldKey) -> HoldRecord? { slot(of: key).map { record(at: $0) } }

    /// The resident holds in the order of their places; complexity O(places).
    func visit(_ body: (HoldRecord) throws -> Void) rethrows {
        for slot in states.slots { try body(record(at: slot)) }
    }

    func frozen() -> HoldTable {
        var copy = HoldTable()
        copy.states = states.frozen()
        copy.terms = terms.frozen()
        copy.details = details.frozen()
        copy.operations = operations.frozen()
        return copy
    }

    /// Terms as holds in memory have them, where any says the same.
    func shared(_ new: HoldTerms) -> Shared<HoldTerms> {
        if let merchant = newestTerms.slot(of: new.merchant) {
            let newest = newestTerms[merchant].terms
            if terms.isTaken(newest), terms[newest].terms.value == new {
                return terms[newest].terms
            }
        }
        return placeOfTerms(new, hash(new)).map { terms[$0].terms } ?? Shared(new)
    }

    /// The place of terms for one more hold.
    private mutating func place(of new: Shared<HoldTerms>) -> Slot {
        let key = new.value.merchant
        let merchant =
            newestTerms.slot(of: key)
            ?? newestTerms.insert(NewestTerms(key: key, terms: .none), at: key)
        let newest = newestTerms[merchant].terms
        if !newest.isNone, terms.isTaken(newest), terms[newest].terms == new {
            terms[newest].holds += 1
            return newest
        }
        let hash = hash(new.value)
        let place: Slot
        if let found = placeOfTerms(new.value, hash) {
            place = found
            terms[place].holds += 1
        } else {
            place = terms.insert(HoldTermsEntry(terms: new, holds: 1))
            termsIndex.insert(hash, place.index)
        }
        newestTerms[merchant].terms = place
        return place
    }

    private func placeOfTerms(_ wanted: HoldTerms, _ hash: UInt32) -> Slot? {
        var probe = termsIndex.start(hash)
        while let found = termsIndex.next(hash, &probe) {
            let slot = Slot(index: found)
            if terms[slot].terms.value == wanted { return slot }
        }
        return nil
    }

    /// Seeded by the process: nobody outside can choose terms that meet in one place.
    private func hash(_ terms: HoldTerms) -> UInt32 {
        var hasher = Hasher()
        hasher.combine(terms)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    private struct NewestTerms: KeyedRecord {
        var key: MerchantKey
        var terms: Slot
    }
}

extension HoldState {
    fileprivate init(_ record: HoldRecord) {
        self.init(
            key: record.key, account: record.account, order: record.order,
            requested: record.requested, amounts: record.amounts, tolerated: record.tolerated,
            placedAt: record.placedAt, expiresAt: record.expiresAt,
            guaranteedUntil: record.guaranteedUntil, endedAt: record.endedAt,
            placedSequence: record.placedSequence, sequence: record.sequence,
            extendedOn: record.extendedOn, decision: record.decision, reason: record.reason,
            wasReviewed: record.wasReviewed, isNoticed: record.isNoticed,
            isWoken: record.isWoken)
    }
}

extension HoldRecord {
    fileprivate init(
        _ state: HoldState, terms: Shared<HoldTerms>, overlays: [Overlay], lines: [HoldLine],
        operations: [HoldOperation]
    ) {
        self.init(
            key: state.key, account: state.account, order: state.order, terms: terms,
            requested: state.requested, amounts: state.amounts, tolerated: state.tolerated,
            wasReviewed: state.wasReviewed, decision: state.decision, reason: state.reason,
            placedAt: state.placedAt, expiresAt: state.expiresAt,
            guaranteedUntil: state.guaranteedUntil, endedAt: state.endedAt,
            extendedOn: state.extendedOn, isNoticed: state.isNoticed,
            isWoken: state.isWoken, overlays: overlays,
            placedSequence: state.placedSequence, sequence: state.sequence, lines: lines,
            operations: operations)
    }
}
