import SluiceCore

/// The holds that are followed from placement to end, found by key and by order.
///
/// Limits: `openHoldsMax`, and of those not drawn `undrawnMax`; beyond it a new one is not followed.
/// Complexity: O(1), and the holds of an order.
struct OpenHolds: Sendable {
    /// nil: free.
    private(set) var slots: [Tracked?] = []
    private(set) var free: [Int] = []
    private var undrawn = 0
    private var places: [HoldKey: Int] = [:]
    /// The first hold of each order.
    private var ofOrder: [OrderKey: Int] = [:]

    init() {}

    init(slots: [Tracked?], free: [Int]) {
        self.slots = slots
        self.free = free
        // The first hold of an order is the one that no other leads to.
        var isLedTo = Array(repeating: false, count: slots.count)
        for slot in slots {
            guard let slot, slot.nextOfOrder >= 0 else { continue }
            isLedTo[slot.nextOfOrder] = true
        }
        for (place, slot) in slots.enumerated() {
            guard let slot else { continue }
            if !slot.isDrawn { undrawn += 1 }
            places[slot.subject.hold] = place
            if !isLedTo[place] { ofOrder[slot.subject.order] = place }
        }
    }

    var count: Int { slots.count - free.count }

    subscript(hold: HoldKey) -> Tracked? { places[hold].flatMap { slots[$0] } }

    /// The first hold of an order.
    func first(of order: OrderKey) -> Tracked? { ofOrder[order].flatMap { slots[$0] } }

    /// - Returns: whether it is followed now, and was not before.
    @discardableResult mutating func insert(_ tracked: Tracked) -> Bool {
        let key = tracked.subject.hold
        guard places[key] == nil, count < ForecastLimits.openHoldsMax,
            tracked.isDrawn || undrawn < ForecastLimits.undrawnMax
        else { return false }
        if !tracked.isDrawn { undrawn += 1 }
        var tracked = tracked
        tracked.nextOfOrder = ofOrder[tracked.subject.order] ?? -1
        if let place = free.popLast() {
            slots[place] = tracked
            places[key] = place
        } else {
            places[key] = slots.count
            slots.append(tracked)
        }
        ofOrder[tracked.subject.order] = places[key]
        return true
    }

    mutating func remove(_ hold: HoldKey) -> Tracked? {
        guard let place = places.removeValue(forKey: hold), let tracked = slots[place] else {
            return nil
        }
        if !tracked.isDrawn { undrawn -= 1 }
        unchain(place, tracked)
        slots[place] = nil
        free.append(place)
        return tracked
    }

    mutating func change(_ hold: HoldKey, _ body: (inout Tracked) -> Void) {
        guard let place = places[hold], slots[place] != nil else { return }
        body(&slots[place]!)
    }

    /// Moves a hold on to a stage it has not come to.
    mutating func move(_ hold: HoldKey, to stage: Stage, at: Instant) {
        change(hold) { $0.move(to: stage, at: at) }
    }

    /// Moves the holds of an order on.
    mutating func move(_ order: OrderKey, to stage: Stage, at: Instant) {
        var place = ofOrder[order] ?? -1
        while place >= 0, slots[place] != nil {
            slots[place]!.move(to: stage, at: at)
            place = slots[place]!.nextOfOrder
        }
    }

    private mutating func unchain(_ place: Int, _ tracked: Tracked) {
        let order = tracked.subject.order
        if ofOrder[order] == place {
            ofOrder[order] = tracked.nextOfOrder >= 0 ? tracked.nextOfOrder : nil
            return
        }
        var before = ofOrder[order] ?? -1
        while before >= 0, let other = slots[before] {
            if other.nextOfOrder == place {
                slots[before]!.nextOfOrder = tracked.nextOfOrder
                return
            }
            before = other.nextOfOrder
        }
    }
}

extension Tracked {
    /// A stage begins once, and never before the placement.
    mutating func move(to stage: Stage, at: Instant) {
        let place = Int(stage.rawValue)
        if began[place] == .never { began[place] = max(at, subject.placedAt) }
    }

    /// Comes to the stages that another one of the same order has.
    mutating func come(as other: Tracked) {
        for stage in Stage.allCases where other.began[Int(stage.rawValue)] != .never {
            move(to: stage, at: other.began[Int(stage.rawValue)])
        }
    }
}
