import SluiceAPI
import SluiceCore

/// What everybody is to be told of a history, written naively and apart from the code: it keeps nothing,
/// and looks for each fact through all that came before and after it.
struct NaiveMessages {
    struct Fact {
        var at: Instant
        var event: Event
    }

    /// A line and who it is for.
    struct Telling {
        var at: Instant
        /// Before the fact of this index.
        var index: Int
        var persons: [String]
        var line: String
    }

    var facts: [Fact]
    /// Up to when what comes with its time has been told.
    var end: Instant

    /// Each person's lines, in order.
    var sequences: [String: [String]] {
        var result: [String: [String]] = [:]
        let all =
            (reminders + facts.indices.compactMap(telling) + facts.indices.compactMap(breach))
            .enumerated().sorted {
                ($0.element.index, $0.offset) < ($1.element.index, $1.offset)
            }
        for (_, telling) in all {
            for person in telling.persons { result[person, default: []].append(telling.line) }
        }
        return result
    }

    // MARK: Looking around

    func isLive(at index: Int) -> Bool {
        for fact in facts[...index].reversed() {
            switch fact.event {
            case .wentLive: return true
            case .journalCreated(let created): return created.mode == .live
            default: continue
            }
        }
        return false
    }

    func placement(of hold: HoldKey, before index: Int) -> HoldPlaced? {
        for fact in facts[..<index] {
            if case .holdPlaced(let placed) = fact.event, placed.hold == hold,
                placed.decision == .approved
            {
                return placed
            }
        }
        return nil
    }

    private func currency(of account: AccountKey) -> Currency? {
        for fact in facts {
            if case .accountOpened(let opened) = fact.event, opened.account == account {
                return opened.currency
            }
        }
        return nil
    }

    func openAtPlacement(_ placed: HoldPlaced) -> Money {
        guard let past = placed.history?.value else { return placed.amount }
        return (past.authorised ?? placed.amount) - past.captured - past.released - past.expired
    }

    func open(of hold: HoldKey, before index: Int) -> Money {
        for fact in facts[..<index].reversed() {
            if case .holdMoved(let moved) = fact.event, moved.hold == hold {
                return moved.amounts.open
            }
        }
        return placement(of: hold, before: index).map(openAtPlacement) ?? .zero
    }

    func terms(
        of hold: HoldKey, before index: Int
    ) -> (expiresAt: Instant, guaranteedUntil: Instant)? {
        for fact in facts[..<index].reversed() {
            if case .holdChanged(let changed) = fact.event, changed.hold == hold {
                return (changed.expiresAt, changed.guaranteedUntil)
            }
        }
        return placement(of: hold, before: index).map { ($0.expiresAt, $0.guaranteedUntil) }
    }

    func reviewDeadline(of hold: HoldKey, before index: Int) -> Instant? {
        for fact in facts[..<index].reversed() {
            switch fact.event {
            case .holdChanged(let changed) where changed.hold == hold:
                switch changed.kind {
                case .reviewOpened, .reviewMoved: return changed.overlay?.until
                case .approved, .reviewClosed: return nil
                default: continue
                }
            default: continue
            }
        }
        return placement(of: hold, before: index)?.reviewUntil
    }

    // MARK: What a fact tells

    private func telling(_ index: Int) -> Telling? {
        guard isLive(at: index) else { return nil }
        switch facts[index].event {
        case .holdPlaced(let placed): return ofPlacement(placed, index)
        case .holdMoved(let moved): return ofMove(moved, index)
        case .holdChanged(let changed): return ofChange(changed, index)
        case .accountOperated(let event) where event.kind == .reversal:
            guard let currency = currency(of: event.account) else { return nil }
            return line(
                index, "repayment_bounced", 60, ["consumer \(event.account.high)"],
                operation: event.content.subject, currency, .repaymentBounced,
                [
                    ("amount", event.content.amount.minor),
                    ("available", event.balances.available.minor),
                ])
        default: return nil
        }
    }

    private func ofPlacement(_ placed: HoldPlaced, _ index: Int) -> Telling? {
        let open = openAtPlacement(placed)
        guard placed.decision == .approved, open.minor > 0, placed.link != .revives else {
            return nil
        }
        let consumer = "consumer \(placed.account.high)"
        if placed.link == .forces {
            return line(
                index, "late_forced", 60, [consumer], hold: placed.hold, placed.currency,
                .lateCaptureForced,
                [
                    ("amount", placed.amount.minor),
                    ("available", placed.balances.available.minor),
                ])
        }
        if placed.history != nil, placed.link != .split { return nil }
        if let until = placed.reviewUntil {
            return line(
                index, "review_opened", 60, [consumer, "staff"], hold: placed.hold,
                placed.currency, .none,
                [("amount", open.minor), ("until", until.ns), ("purchase", 1)],
                overtaken: reviewOver(placed.hold, after: index))
        }
        return locked(
            placed.hold, placed, open, placed.expiresAt, placed.guaranteedUntil,
            placed.link == .split ? .orderSplit : .approved, index)
    }

    private func locked(
        _ hold: HoldKey, _ placed: HoldPlaced, _ open: Money, _ end: Instant,
        _ guarantee: Instant, _ reason: Reason, _ index: Int
    ) -> Telling {
        line(
            index, "locked", 1,
            ["consumer \(placed.account.high)", "merchant \(placed.merchant.high)"], hold: hold,
            placed.currency, reason,
            [("amount", open.minor), ("until", end.ns), ("guaranteed_until", guarantee.ns)],
            overtaken: over(hold, after: index))
    }

    private func ofMove(_ moved: HoldMoved, _ index: Int) -> Telling? {
        let consumer = "consumer \(moved.account.high)"
        let after =
            moved.balances.limit.minor - moved.balances.held.minor
            - moved.balances.owed.minor
        func rise(_ by: Money) -> [(String, Int64)] {
            [
                ("rise", max(0, after) - max(0, after - by.minor)),
                ("available", max(0, after)), ("limit", moved.balances.limit.minor),
                ("used", moved.balances.held.minor + moved.balances.owed.minor),
            ]
        }
        if moved.kind == .refund {
            guard let currency = currency(of: moved.account) else { return nil }
            return line(
                index, "refunded", 60, [consumer], hold: moved.hold, operation: moved.operation,
                currency, moved.reason,
                [("amount", moved.amount.minor)] + rise(moved.allocated)
                    + [("surplus", moved.amount.minor - moved.allocated.minor)])
        }
        guard open(of: moved.hold, before: index).minor > 0,
            let placed = placement(of: moved.hold, before: index)
        else { return nil }
        let merchant = "merchant \(placed.merchant.high)"
        let amounts = [("amount", moved.amount.minor), ("open", moved.amounts.open.minor)]
        switch moved.kind {
        case .capture:
            return line(
                index, "billed", 60, [consumer, merchant], hold: moved.hold, placed.currency,
                moved.reason, amounts)
        case .release, .expiry, .decline:
            let isShipped = moved.reason == .finalCaptureRemainder
            return line(
                index, "returned", 60, isShipped ? [consumer] : [consumer, merchant],
                hold: moved.hold, placed.currency, moved.reason, amounts + rise(moved.amount))
        default: return nil
        }
    }

    private func ofChange(_ changed: HoldChanged, _ index: Int) -> Telling? {
        let hold = changed.hold
        let open = open(of: hold, before: index)
        guard open.minor > 0, let placed = placement(of: hold, before: index),
            let terms = terms(of: hold, before: index)
        else { return nil }
        let consumer = "consumer \(placed.account.high)"
        switch changed.kind {
        case .approved:
            return locked(
                hold, placed, open, changed.expiresAt, changed.guaranteedUntil, .approved, index)
        case .reviewOpened:
            return line(
                index, "review_opened", 60, [consumer, "staff"], hold: hold, placed.currency,
                .none,
                [
                    ("amount", open.minor), ("until", changed.overlay!.until.ns),
                    ("purchase", 0),
                ], overtaken: reviewOver(hold, after: index))
        case .reviewMoved:
            let before = reviewDeadline(of: hold, before: index)
            guard let until = changed.overlay?.until, until != before else { return nil }
            return line(
                index, "promise_moved", 60, [consumer], hold: hold, placed.currency,
                changed.reason,
                [("amount", open.minor), ("until", until.ns)]
                    + (before.map { [("previous", $0.ns)] } ?? []) + [("purchase", 0)],
                overtaken: deadlineOver(hold, after: index, until: until))
        case .noticed:
            for fact in facts[..<index] {
                if case .holdChanged(let other) = fact.event, other.hold == hold,
                    other.kind == .noticed, other.guaranteedUntil == changed.guaranteedUntil
                {
                    return nil
                }
            }
            return line(
                index, "ends_soon", nil, ["merchant \(placed.merchant.high)"], hold: hold,
                placed.currency, .shipOrExtend,
                [("amount", open.minor), ("until", changed.guaranteedUntil.ns)],
                latest: changed.guaranteedUntil,
                overtaken: over(hold, after: index) { other in
                    other.guaranteedUntil > changed.guaranteedUntil
                })
        case .reviewClosed: return nil
        default:
            guard changed.expiresAt != terms.expiresAt else { return nil }
            return line(
                index, "promise_moved", 60, [consumer], hold: hold, placed.currency,
                changed.reason,
                [
                    ("amount", open.minor), ("until", changed.expiresAt.ns),
                    ("previous", terms.expiresAt.ns),
                ],
                overtaken: over(hold, after: index) { other in
                    ![.approved, .reviewOpened, .reviewMoved, .reviewClosed, .noticed]
                        .contains(other.kind) && other.expiresAt != changed.expiresAt
                })
        }
    }
}
