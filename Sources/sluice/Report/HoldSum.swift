import SluiceCore

/// Holds, and an amount of each, added up.
struct HoldSum: Equatable {
    var holds = 0
    var minor: Int64 = 0

    mutating func add(_ amount: Money) {
        holds += 1
        minor += amount.minor
    }
}
