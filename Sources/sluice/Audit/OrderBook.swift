import SluiceCore
import SluiceEngine

/// The orders export in memory: some 150 bytes an order and as many a line.
struct OrderBook {
    private(set) var merchants: [String: MerchantFeed] = [:]
    private var places: [OrderKey: Int32] = [:]
    private var orders: [AuditOrder] = []
    private var lines: [Int32: [AuditLine]] = [:]
    /// Facts later than the audit's time, which are passed over.
    private(set) var laterFacts = 0
    let at: Instant

    init(at: Instant) { self.at = at }

    var count: Int { orders.count }

    /// Where an order stands, made if it is new. Complexity: O(1).
    mutating func place(merchant: String, order: String) -> Int32 {
        let key = Self.key(merchant: merchant, order: order)
        if let place = places[key] { return place }
        let place = Int32(orders.count)
        places[key] = place
        orders.append(AuditOrder())
        return place
    }

    func find(merchant: String, order: String) -> (AuditOrder, [AuditLine])? {
        guard let place = places[Self.key(merchant: merchant, order: order)] else { return nil }
        return (orders[Int(place)], lines[place] ?? [])
    }

    func contains(merchant: String, order: String) -> Bool {
        places[Self.key(merchant: merchant, order: order)] != nil
    }

    /// Notes a fact of an order, or of its line where `line` is not empty. A later one than the
    /// audit is counted and no more. Errors: more lines than an order may have.
    mutating func note(
        _ kind: FactKind, at time: Instant, of place: Int32, line: String, merchant: String
    ) throws(RowFault) {
        guard time <= at else {
            laterFacts += 1
            return
        }
        var feed = merchants[merchant] ?? MerchantFeed()
        feed.latest = max(feed.latest ?? time, time)
        if kind == .paid { feed.tellsPayment = true }
        if kind == .created { feed.tellsEveryOrder = true }
        merchants[merchant] = feed
        let slot = Int(place)
        orders[slot].latest = max(orders[slot].latest ?? time, time)
        let isOfOrder = line.isEmpty || kind == .created || kind == .paid
        if isOfOrder { orders[slot].facts.note(kind, at: time) }
        guard !line.isEmpty else { return }
        try change(line, of: place) { known in
            known.facts.note(kind, at: time)
            if kind == .created { known.isListed = true }
        }
    }

    /// Notes that a row lists a line of an order. Errors: more lines than an order may have.
    mutating func list(_ line: String, of place: Int32) throws(RowFault) {
        try change(line, of: place) { $0.isListed = true }
    }

    /// Notes that each row of the merchant is an order, so that it tells of every one.
    mutating func tellsEveryOrder(_ merchant: String) {
        merchants[merchant, default: MerchantFeed()].tellsEveryOrder = true
    }

    mutating func markUnread(_ place: Int32) { orders[Int(place)].isUnread = true }

    private mutating func change(
        _ name: String, of place: Int32, _ body: (inout AuditLine) -> Void
    ) throws(RowFault) {
        var known = lines[place] ?? []
        // Moved out and back, so that the array is changed where it is.
        lines[place] = nil
        defer { lines[place] = known }
        if let index = known.firstIndex(where: { $0.name == name }) {
            body(&known[index])
            return
        }
        guard known.count < ImportLimits.linesPerOrderMax else { throw RowFault(.tooManyLines) }
        var line = AuditLine(name: name)
        body(&line)
        known.append(line)
    }

    private static func key(merchant: String, order: String) -> OrderKey {
        KeyDerivation.order(merchant: KeyDerivation.merchant(merchant), name: order)
    }
}
