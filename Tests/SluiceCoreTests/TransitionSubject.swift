import SluiceCore
import SluiceTestKit

/// A ledger with one hold that things are done to.
struct TransitionSubject {
    private var ledger = Ledger()
    private let hold = HoldKey.named("H")
    private let order = OrderKey.named("O")

    init() {
        _ = apply(.adoptPolicy(.standard))
        _ = apply(
            .openAccount(
                OpenAccount(account: .named("A"), currency: .yuan, limit: Money(minor: 1_000))))
    }

    /// The status of the hold and what stands over it.
    var state: String {
        guard let record = ledger.hold(hold) else { return "none" }
        let overlays = record.overlays.filter { $0.kind != .placementReview }.map(\.kind.code)
        return ([record.status.code] + overlays).joined(separator: ", ")
    }

    /// Does something and says what it was answered.
    mutating func perform(_ step: TransitionTable.Step) -> String {
        if case .wait(let spanNs) = step {
            let outcome = ledger.apply(
                command(.tick(dueMax: 1_000), by: .engine), at: ledger.time.adding(spanNs: spanNs))
            return outcome.amount.isPositive ? "done" : "–"
        }
        let outcome = apply(body(of: step))
        if outcome.isReplay { return "replay" }
        switch outcome.code {
        case .applied, .approved, .pending, .parked: return "done"
        default: return "`\(outcome.code.code)`"
        }
    }

    private mutating func apply(_ body: Command.Body) -> Outcome {
        ledger.apply(command(body, by: .lender), at: Instant(ns: ledger.time.ns + 1))
    }

    private func command(_ body: Command.Body, by role: Role) -> Command {
        Command(
            actor: Actor(role: role),
            businessDate: BusinessDate(day: Int32(ledger.time.ns / Span.dayNs)), body: body)
    }

    private func body(of step: TransitionTable.Step) -> Command.Body {
        switch step {
        case .place(let review): .place(place("H", review: review))
        case .retry: .place(place("H2", retryOf: hold))
        case .capture(let id, let amount): .capture(capture(id, amount))
        case .captureFinal(let id, let amount): .capture(capture(id, amount, isFinal: true))
        case .force(let id): .capture(capture(id, nil, isForced: true))
        case .release(let id, let reason): .release(release(id, nil, reason))
        case .releasePart(let id, let amount): .release(release(id, amount, .priceAdjusted))
        case .request(let id):
            .requestRelease(
                RequestRelease(hold: hold, operation: .named(id), reason: .customerRequest))
        case .decide(let id, let decision): .decideReview(decide(id, decision))
        case .increment(let id, let amount):
            .increment(
                IncrementHold(hold: hold, operation: .named(id), amount: Money(minor: amount)))
        case .extend(let id): .extend(extend(id))
        case .refund(let id, let amount):
            .refund(
                RefundHold(
                    hold: hold, operation: .named(id), amount: Money(minor: amount),
                    reason: .refundGoodwill))
        case .overlay(let id, let kind): .setOverlay(overlay(id, kind))
        case .lift(let id):
            .liftOverlay(LiftOverlay(hold: hold, operation: .named(id), overlay: .named("V0")))
        case .split(let id, let amount): .split(split(id, amount))
        case .correct(let id, let from, let to):
            .correct(
                CorrectHold(
                    hold: hold, operation: .named(id), from: from, to: to,
                    amount: Money(minor: 50)))
        case .fact(let kind): .recordFact(fact(kind))
        case .wait: .tick(dueMax: 0)
        }
    }

    private func place(
        _ name: String, review: ReviewStage? = nil, retryOf: HoldKey = .none
    ) -> PlaceHold {
        PlaceHold(
            hold: .named(name), account: .named("A"), merchant: .named("M"), order: order,
            amount: Money(minor: 300), currency: .yuan, retryOf: retryOf, review: review)
    }

    private func capture(
        _ id: String, _ amount: Int64?, isFinal: Bool = false, isForced: Bool = false
    ) -> CaptureHold {
        CaptureHold(
            hold: hold, operation: .named(id), amount: amount.map(Money.init(minor:)),
            isFinal: isFinal, isForced: isForced, lateHold: .named("late \(id)"))
    }

    private func release(_ id: String, _ amount: Int64?, _ reason: Reason) -> ReleaseHold {
        ReleaseHold(
            hold: hold, operation: .named(id), amount: amount.map(Money.init(minor:)),
            reason: reason)
    }

    private func decide(_ id: String, _ decision: ReviewDecision) -> DecideReview {
        DecideReview(
            hold: hold, operation: .named(id), decision: decision,
            until: decision == .extend ? ledger.time.adding(spanNs: Span.dayNs) : nil)
    }

    private func extend(_ id: String) -> ExtendHold {
        let end = ledger.hold(hold)?.expiresAt ?? ledger.time
        return ExtendHold(
            hold: hold, operation: .named(id), until: end.adding(spanNs: Span.dayNs),
            reason: .shippingDelay)
    }

    private func overlay(_ id: String, _ kind: OverlayKind) -> SetOverlay {
        SetOverlay(
            hold: hold, operation: .named(id), kind: kind,
            reviewBy: ledger.time.adding(spanNs: 40 * Span.dayNs),
            authority: kind == .legalFreeze ? Code("court") : nil)
    }

    private func split(_ id: String, _ amount: Int64) -> SplitHold {
        SplitHold(
            hold: hold, operation: .named(id),
            children: [
                SplitChild(
                    hold: .named("child \(id)"), order: .named("order \(id)"),
                    amount: Money(minor: amount))
            ])
    }

    private func fact(_ kind: FactKind) -> RecordFact {
        RecordFact(
            fact: .named("fact"), source: .named("feed"), merchant: .named("M"), order: order,
            kind: kind, occurredAt: Instant(ns: 1),
            amount: kind == .priceAdjusted ? Money(minor: 200) : nil,
            reason: kind.isCancellation ? .orderCancelled : .none)
    }
}
