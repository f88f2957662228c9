import SluiceCore

/// A lock an audit names.
struct AuditExample: Equatable {
    var finding: AuditFinding
    var hold: String
    var merchant: String
    /// Empty where the lock names no order.
    var order: String
    var amount: Money
    var since: Instant
    var ageNs: Int64

    /// Minor units times nanoseconds.
    var occupancy: Int128 { Int128(amount.minor) * Int128(ageNs) }

    /// The one that binds more for longer comes first; at equal weight the ids decide.
    static func isBefore(_ left: AuditExample, _ right: AuditExample) -> Bool {
        if left.occupancy != right.occupancy { return left.occupancy > right.occupancy }
        return left.hold < right.hold
    }
}

/// Sums over locks; all amounts of a currency together are an amount, so none leaves the range.
struct AuditSum: Equatable {
    var holds = 0
    var amount = Money.zero
    /// Amount times time, in minor units times nanoseconds.
    var occupancy: Int128 = 0

    mutating func add(_ amount: Money, ageNs: Int64) {
        holds += 1
        self.amount += amount
        occupancy += Int128(amount.minor) * Int128(ageNs)
    }

    static func += (left: inout AuditSum, right: AuditSum) {
        left.holds += right.holds
        left.amount += right.amount
        left.occupancy += right.occupancy
    }

    /// Amount times days in minor units, to the nearest, a half up.
    var amountDays: Int128 {
        (occupancy + Int128(Span.dayNs) / 2) / Int128(Span.dayNs)
    }
}

/// All locks of one finding in one currency.
struct FindingTally: Equatable {
    let finding: AuditFinding
    private(set) var sum = AuditSum()
    /// The one stuck longest; of several the first by id.
    private(set) var oldest: AuditExample?
    /// Memory: 8 bytes a lock.
    private(set) var agesNs: [Int64] = []
    private var kept: [AuditExample] = []

    init(_ finding: AuditFinding) { self.finding = finding }

    /// - Parameter limit: how many examples may be asked for later.
    mutating func add(_ example: AuditExample, limit: Int) {
        sum.add(example.amount, ageNs: example.ageNs)
        agesNs.append(example.ageNs)
        if let known = oldest {
            let isOlder = (example.since, example.hold) < (known.since, known.hold)
            if isOlder { oldest = example }
        } else {
            oldest = example
        }
        guard limit > 0 else { return }
        kept.append(example)
        if kept.count >= 2 * limit + 64 { kept = examples(limit) }
    }

    /// The first by occupancy.
    func examples(_ limit: Int) -> [AuditExample] {
        Array(kept.sorted(by: AuditExample.isBefore).prefix(limit))
    }

    /// P50 and P90 of the ages, by nearest rank.
    var ages: LockTimes { LockTimes(spansNs: agesNs) }
}

/// One currency of an audit.
struct CurrencyTally: Equatable {
    let currency: Currency
    /// In the order of the catalogue; only what was found.
    private(set) var findings: [FindingTally] = []

    init(_ currency: Currency) { self.currency = currency }

    mutating func add(_ example: AuditExample, limit: Int) {
        let index = findings.firstIndex { $0.finding == example.finding }
        if let index {
            findings[index].add(example, limit: limit)
        } else {
            var tally = FindingTally(example.finding)
            tally.add(example, limit: limit)
            findings.append(tally)
        }
    }

    func sum(where isMeant: (AuditFinding) -> Bool) -> AuditSum {
        findings.filter { isMeant($0.finding) }.reduce(into: AuditSum()) { $0 += $1.sum }
    }

    func sum(_ group: AuditFinding.Class) -> AuditSum { sum { $0.group == group } }

    /// Everything that is locked.
    var held: AuditSum { sum { $0.group != .movedWrongly } }

    /// The findings of a class, the largest amount first.
    func findings(_ group: AuditFinding.Class) -> [FindingTally] {
        findings.filter { $0.finding.group == group }.sorted {
            if $0.sum.amount != $1.sum.amount { return $0.sum.amount > $1.sum.amount }
            return $0.finding.rawValue < $1.finding.rawValue
        }
    }

    /// Of the findings of some classes together, the examples that weigh most.
    func examples(_ group: AuditFinding.Class, limit: Int) -> [AuditExample] {
        let all = findings(group).flatMap { $0.examples(limit) }
        return Array(all.sorted(by: AuditExample.isBefore).prefix(limit))
    }
}
