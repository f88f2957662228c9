import CPrefetch

// Hints to the processor, that memory be there when a command comes to it: they change nothing, and no outcome
// depends on them.

extension Ledger {
    /// Asks for what a command on a hold will look at, without waiting for it: some commands before, the entries
    /// of the index; a few later, the record they lead to; and last what the record leads to.
    @inline(__always)
    public func prefetchIndex(of hold: HoldKey) { holds.prefetchIndex(of: hold) }

    @inline(__always)
    public func prefetchRecord(of hold: HoldKey) {
        if let slot = holds.probableSlot(of: hold) { holds.prefetch(slot) }
    }

    @inline(__always)
    public func prefetchBeyond(_ hold: HoldKey) {
        guard let slot = holds.probableSlot(of: hold) else { return }
        let (account, order) = (holds[slot].accountSlot, holds[slot].orderSlot)
        if !account.isNone { accounts.prefetch(account) }
        if !order.isNone { orders.prefetchAside(order) }
        let aside = holds[aside: slot]
        if !aside.nextOfAccount.isNone { holds.prefetchAside(aside.nextOfAccount) }
        if !aside.previousOfAccount.isNone { holds.prefetchAside(aside.previousOfAccount) }
    }
}

extension KeyIndex {
    /// Asks for the first entry of a hash.
    @inline(__always)
    func prefetch(_ hash: UInt32) {
        entries.withUnsafeBufferPointer { sluice_prefetch($0.baseAddress! + start(hash)) }
    }
}

extension SlotArena {
    /// Asks for the memory of a record. The place was given out once.
    @inline(__always)
    func prefetch(_ slot: Slot) {
        let start = UnsafeRawPointer(address(slot))
        var line = 0
        while line < MemoryLayout<Record>.stride {
            sluice_prefetch(start + line)
            line += 64
        }
    }
}

extension SlotTable {
    @inline(__always)
    func prefetchIndex(of key: Key<Tag>) { index.prefetch(index.hash(key)) }

    /// Where the record of a key probably is, without looking at it; nil if it is nowhere.
    @inline(__always)
    func probableSlot(of key: Key<Tag>) -> Slot? {
        let hash = index.hash(key)
        var probe = index.start(hash)
        guard let place = index.next(hash, &probe) else { return nil }
        return Slot(index: place)
    }

    @inline(__always)
    func prefetch(_ slot: Slot) { arena.prefetch(slot) }

    @inline(__always)
    func prefetchAside(_ slot: Slot) {
        asides.withUnsafeBufferPointer { asides in
            if let start = asides.baseAddress { sluice_prefetch(start + Int(slot.index)) }
        }
    }
}

extension HoldTable {
    @inline(__always)
    func prefetchIndex(of key: HoldKey) { states.prefetchIndex(of: key) }

    @inline(__always)
    func probableSlot(of key: HoldKey) -> Slot? { states.probableSlot(of: key) }

    @inline(__always)
    func prefetch(_ slot: Slot) {
        states.prefetch(slot)
        states.prefetchAside(slot)
    }

    @inline(__always)
    func prefetchAside(_ slot: Slot) { states.prefetchAside(slot) }
}
