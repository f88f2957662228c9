import SluiceCore

/// What a world came to.
struct WorldVerdict: Equatable, Sendable {
    /// How often, and how much money.
    struct Count: Equatable, Sendable {
        var count = 0
        var amountMinor: Int64 = 0

        mutating func add(_ amountMinor: Int64) {
            count += 1
            self.amountMinor += amountMinor
        }
    }

    /// One kind of failure.
    struct Failures: Equatable, Sendable {
        var sum = Count()
        var examples: [String] = []
    }

    var orders = 0
    var locked = Count()
    var declined = Count()
    var billed = Count()
    var returned = Count()
    var refunded = Count()
    /// Given back because a merchant said so, of an order that shipped: the lie is the merchant's.
    var onLies = Count()
    /// Shipped after the end, though the merchant had been told that it comes.
    var shippedAfterEnd = Count()
    /// Declined while a cancellation that the engine had not heard of covered the shortfall.
    var avoidableUntold = Count()
    /// How many holds were silent while their feed was dead, how long after its return the last of them
    /// ended, and which that is.
    var silentInOutage = 0
    var afterOutageNsMax: Int64 = 0
    var lastAfterOutage = ""
    var desk: WorldDeskVerdict?
    var failures: [WorldFailure: Failures] = [:]

    var isSound: Bool { failures.isEmpty }

    func count(_ failure: WorldFailure) -> Int { failures[failure]?.sum.count ?? 0 }

    mutating func add(_ finding: WorldFinding) {
        var of = failures[finding.failure] ?? Failures()
        of.sum.add(finding.amountMinor)
        if of.examples.count < WorldLimits.examplesMax { of.examples.append(finding.text) }
        failures[finding.failure] = of
    }
}
