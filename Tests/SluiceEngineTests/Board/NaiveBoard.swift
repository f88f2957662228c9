import SluiceCore

@testable import SluiceEngine

/// The board counted again from all records of a ledger, each condition written from
/// docs/reference/anomalies.md and nothing kept from event to event but when each happened.
struct NaiveBoard {
    /// What is compared of an anomaly.
    struct Found: Hashable {
        var hold: HoldKey?
        var order: OrderKey?
        var account: AccountKey?
        var merchant: MerchantKey?
        var amount: Money?
        var since: Instant?
        var reason: String?
    }

    let ledger: Ledger
    /// When each event happened, by its sequence.
    let times: [UInt64: Instant]
    /// When the merchant first said of each return that the goods came.
    let received: [FactKey: Instant]
    let spans: AnomalySpans
    let now: Instant

    func found(_ detector: Detector) -> [Found] {
        switch detector {
        case .orderOver: ofOpen(orderOver)
        case .orderUntold: ofOpen(orderUntold)
        case .endPassed:
            ofOpen { hold, _ in old(hold.expiresAt, spans.endPassedNs).map { ($0, nil) } }
        case .linesDone: ofOpen(linesDone)
        case .heldTwice: ofOpen(heldTwice)
        case .reviewOverdue:
            ofOverlays([.placementReview, .unlockReview]) {
                old($0.until, spans.reviewOverdueNs).map { ($0, nil) }
            }
        case .verdictOverdue:
            ofOverlays([.releaseQueued]) {
                old($0.until, spans.verdictOverdueNs).map { ($0, nil) }
            }
        case .resultUnknown:
            ofOverlays([.resultUnknown]) { old($0.since, spans.resultUnknownNs).map { ($0, nil) } }
        case .orderSilent: ofOverlays([.silence]) { ($0.since, $0.reason.code) }
        case .orderContradicted: ofOpen(contradicted)
        case .lateCapture: lateCaptures
        case .creditNotReturned: returns
        case .restrictionEndless: restrictions
        case .feedLost: feeds
        case .factParked: parked
        // Their ranges are held by the tests of pulls.
        case .sequenceGap, .storeDamaged, .clockInDoubt, .undelivered: []
        }
    }

    private func old(_ since: Instant, _ spanNs: Int64) -> Instant? {
        since.ns <= now.ns - spanNs ? since : nil
    }

    private var holds: [HoldRecord] {
        var all: [HoldRecord] = []
        ledger.forEachHold { all.append($0) }
        return all
    }

    private var orders: [OrderRecord] {
        var all: [OrderRecord] = []
        ledger.forEachOrder { all.append($0) }
        return all
    }

    private func found(_ hold: HoldRecord, _ since: Instant, _ reason: String?) -> Found {
        Found(
            hold: hold.key, order: hold.order, account: hold.account, merchant: hold.merchant,
            amount: hold.amounts.open, since: since, reason: reason)
    }

    private func ofOpen(
        _ test: (HoldRecord, OrderRecord) -> (Instant, String?)?
    ) -> [Found] {
        holds.filter(\.isOpen).compactMap { hold in
            test(hold, ledger.order(hold.order)!).map { found(hold, $0.0, $0.1) }
        }
    }

    private func ofOverlays(
        _ kinds: [OverlayKind], _ test: (Overlay) -> (Instant, String?)?
    ) -> [Found] {
        holds.flatMap { hold in
            hold.overlays.filter { kinds.contains($0.kind) }.compactMap { overlay in
                test(overlay).map { found(hold, $0.0, $0.1) }
            }
        }
    }

    // MARK: Of open holds

    private func orderOver(_ hold: HoldRecord, _ order: OrderRecord) -> (Instant, String?)? {
        guard let first = order.facts.first(where: { $0.kind.endsOrder }),
            order.facts.contains(where: { $0.kind.endsOrder && !isDenied($0, order) })
        else { return nil }
        let since = max(first.recordedAt, times[hold.placedSequence]!)
        let reason = hold.overlay(.legalFreeze) == nil ? nil : Reason.legalFreezeSet.code
        return old(since, spans.orderOverNs).map { ($0, reason) }
    }

    /// Whether the newest pull of an order shows otherwise: of what was told before it came, and of what
    /// happened before it was asked for.
    private func isDenied(_ fact: OrderFact, _ order: OrderRecord) -> Bool {
        guard let pull = order.pull else { return false }
        return pull.covers.contains(fact.kind) && !pull.standing.contains(fact.kind)
            && (fact.occurredAt < pull.askedAt || fact.sequence < pull.sequence)
    }

    private func orderUntold(_ hold: HoldRecord, _ order: OrderRecord) -> (Instant, String?)? {
        func created(_ order: OrderRecord) -> [OrderFact] {
            order.facts.filter { $0.kind == .created && !$0.isPulled }
        }
        let newest = orders.filter { $0.merchant == hold.merchant }.flatMap(created)
            .map(\.recordedAt).max()
        guard let newest, newest.ns > now.ns - spans.createdWithinNs,
            !order.facts.contains(where: { $0.kind == .created })
        else { return nil }
        return old(hold.placedAt, spans.orderUntoldNs).map { ($0, nil) }
    }

    private func linesDone(_ hold: HoldRecord, _ order: OrderRecord) -> (Instant, String?)? {
        let facts = Set(order.facts.map { $0.key.retagged() as OperationKey })
        let told = hold.operations.filter {
            facts.contains($0.key) && [.capture, .release].contains($0.kind)
                && !$0.request.lines.isEmpty && $0.sequence > hold.placedSequence
        }
        let lines = Set(told.flatMap(\.request.lines).map(\.line))
        guard let newest = told.last, !hold.lines.isEmpty,
            hold.lines.allSatisfy({ !$0.amounts.open.isPositive || lines.contains($0.key) })
        else { return nil }
        return (times[newest.sequence]!, nil)
    }

    private func heldTwice(_ hold: HoldRecord, _ order: OrderRecord) -> (Instant, String?)? {
        guard hold.status.isLive else { return nil }
        let others = order.holds.compactMap { ledger.hold($0.hold) }.filter {
            $0.key != hold.key && $0.status.isLive
                && ($0.account != hold.account || $0.purpose == hold.purpose)
        }
        guard let first = others.map(\.placedAt).min() else { return nil }
        return old(max(first, hold.placedAt), 0).map { ($0, nil) }
    }

    private func contradicted(_ hold: HoldRecord, _ order: OrderRecord) -> (Instant, String?)? {
        order.breaks.first { $0.sequence > hold.placedSequence }
            .map { (times[$0.sequence]!, $0.kind.code) }
    }

    // MARK: Of the others

    private var lateCaptures: [Found] {
        holds.filter { !$0.isOpen }.compactMap { hold in
            let late = hold.operations.last { operation in
                operation.kind == .correction || isLate(operation, hold)
            }
            guard let late, late.kind == .capture,
                let since = times[late.sequence], since.ns > now.ns - spans.lateCaptureNs
            else { return nil }
            var found = found(hold, since, late.outcome.code)
            found.amount =
                late.request.amount ?? hold.amounts.released + hold.amounts.expired
            if let made = ledger.hold(late.linked), late.outcome.isSuccess {
                found.amount = late.amount
                found.reason =
                    (made.terms.value.link == .forces
                    ? Reason.lateCaptureForced : .lateCaptureRevived).code
            }
            return found
        }
    }

    private func isLate(_ operation: HoldOperation, _ hold: HoldRecord) -> Bool {
        // What a migrated hold brought along is past.
        guard operation.kind == .capture, operation.sequence > hold.placedSequence
        else { return false }
        switch operation.outcome {
        case .lateCaptureRejected: return true
        case .amountMismatch: return times[operation.sequence]! >= hold.endedAt
        default: return !operation.linked.isNone
        }
    }

    private var returns: [Found] {
        orders.flatMap { order in
            order.returns.filter { $0.isOpen && $0.isReceived }.compactMap { state in
                guard let since = old(received[state.key]!, spans.creditNotReturnedNs),
                    let first = order.holds.first
                else { return nil }
                return Found(
                    order: order.key, account: first.account, merchant: order.merchant,
                    amount: state.rest, since: since, reason: state.reason.code)
            }
        }
    }

    private var restrictions: [Found] {
        var all: [Found] = []
        ledger.forEachAccount { account in
            for restriction in account.restrictions where restriction.reviewBy == nil {
                all.append(
                    Found(
                        account: account.key, amount: account.balances.held,
                        since: restriction.since))
            }
        }
        return all
    }

    private var feeds: [Found] {
        var all: [Found] = []
        ledger.forEachImage { key, _ in
            guard key.kind == .merchant, let merchant = ledger.merchant(key.key.retagged()),
                merchant.feed.isLost
            else { return }
            all.append(
                Found(
                    merchant: merchant.key, since: merchant.feed.lostSince,
                    reason: merchant.feed.lostReason.code))
        }
        return all
    }

    private var parked: [Found] {
        orders.filter { !$0.isKnown }.flatMap { order in
            order.facts.compactMap { fact in
                old(fact.recordedAt, spans.factParkedNs).map {
                    Found(order: order.key, merchant: order.merchant, since: $0)
                }
            }
        }
    }
}
