import SluiceCore

/// Cases at a desk in a time of its own: how long each waits under an order of service.
///
/// For tests and `sluice bench unlock`.
package enum DeskSimulation {
    package struct Case: Sendable {
        package var arrival: Instant
        package var tier: RiskTier
        package var merchant: MerchantKey
        /// When it is to have been looked at.
        package var deadline: Instant

        package init(
            arrival: Instant, tier: RiskTier, merchant: MerchantKey, deadline: Instant
        ) {
            self.arrival = arrival
            self.tier = tier
            self.merchant = merchant
            self.deadline = deadline
        }
    }

    /// Which case comes next.
    package enum Order: String, CaseIterable, Sendable {
        case fair
        case firstComeFirst
        case strictPriority
        case earliestDeadline
    }

    /// How many merchants the cases are of.
    private static let merchantCount = 500

    /// - Parameters:
    ///   - shares: of the tiers, in hundredths, kept as closely as whole cases can.
    ///   - draw: a number from 0 to below a bound.
    package static func arrivals(
        count: Int, within spanNs: Int64, shares: [Int], drawn draw: (_ below: Int64) -> Int64
    ) -> [Case] {
        let limits = [15 * Span.minuteNs, Span.hourNs, 4 * Span.hourNs]
        return (0..<count).map { index in
            let arrival = Instant(ns: draw(spanNs))
            var share = index * 100 / count
            var tier = 0
            while share >= shares[tier] {
                share -= shares[tier]
                tier += 1
            }
            return Case(
                arrival: arrival, tier: RiskTier.allCases[tier],
                merchant: MerchantKey(high: 1, low: UInt64(draw(Int64(merchantCount)))),
                deadline: arrival.adding(spanNs: limits[tier]))
        }.sorted { $0.arrival < $1.arrival }
    }

    /// From the arrival of each case to when somebody begins with it.
    package static func waits(
        _ cases: [Case], _ rules: DeskRules, _ order: Order = .fair
    ) -> [Int64] {
        let persons = rules.calendar.fewest ?? 0
        precondition(persons > 0, "nobody is there")
        var free = [Instant](repeating: .epoch, count: persons)
        var line = Line(order, rules)
        var waits = [Int64](repeating: 0, count: cases.count)
        var next = 0
        var begun = 0
        while begun < cases.count {
            let person = free.indices.min { free[$0] < free[$1] }!
            var now = free[person]
            if line.isEmpty, next < cases.count { now = max(now, cases[next].arrival) }
            while next < cases.count, cases[next].arrival <= now {
                line.add(next, cases[next])
                next += 1
            }
            let index = line.take(cases)
            waits[index] = now.ns - cases[index].arrival.ns
            free[person] = now.adding(spanNs: rules.caseNs)
            begun += 1
        }
        return waits
    }

    /// Those that wait.
    private struct Line {
        let order: Order
        var desk: DeskQueue<Int>
        var indices: [Int] = []

        init(_ order: Order, _ rules: DeskRules) {
            self.order = order
            desk = DeskQueue(rules)
        }

        var isEmpty: Bool { order == .fair ? desk.count == 0 : indices.isEmpty }

        mutating func add(_ index: Int, _ item: Case) {
            if order == .fair {
                desk.add(
                    index, item.tier, of: item.merchant, by: item.deadline, at: item.arrival)
            } else {
                indices.append(index)
            }
        }

        mutating func take(_ cases: [Case]) -> Int {
            if order == .fair { return desk.next(until: .never)! }
            let place = indices.indices.min { left, right in
                let (left, right) = (indices[left], indices[right])
                switch order {
                case .strictPriority:
                    return (cases[left].tier.rawValue, left)
                        < (cases[right].tier.rawValue, right)
                case .earliestDeadline:
                    return (cases[left].deadline, left) < (cases[right].deadline, right)
                default: return left < right
                }
            }!
            return indices.remove(at: place)
        }
    }
}
