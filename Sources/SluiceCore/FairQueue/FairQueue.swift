/// What waits for one server, handed out so that nobody starves.
///
/// Three rules, one inside the other:
/// - between classes: deficit round robin by weight. A class has `weight × quantum` of cost a
///   round; what it does not use while it waits is carried on, what it does not need goes to the
///   others;
/// - between the keys of a class: turns counted in cost. After an item of cost c a key comes up
///   again when each other key that waits has had c, so a flood of one key delays the others by a
///   turn;
/// - inside a key: the earliest promised time first, then the order of arrival.
///
/// ```
/// class 0, weight 4 ──┬─ key A: ▪▪▪▪▪▪▪▪▪     class 1, weight 1 ──── key A: ▪▪
///                     └─ key B: ▪
/// ```
///
/// It is a plain value: no clock, no randomness, equal calls give an equal order. How long a class
/// waits at most, `FairBound` says. Limits: it has none of its own, its owner bounds `cost`.
public struct FairQueue<TurnKey: Hashable & Sendable, Item: Sendable>: Sendable {
    /// One thing that waits, as it is handed out.
    public struct Entry: Sendable {
        public let classIndex: Int
        public let promised: Instant
        public let cost: Int
        public let item: Item
    }

    /// The cost a class of weight 1 has in a round.
    private let quantum: Int
    private var classes: [FairClass<TurnKey, Item>]
    /// The class whose turn it is.
    private var turn = 0
    /// Whether it has had its quantum in this round.
    private var hasQuantum = false
    private var arrivals: UInt64 = 0

    /// - Parameters:
    ///   - weights: a positive weight a class.
    ///   - quantum: the positive cost a class of weight 1 has in a round: larger than most items,
    ///     or rounds are spent on saving up; much smaller than what others may wait for.
    public init(weights: [Int], quantum: Int) {
        precondition(!weights.isEmpty && weights.allSatisfy { $0 > 0 } && quantum > 0)
        self.quantum = quantum
        classes = weights.map { FairClass(weight: $0) }
    }

    /// Items that wait.
    public private(set) var count = 0
    /// Their cost together.
    public private(set) var cost = 0

    public var isEmpty: Bool { count == 0 }

    /// Items of a class that wait.
    public func count(of classIndex: Int) -> Int { classes[classIndex].count }

    /// Their cost together.
    public func cost(of classIndex: Int) -> Int { classes[classIndex].cost }

    /// The cost of what waits of a key of a class.
    public func cost(of classIndex: Int, key: TurnKey) -> Int {
        classes[classIndex].cost(of: key)
    }

    /// The earliest promised time among the items of a class; nil if there is none.
    ///
    /// Complexity: O(keys).
    public func earliestPromised(of classIndex: Int) -> Instant? {
        classes[classIndex].earliestPromised
    }

    /// Adds an item.
    ///
    /// Complexity: O(log n).
    /// - Parameter cost: what serving it takes, positive, in the unit of the quantum.
    public mutating func push(
        _ item: Item, classIndex: Int, key: TurnKey, promised: Instant, cost: Int
    ) {
        precondition(cost > 0, "what costs nothing would be served for ever")
        arrivals += 1
        classes[classIndex].push(
            FairItem(promised: promised, arrival: arrivals, cost: cost, item: item), key: key)
        count += 1
        self.cost += cost
    }

    /// Takes the item whose turn it is; nil if nothing waits.
    ///
    /// Complexity: O(log n), and a step a class for each round an item saves up for.
    /// - Parameter isWanted: what is not wanted any more is dropped when it comes up, and costs neither
    ///   its class nor its key anything.
    public mutating func pop(where isWanted: (Item) -> Bool = { _ in true }) -> Entry? {
        while count > 0 {
            if let next = nextWanted(isWanted) {
                if !hasQuantum {
                    classes[turn].deficit += classes[turn].weight * quantum
                    hasQuantum = true
                }
                if next.cost <= classes[turn].deficit { return take(next.cost) }
            }
            turn = (turn + 1) % classes.count
            hasQuantum = false
        }
        return nil
    }

    private mutating func nextWanted(_ isWanted: (Item) -> Bool) -> FairItem<Item>? {
        while let next = classes[turn].next {
            if isWanted(next.item) { return next }
            let dropped = classes[turn].drop()
            count -= 1
            cost -= dropped.cost
        }
        classes[turn].deficit = 0
        return nil
    }

    private mutating func take(_ cost: Int) -> Entry {
        let item = classes[turn].pop()
        count -= 1
        self.cost -= cost
        classes[turn].deficit -= cost
        // What an empty class saved up is no claim on later.
        if classes[turn].count == 0 { classes[turn].deficit = 0 }
        return Entry(classIndex: turn, promised: item.promised, cost: cost, item: item.item)
    }
}
