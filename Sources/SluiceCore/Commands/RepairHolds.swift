/// Gives back what a detector of the board finds locked, after the ledger looked at each hold again.
public struct RepairHolds: Hashable, Sendable {
    /// One that `isRepairable`.
    public var detector: Detector
    /// 1 to `LedgerLimits.repairHoldsMax`, each hold once.
    public var targets: [RepairTarget]
    /// Whether it is only told what would be done.
    public var isDryRun: Bool

    public init(detector: Detector, targets: [RepairTarget], isDryRun: Bool = false) {
        self.detector = detector
        self.targets = targets
        self.isDryRun = isDryRun
    }
}

/// A hold to be repaired, and the id its release gets.
public struct RepairTarget: Hashable, Sendable {
    public var hold: HoldKey
    public var operation: OperationKey

    public init(hold: HoldKey, operation: OperationKey) {
        self.hold = hold
        self.operation = operation
    }
}

/// What a repair comes to, hold by hold.
public struct Repair: Hashable, Sendable {
    /// In the order of the targets.
    public internal(set) var findings: [RepairFinding] = []
    /// What is given back by it; what an earlier one gave under the same ids is not in it.
    public internal(set) var sums: [RepairSum] = []
    /// Whether it takes two persons.
    public internal(set) var needsApproval = false

    init() {}

    /// What is given back in all, in ascending order of currency.
    public var totals: [CurrencyAmount] {
        var totals: [CurrencyAmount] = []
        for sum in sums {
            let place = totals.firstIndex { $0.currency.packed >= sum.currency.packed }
            if let place, totals[place].currency == sum.currency {
                totals[place].amount = totals[place].amount.addingAtMost(sum.amount)
            } else {
                totals.insert(
                    CurrencyAmount(currency: sum.currency, amount: sum.amount),
                    at: place ?? totals.count)
            }
        }
        return totals
    }

    mutating func add(_ amount: Money, _ merchant: MerchantKey, _ currency: Currency) {
        let place = sums.firstIndex { $0.merchant == merchant && $0.currency == currency }
        if let place {
            sums[place].amount = sums[place].amount.addingAtMost(amount)
        } else {
            sums.append(RepairSum(merchant: merchant, currency: currency, amount: amount))
        }
    }
}

/// What a repair comes to for one hold.
public struct RepairFinding: Hashable, Sendable {
    public var hold: HoldKey
    /// `.applied`: all that was open is given back; else why not.
    public var code: OutcomeCode
    public var amount: Money
    /// Whether an earlier repair gave it back under the same id.
    public var isReplay: Bool
}

/// What is given back of one merchant's holds in one currency.
public struct RepairSum: Hashable, Sendable {
    public var merchant: MerchantKey
    public var currency: Currency
    public var amount: Money
}

extension Money {
    /// The sum, the largest number where it has none.
    func addingAtMost(_ other: Money) -> Money {
        let (sum, overflow) = minor.addingReportingOverflow(other.minor)
        return Money(minor: overflow ? .max : sum)
    }
}
