import SluiceCore

/// When each fact first happened; `never` where it did not.
struct FactTimes: Equatable {
    var created = Instant.never
    var paid = Instant.never
    var shipped = Instant.never
    var cancelled = Instant.never
    var delivered = Instant.never
    var completed = Instant.never

    mutating func note(_ kind: FactKind, at time: Instant) {
        switch kind {
        case .created: created = min(created, time)
        case .paid: paid = min(paid, time)
        case .lineShipped, .shipped: shipped = min(shipped, time)
        // An order closed with something open gives it back, as a cancelled one does.
        case .lineCancelled, .cancelled, .closed: cancelled = min(cancelled, time)
        case .delivered: delivered = min(delivered, time)
        case .completed: completed = min(completed, time)
        // What tells of returns and prices ends no lock by itself.
        case .returnRequested, .returnShipped, .returnReceived, .priceAdjusted: break
        }
    }

    /// The first fact after which nothing is to be waited for: a cancellation, or one at or past
    /// `captureOn`. At equal times the order of an order's life decides, as in the engine.
    func end(_ captureOn: CaptureOn) -> OrderEnd? {
        var first: OrderEnd?
        let facts: [(FactKind, Instant)] = [
            (.shipped, shipped), (.cancelled, cancelled), (.delivered, delivered),
            (.completed, completed),
        ]
        for (kind, time) in facts where time != .never {
            guard kind == .cancelled || kind.reaches(captureOn) else { continue }
            if let known = first, known.time <= time { continue }
            first = OrderEnd(
                time: time, money: kind == .cancelled ? .returned : .billed,
                isCompleted: completed != .never)
        }
        return first
    }
}

/// When the facts ended an order for credit, and where the money of a lock belongs since.
struct OrderEnd: Equatable {
    enum Money: Equatable {
        case returned
        case billed
        /// Some lines were cancelled, the others shipped.
        case both
    }

    var time: Instant
    var money: Money
    var isCompleted: Bool
}

/// What the orders export tells of one order up to the time of the audit.
struct AuditOrder: Equatable {
    var facts = FactTimes()
    /// The newest fact of the order or a line; nil if it tells no time.
    var latest: Instant?
    /// One of its rows could not be read: nothing is known for sure.
    var isUnread = false
}

/// What is told of a line of an order.
struct AuditLine: Equatable {
    var name: String
    var facts = FactTimes()
    /// Whether it is told as such, rather than by what happened to it.
    var isListed = false
}

extension [AuditLine] {
    /// When the last of the lines ended; nil while one has not, or if it is not known which lines
    /// the order has.
    func end(_ captureOn: CaptureOn) -> OrderEnd? {
        guard !isEmpty, allSatisfy(\.isListed) else { return nil }
        var whole: OrderEnd?
        for line in self {
            guard let end = line.facts.end(captureOn) else { return nil }
            guard let known = whole else {
                whole = end
                continue
            }
            whole = OrderEnd(
                time: Swift.max(known.time, end.time),
                money: known.money == end.money ? known.money : .both,
                isCompleted: known.isCompleted && end.isCompleted)
        }
        return whole
    }
}

/// What is known of how a merchant's facts come in.
struct MerchantFeed: Equatable {
    /// The newest fact up to the time of the audit; nil if there is none.
    var latest: Instant?
    /// Whether every order of the merchant would be told: by a row, or by a `created` fact.
    var tellsEveryOrder = false
    var tellsPayment = false
}
