import SluiceCore

/// Something that truly happened to an order.
struct WorldFact: Equatable, Sendable {
    var kind: FactKind
    var atNs: Int64
    /// Of which lines; empty for the whole order.
    var lines: [Int] = []
}

/// An order as it truly was. Times are virtual, from the beginning of the world.
struct WorldOrder: Equatable, Sendable {
    struct Line: Equatable, Sendable {
        var name: String
        var amountMinor: Int64
        var shippedNs: Int64?
        var cancelledNs: Int64?
    }

    var number: Int
    var merchant: Int
    var shopper: Int
    var placedNs: Int64
    var lines: [Line]
    /// In the order in which they happened; without the placement itself.
    var facts: [WorldFact] = []
    /// When the goods had come back, if they did.
    var returnedNs: Int64?
    /// When the shopper pays what was shipped.
    var repaidNs: Int64?
    /// Whether the merchant answers when it is told that a promise ends.
    var isAttended = true
    /// The release that it brings to the desk, if it does.
    var brings: WorldCase?

    var amountMinor: Int64 { lines.reduce(0) { $0 + $1.amountMinor } }

    /// What has shipped up to a time.
    func shippedMinor(by atNs: Int64) -> Int64 { minor(by: atNs, \.shippedNs) }

    /// What the merchant has cancelled up to a time.
    func cancelledMinor(by atNs: Int64) -> Int64 { minor(by: atNs, \.cancelledNs) }

    /// The same of what the engine has been told.
    func cancelledMinor(by atNs: Int64, told: WorldTold) -> Int64 {
        lines.indices.reduce(0) { sum, line in
            let toldNs = told.lineCancelledNs[line] ?? told.cancelledNs ?? .max
            return toldNs <= atNs ? sum + lines[line].amountMinor : sum
        }
    }

    private func minor(by atNs: Int64, _ path: KeyPath<Line, Int64?>) -> Int64 {
        lines.reduce(0) { sum, line in
            guard let lineNs = line[keyPath: path], lineNs <= atNs else { return sum }
            return sum + line.amountMinor
        }
    }

    /// Whether anything will ship after a time.
    func ships(after atNs: Int64) -> Bool { lines.contains { ($0.shippedNs ?? 0) > atNs } }
}
