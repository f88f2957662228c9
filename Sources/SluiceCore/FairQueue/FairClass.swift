/// One class of a `FairQueue`: its keys take turns, counted in cost.
///
/// A turn has a place: what its key has been served so far and the item that comes next, counted from
/// where the class was when the key came. The least place comes next, so keys that wait have had the
/// same but for one item, and who comes anew stands behind those who are as far. A key whose items
/// are all served keeps its place until that comes up; then it is forgotten. So nobody gets ahead by
/// asking for much, going away and coming back.
struct FairClass<TurnKey: Hashable & Sendable, Item: Sendable>: Sendable {
    private struct Turn: Comparable, Sendable {
        /// Where the key stands without its next item, and with it.
        var start: UInt64
        var place: UInt64
        /// Equal places go in the order they were taken up.
        var order: UInt64
        var slot: Int

        /// Whether the key wanted nothing when it was lined up.
        var isVacant: Bool { place == start }

        static func < (left: Turn, right: Turn) -> Bool {
            (left.place, left.order) < (right.place, right.order)
        }
    }

    private struct Slot: Sendable {
        var key: TurnKey
        var items = BinaryHeap<FairItem<Item>>()
        /// Of its items together.
        var cost = 0
    }

    let weight: Int
    /// The cost it may still have in this round.
    var deficit = 0
    private(set) var count = 0
    private(set) var cost = 0
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var slotOfKey: [TurnKey: Int] = [:]
    /// One turn a slot in use.
    private var turns = BinaryHeap<Turn>()
    private var turnsTaken: UInt64 = 0
    /// The place of the turn taken last.
    private var place: UInt64 = 0

    init(weight: Int) { self.weight = weight }

    /// The item that comes next; nil if there is none.
    ///
    /// Forgets keys on the way whose turn has come and that want nothing.
    var next: FairItem<Item>? {
        mutating get {
            guard count > 0 else { return nil }
            while let turn = turns.first, turn.isVacant { vacate(turn) }
            return turns.first.flatMap { slots[$0.slot].items.first }
        }
    }

    var earliestPromised: Instant? {
        var earliest: Instant?
        for slot in slots {
            guard let item = slot.items.first else { continue }
            earliest = min(earliest ?? .never, item.promised)
        }
        return earliest
    }

    /// The cost of a key's items together.
    func cost(of key: TurnKey) -> Int { slotOfKey[key].map { slots[$0].cost } ?? 0 }

    mutating func push(_ item: FairItem<Item>, key: TurnKey) {
        count += 1
        cost += item.cost
        if let slot = slotOfKey[key] {
            slots[slot].items.push(item)
            slots[slot].cost += item.cost
            return
        }
        let slot: Int
        if let free = freeSlots.popLast() {
            slot = free
            slots[slot].key = key
        } else {
            slot = slots.count
            slots.append(Slot(key: key))
        }
        slots[slot].items.push(item)
        slots[slot].cost = item.cost
        slotOfKey[key] = slot
        lineUp(slot, from: place)
    }

    /// Takes the item that comes next. There is one: `next` was asked before.
    mutating func pop() -> FairItem<Item> {
        let (turn, item) = removeFirst()
        place = turn.place
        lineUp(turn.slot, from: turn.start + UInt64(item.cost))
        return item
    }

    /// Takes the item that comes next as if it had never been there. There is one.
    mutating func drop() -> FairItem<Item> {
        let (turn, item) = removeFirst()
        lineUp(turn.slot, from: turn.start)
        return item
    }

    private mutating func removeFirst() -> (turn: Turn, item: FairItem<Item>) {
        let turn = turns.removeFirst()
        let item = slots[turn.slot].items.removeFirst()
        count -= 1
        cost -= item.cost
        slots[turn.slot].cost -= item.cost
        return (turn, item)
    }

    private mutating func lineUp(_ slot: Int, from start: UInt64) {
        turnsTaken += 1
        let next = UInt64(slots[slot].items.first?.cost ?? 0)
        turns.push(Turn(start: start, place: start + next, order: turnsTaken, slot: slot))
    }

    /// The turn of a key that wanted nothing has come: it is lined up if it does now, or forgotten.
    private mutating func vacate(_ turn: Turn) {
        turns.removeFirst()
        place = max(place, turn.place)
        if slots[turn.slot].items.first != nil {
            lineUp(turn.slot, from: turn.start)
        } else {
            slotOfKey[slots[turn.slot].key] = nil
            freeSlots.append(turn.slot)
        }
    }
}

/// An item as it waits inside its key.
struct FairItem<Item: Sendable>: Comparable, Sendable {
    let promised: Instant
    let arrival: UInt64
    let cost: Int
    let item: Item

    static func < (left: FairItem, right: FairItem) -> Bool {
        (left.promised, left.arrival) < (right.promised, right.arrival)
    }

    static func == (left: FairItem, right: FairItem) -> Bool { left.arrival == right.arrival }
}
