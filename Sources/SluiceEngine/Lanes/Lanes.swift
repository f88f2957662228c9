import SluiceCore

/// What waits for the sequencer: four lanes, drained by one fair queue.
///
/// A pure value; times are readings of one monotonic clock. The thread-safe shell is `Inbox`.
struct Lanes: Sendable {
    private let options: LaneOptions
    /// Beyond this wait load is shed.
    var delayMaxNs: Int64
    private var queue: FairQueue<AnyKey, Inbox.Request>
    private var rate = DrainRate()
    /// Of what waits, pieces of requests whose first piece was taken: they are being served, and others have
    /// their turn between them.
    private var begun = PerLane(all: 0)
    private var served = PerLane(all: 0)
    private var refused = PerLane(all: 0)

    init(_ options: LaneOptions) {
        self.options = options
        delayMaxNs = options.delayMaxNs
        queue = FairQueue(
            weights: Lane.allCases.map { options.weight[$0] }, quantum: options.quantum)
    }

    var isEmpty: Bool { queue.isEmpty }

    /// Commands that wait.
    var depth: Int { queue.cost }

    // MARK: Coming

    /// Adds a request unless its lane is full or it is to be shed: all of its pieces, or none.
    ///
    /// - Returns: the refusal; nil if it waits now.
    mutating func put(_ request: Inbox.Request, at nowNs: Int64) -> Overload? {
        let lane = request.lane
        if !request.isOwn {
            let isFull = queue.cost(of: lane.rawValue) + request.cost > options.costMax[lane]
            if isFull || isBeyondShare(request) || isShed(lane, at: nowNs) {
                return refuse(lane, cost: request.cost, at: nowNs)
            }
        }
        if request.cost <= options.pieceCostMax {
            push(request, at: nowNs)
        } else {
            for piece in request.pieces(costMax: options.pieceCostMax) { push(piece, at: nowNs) }
        }
        return nil
    }

    private mutating func push(_ request: Inbox.Request, at nowNs: Int64) {
        queue.push(
            request, classIndex: request.lane.rawValue, key: request.turn,
            promised: Instant(ns: nowNs), cost: request.cost)
    }

    /// Whether the merchant of a fact has as many waiting as one merchant may.
    private func isBeyondShare(_ request: Inbox.Request) -> Bool {
        guard request.lane == .sync else { return false }
        let waits = queue.cost(of: Lane.sync.rawValue, key: request.turn)
        return waits + request.cost > options.syncMerchantCostMax
    }

    /// Refuses work of a lane that is done elsewhere, while it would be shed here.
    mutating func admit(_ lane: Lane, at nowNs: Int64) -> Overload? {
        isShed(lane, at: nowNs) ? refuse(lane, cost: 1, at: nowNs) : nil
    }

    /// Refuses work of a lane, and counts it.
    mutating func refuse(_ lane: Lane, cost: Int, at nowNs: Int64) -> Overload {
        refused[lane] += cost
        return Overload(lane, waitNs: waitNs(of: lane, at: nowNs))
    }

    /// The order in which load is shed: lists and backfill when all that waits takes too long,
    /// placements when those before them do. What frees the consumer is refused only by a full lane.
    private func isShed(_ lane: Lane, at nowNs: Int64) -> Bool {
        let waits: Int
        switch lane {
        case .background: waits = Lane.allCases.reduce(0) { $0 + waiting(in: $1) }
        case .checkout: waits = waiting(in: lane)
        case .unlock, .sync: return false
        }
        guard waits >= options.shedCostMin, let waitNs = waitNs(of: lane, at: nowNs) else {
            return false
        }
        return waitNs > delayMaxNs
    }

    /// How long what waits before a newcomer of a lane takes; nil while nothing was measured.
    ///
    /// In the background everybody is before it; in the others the bound of the fair queue holds.
    private func waitNs(of lane: Lane, at nowNs: Int64) -> Int64? {
        guard !queue.isEmpty, let capacity = rate.perSecond(at: nowNs) else { return nil }
        let loads = Lane.allCases.map {
            FairBound.Load(weight: options.weight[$0], burst: waiting(in: $0))
        }
        guard lane == .background else {
            return FairBound.waitMaxNs(
                of: lane.rawValue, loads: loads, capacityPerSecond: capacity)
        }
        let all = FairBound.Load(weight: 1, burst: loads.reduce(0) { $0 + $1.burst })
        return FairBound.waitMaxNs(of: 0, loads: [all], capacityPerSecond: capacity)
    }

    /// The cost of what waits in a lane and was not begun.
    private func waiting(in lane: Lane) -> Int { queue.cost(of: lane.rawValue) - begun[lane] }

    // MARK: Going

    /// Takes requests in their order until a cost is reached, at least one if any waits.
    mutating func take(costMax: Int, at nowNs: Int64) -> [Inbox.Request] {
        var taken: [Inbox.Request] = []
        var cost = 0
        while cost < costMax, let entry = queue.pop() {
            taken.append(entry.item)
            cost += entry.cost
            served[entry.item.lane] += entry.cost
            if let piece = entry.item.piece {
                begun[entry.item.lane] +=
                    piece.place == 0 ? piece.whole.cost - entry.cost : -entry.cost
            }
        }
        // What has no known cost says nothing of the rate.
        if taken.allSatisfy(\.hasKnownCost) {
            rate.took(cost, at: nowNs)
        } else {
            rate.becameIdle()
        }
        return taken
    }

    /// The server came for more and found something, or nothing.
    mutating func cameBack(at nowNs: Int64) {
        if queue.isEmpty { rate.becameIdle() } else { rate.cameBack(at: nowNs) }
    }

    /// Takes all that waits but the engine's own.
    mutating func removeOthers() -> [Inbox.Request] {
        var others: [Inbox.Request] = []
        var own: [FairQueue<AnyKey, Inbox.Request>.Entry] = []
        while let entry = queue.pop() {
            if entry.item.isOwn { own.append(entry) } else { others.append(entry.item) }
        }
        begun = PerLane(all: 0)
        for entry in own {
            queue.push(
                entry.item, classIndex: entry.classIndex, key: entry.item.turn,
                promised: entry.promised, cost: entry.cost)
        }
        return others
    }

    func figures(at nowNs: Int64) -> PerLane<LaneFigures> {
        PerLane { lane in
            let oldest = queue.earliestPromised(of: lane.rawValue)
            return LaneFigures(
                depth: queue.cost(of: lane.rawValue),
                oldestNs: oldest.map { max(0, nowNs - $0.ns) } ?? 0, served: served[lane],
                refused: refused[lane])
        }
    }
}
