import SluiceCore

/// Holds what an engine did against what truly happened: a pure function, which knows no rule of the
/// engine but what is promised outside.
struct WorldJudge {
    /// What is known of a hold while its events pass.
    struct Book {
        var openMinor: Int64 = 0
        var capturedMinor: Int64 = 0
        var returnedMinor: Int64 = 0
        var refundedMinor: Int64 = 0
        var expiresNs: Int64 = 0
        var wasNoticed = false
        var silencedNs: Int64?
        var operations: Set<String> = []
    }

    let world: World
    let reading: WorldReading
    var verdict = WorldVerdict()
    var books: [Int: Book] = [:]
    /// The open holds of each shopper.
    var open: [[Int]]

    /// What an engine came to in a world.
    static func verdict(on reading: WorldReading, of world: World) -> WorldVerdict {
        var judge = WorldJudge(world: world, reading: reading)
        for event in reading.events { judge.look(at: event) }
        judge.lookAtEnd()
        judge.lookAtDesk()
        return judge.verdict
    }

    private init(world: World, reading: WorldReading) {
        self.world = world
        self.reading = reading
        open = Array(repeating: [], count: world.shape.accounts)
        verdict.orders = world.orders.count
    }

    // MARK: Events

    private mutating func look(at event: WorldEvent) {
        let order = world.orders[event.order]
        switch event.kind {
        case .placed:
            books[event.order] = Book(
                openMinor: event.amountMinor, expiresNs: event.expiresNs ?? .max)
            open[order.shopper].append(event.order)
            verdict.locked.add(event.amountMinor)
        case .declined:
            verdict.declined.add(event.amountMinor)
            if event.reason == "INSUFFICIENT_LIMIT" { judgeDecline(event, order) }
        case .captured, .released, .expired, .refunded: judgeMove(event, order)
        case .noticed: books[event.order]?.wasNoticed = true
        case .silenced: books[event.order]?.silencedNs = event.atNs
        // A word ends the silence.
        case .heard, .extended: books[event.order]?.silencedNs = nil
        // What a desk did is looked at when all of it is known.
        case .paused, .doubted, .reviewOpened, .reviewClosed: break
        }
        if event.kind != .placed, let expiresNs = event.expiresNs {
            books[event.order]?.expiresNs = expiresNs
        }
    }

    private mutating func judgeMove(_ event: WorldEvent, _ order: WorldOrder) {
        guard var book = books[event.order] else {
            return find(.orphan, event.amountMinor, event, "moved and was never placed")
        }
        if !event.operation.isEmpty,
            !book.operations.insert(event.kind.rawValue + event.operation).inserted
        {
            find(.doubleMove, event.amountMinor, event, "\(event.operation) moved it twice")
        }
        let latest = event.atNs + reading.slackNs
        switch event.kind {
        case .captured:
            book.capturedMinor += event.amountMinor
            let shippedMinor = order.shippedMinor(by: latest)
            if book.capturedMinor > shippedMinor {
                let beyond = min(event.amountMinor, book.capturedMinor - shippedMinor)
                find(.doubleMove, beyond, event, "billed beyond what had shipped")
            }
            verdict.billed.add(event.amountMinor)
        case .refunded:
            book.refundedMinor += event.amountMinor
            let isBack = (order.returnedNs ?? .max) <= latest
            if book.refundedMinor > (isBack ? book.capturedMinor : 0) {
                find(.doubleMove, event.amountMinor, event, "refunded what had not come back")
            }
            verdict.refunded.add(event.amountMinor)
        default:
            judgeReturn(event, order, book)
            book.returnedMinor += event.amountMinor
            verdict.returned.add(event.amountMinor)
        }
        books[event.order] = book
        guard event.kind != .refunded else { return }
        book.openMinor -= event.amountMinor
        if book.openMinor < 0 {
            find(.doubleMove, -book.openMinor, event, "more ended than was locked")
        }
        books[event.order] = book
        if book.openMinor <= 0 { judgeEnd(event, order, book) }
    }

    /// Credit given back: by the merchant's word, for silence, or by the time of the hold.
    private mutating func judgeReturn(_ event: WorldEvent, _ order: WorldOrder, _ book: Book) {
        let told = reading.told[event.order]
        let latest = event.atNs + reading.slackNs
        // What goes back beyond what was truly cancelled, or had come back before it was billed.
        let backMinor =
            (order.returnedNs ?? .max) <= latest
            ? order.shippedMinor(by: latest) - book.capturedMinor : 0
        let beyondMinor = min(
            event.amountMinor,
            book.returnedMinor + event.amountMinor - order.cancelledMinor(by: latest) - backMinor)
        if beyondMinor <= 0 { return judgeWord(event, order) }
        if let lieNs = told.lieNs, lieNs <= latest {
            return verdict.onLies.add(beyondMinor)
        }
        let shippedMinor = min(
            beyondMinor, order.shippedMinor(by: event.atNs) - book.capturedMinor)
        if shippedMinor > 0 {
            find(.wrongRelease, shippedMinor, event, "\(event.reason), and it had shipped")
        }
        let laterMinor = min(
            beyondMinor, order.shippedMinor(by: .max) - order.shippedMinor(by: event.atNs))
        guard laterMinor > 0 else { return }
        if event.kind != .expired {
            find(.wrongRelease, laterMinor, event, "\(event.reason), and it ships later")
        } else if book.wasNoticed {
            verdict.shippedAfterEnd.add(laterMinor)
        } else {
            find(.shipAfterEndWithoutNotice, laterMinor, event, "\(event.reason), not announced")
        }
    }

    /// What was truly cancelled, and went back by another way than that word.
    private mutating func judgeWord(_ event: WorldEvent, _ order: WorldOrder) {
        guard event.kind == .expired || event.reason == "ORDER_SILENT",
            order.facts.contains(where: { $0.kind == .cancelled }),
            let toldNs = reading.told[event.order].cancelledNs,
            toldNs + reading.slackNs < event.atNs
        else { return }
        find(.unheardWord, event.amountMinor, event, "\(event.reason), cancelled long before")
    }

    private mutating func judgeEnd(_ event: WorldEvent, _ order: WorldOrder, _ book: Book) {
        open[order.shopper].removeAll { $0 == event.order }
        let isReturn = event.kind == .released || event.kind == .expired
        if isReturn, event.atNs > book.expiresNs + reading.slackNs {
            find(.orphan, event.amountMinor, event, "ended late")
        }
        guard let dead = world.shape.faults(of: order.merchant).dead,
            let silencedNs = book.silencedNs, dead.contains(silencedNs)
        else { return }
        verdict.silentInOutage += 1
        guard event.atNs - dead.upperBound > verdict.afterOutageNsMax else { return }
        verdict.afterOutageNsMax = event.atNs - dead.upperBound
        verdict.lastAfterOutage =
            "\(WorldShape.hold(event.order)), silent at \(SpanText.short(silencedNs)), "
            + "\(event.kind.rawValue) \(event.reason)"
    }

    /// A decline for want of limit, while credit entitled to release covered what was missing.
    private mutating func judgeDecline(_ event: WorldEvent, _ order: WorldOrder) {
        let missingMinor = event.amountMinor - event.availableMinor
        var (entitledMinor, toldMinor): (Int64, Int64) = (0, 0)
        for number in open[order.shopper] {
            guard let book = books[number] else { continue }
            let order = world.orders[number]
            func stuckMinor(of cancelledMinor: Int64) -> Int64 {
                max(0, min(book.openMinor, cancelledMinor - book.returnedMinor))
            }
            entitledMinor += stuckMinor(of: order.cancelledMinor(by: event.atNs))
            let told = reading.told[number]
            toldMinor += stuckMinor(
                of: order.cancelledMinor(by: event.atNs - reading.slackNs, told: told))
        }
        guard entitledMinor >= missingMinor, missingMinor > 0 else { return }
        if toldMinor >= missingMinor {
            find(.avoidableDecline, event.amountMinor, event, "cancelled credit covered it")
        } else {
            verdict.avoidableUntold.add(event.amountMinor)
        }
    }

    private mutating func find(
        _ failure: WorldFailure, _ amountMinor: Int64, _ event: WorldEvent, _ text: String
    ) {
        let at = SpanText.short(event.atNs)
        verdict.add(
            WorldFinding(
                failure: failure, amountMinor: amountMinor,
                text: "\(WorldShape.hold(event.order)) at \(at): \(text)"))
    }
}
