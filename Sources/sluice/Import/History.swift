import SluiceCore

/// Everything a source tells, as steps in the order they happened: by time, rank and id.
///
/// It is a function of the files alone, so that a second run gives the same steps. An order is
/// placed at its purchase; a fact older than the purchase keeps its own time.
struct History {
    let mapping: Mapping
    /// In the order of the file.
    let orders: [ImportedOrder]
    let steps: [HistoryStep]

    /// Complexity: O(n log n) in the number of steps.
    init(mapping: Mapping, orders: [ImportedOrder]) {
        self.mapping = mapping
        self.orders = orders
        var steps: [HistoryStep] = []
        var firstOf: [String: Int] = [:]
        for (index, order) in orders.enumerated() {
            steps.append(HistoryStep(time: order.placedAt, kind: .place, order: index))
            for fact in order.facts {
                steps.append(
                    HistoryStep(
                        time: mapping.toldAt(fact), kind: .fact(fact.kind, fact.reason),
                        order: index))
            }
            if let repaidAt = mapping.repaidAt(order) {
                steps.append(HistoryStep(time: repaidAt, kind: .repay, order: index))
            }
            guard let known = firstOf[order.account] else {
                firstOf[order.account] = index
                continue
            }
            let first = orders[known]
            if (order.placedAt, order.name) < (first.placedAt, first.name) {
                firstOf[order.account] = index
            }
        }
        for index in firstOf.values {
            steps.append(
                HistoryStep(time: orders[index].placedAt, kind: .openAccount, order: index))
        }
        self.steps = steps.sorted { left, right in
            if left.time != right.time { return left.time < right.time }
            if left.rank != right.rank { return left.rank < right.rank }
            let (leftOrder, rightOrder) = (orders[left.order], orders[right.order])
            let (leftID, rightID) = (Self.id(left, leftOrder), Self.id(right, rightOrder))
            // Equal ids come from different merchants.
            if leftID == rightID { return leftOrder.merchant < rightOrder.merchant }
            return leftID.utf8.lexicographicallyPrecedes(rightID.utf8)
        }
    }

    /// The time of the last step, which an import runs up to by default; nil if there is none.
    var lastTime: Instant? { steps.last?.time }

    /// How many steps have a time up to and including `until`. Complexity: O(log n).
    func count(until: Instant) -> Int {
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].time <= until { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The account, the order or the event, which is the order's name, `/` and the fact.
    func id(of step: HistoryStep) -> String { Self.id(step, orders[step.order]) }

    private static func id(_ step: HistoryStep, _ order: ImportedOrder) -> String {
        switch step.kind {
        case .openAccount: order.account
        case .place: order.name
        case .fact(let fact, _): event(fact, of: order)
        case .repay: order.name
        }
    }

    /// The id of a fact: an order has one of each kind.
    static func event(_ fact: FactKind, of order: ImportedOrder) -> String {
        "\(order.name)/\(fact.code)"
    }
}
