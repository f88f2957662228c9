import SluiceCore

extension Line {
    /// The command of a line.
    /// - Parameter proposals: the sequences of the proposals made so far.
    func body(now: Instant, proposals: (ProposalKey) -> UInt64) throws -> Command.Body {
        switch words[0] {
        case "propose":
            var inner = self
            inner.words.removeSubrange(0..<3)
            guard words.count > 3, words[2] == "that" else {
                throw Script.Failure(description: "propose what?")
            }
            return .propose(
                Propose(
                    proposal: .named("proposal \(words[1])"),
                    command: try inner.body(now: now, proposals: proposals)))
        case "approve":
            let proposal = ProposalKey.named("proposal \(try word(1))")
            return .approve(Approve(proposal: proposal, sequence: proposals(proposal)))
        case "hold": return .place(try placeHold(now: now))
        case "fact": return .recordFact(try fact(now: now))
        case "pull": return .recordPull(try pull(now: now))
        case "sweep":
            let merchant = MerchantKey.named(option("merchant") ?? "M1")
            let spanNs = try span(option("ago") ?? "0s")
            return .recordSweep(
                RecordSweep(merchant: merchant, askedAt: now.adding(spanNs: -spanNs)))
        case "tick": return .tick(dueMax: UInt32(try word(1)) ?? 0)
        case "settleorder": return .settleOrder(.named("order \(try word(1))"))
        case "journal":
            return .createJournal(
                CreateJournal(
                    mode: try word(1) == "historical" ? .historical : .live, lender: "lender",
                    zone: "UTC"))
        case "settle": return .settle(.named("account \(try word(1))"))
        case "policy": return .adoptPolicy(try policy())
        case "close":
            let today = now.ns / Span.dayNs
            let back = Int64(try word(1)) ?? 0
            return .closeDay(BusinessDate(day: Int32(today - back)))
        default:
            if let body = try accountBody(now: now) ?? holdBody(now: now) { return body }
            throw Script.Failure(description: "no command \(words[0])")
        }
    }

    private func accountBody(now: Instant) throws -> Command.Body? {
        if words[0] == "account" {
            return .openAccount(
                OpenAccount(
                    account: .named("account \(try word(1))"), currency: .yuan,
                    limit: try money(at: 2),
                    owner: option("owner").map { .named("person \($0)") } ?? .none,
                    owed: try money(of: "owed"), creditBalance: try money(of: "credit")))
        }
        func id(at place: Int) throws -> OperationKey {
            .named("\(try word(1)) \(try word(place))")
        }
        let account = AccountKey.named("account \(words.count > 1 ? words[1] : "")")
        switch words[0] {
        case "limit":
            return .setLimit(
                SetLimit(
                    account: account, operation: try id(at: 2), limit: try money(at: 3),
                    until: try time(of: "until", now: now),
                    scenario: try option("scenario").map(code),
                    reason: try reason(or: .limitReview)))
        case "endlimit":
            return .endLimit(
                EndLimit(account: account, operation: try id(at: 2), limit: try id(at: 3)))
        case "restrict":
            return .restrict(
                Restrict(
                    account: account, operation: try id(at: 2),
                    kind: try choice(try word(3), of: RestrictionKind.self),
                    reviewBy: try time(of: "review", now: now)))
        case "unrestrict":
            return .liftRestriction(
                LiftRestriction(
                    account: account, operation: try id(at: 2), restriction: try id(at: 3)))
        case "repay":
            return .repay(
                Repay(account: account, operation: try id(at: 2), principal: try money(at: 3)))
        case "reverse":
            return .reverseRepayment(
                ReverseRepayment(
                    account: account, operation: try id(at: 2), repayment: try id(at: 3)))
        case "payout":
            return .payOut(
                PayOut(
                    account: account, operation: try id(at: 2),
                    payout: .named("\(try word(3)) \(try word(4))")))
        default: return nil
        }
    }

    private func holdBody(now: Instant) throws -> Command.Body? {
        let hold = HoldKey.named("hold \(words.count > 1 ? words[1] : "")")
        func id(at place: Int) throws -> OperationKey {
            .named("\(try word(1)) \(try word(place))")
        }
        switch words[0] {
        case "capture":
            return .capture(
                CaptureHold(
                    hold: hold, operation: try id(at: 2), amount: amount(at: 3),
                    lines: try lines(), isFinal: has("final"), isForced: has("force"),
                    lateHold: option("late").map { .named("hold \($0)") } ?? .none))
        case "release":
            return .release(
                ReleaseHold(
                    hold: hold, operation: try id(at: 2), amount: amount(at: 3),
                    lines: try lines(), reason: try reason(or: .merchantVoid)))
        case "increment":
            return .increment(
                IncrementHold(
                    hold: hold, operation: try id(at: 2), amount: try money(at: 3),
                    lines: try lines()))
        case "refund":
            return .refund(
                RefundHold(
                    hold: hold, operation: try id(at: 2), amount: try money(at: 3),
                    reason: try reason(or: .returnReceived)))
        case "extend":
            return .extend(
                ExtendHold(
                    hold: hold, operation: try id(at: 2),
                    until: now.adding(spanNs: try span(at: 3)),
                    reason: try reason(or: .shippingDelay)))
        case "correct":
            return .correct(
                CorrectHold(
                    hold: hold, operation: try id(at: 2),
                    from: try choice(try word(3), of: CorrectionPart.self),
                    to: try choice(try word(4), of: CorrectionPart.self),
                    amount: try money(at: 5)))
        case "split":
            return .split(
                SplitHold(hold: hold, operation: try id(at: 2), children: try children()))
        default: return try reviewBody(hold, now: now)
        }
    }

    private func reviewBody(_ hold: HoldKey, now: Instant) throws -> Command.Body? {
        func id(at place: Int) throws -> OperationKey {
            .named("\(try word(1)) \(try word(place))")
        }
        switch words[0] {
        case "request":
            return .requestRelease(
                RequestRelease(
                    hold: hold, operation: try id(at: 2), reason: try reason(or: .customerRequest)
                ))
        case "decide":
            return .decideReview(
                DecideReview(
                    hold: hold, operation: try id(at: 2),
                    decision: try choice(try word(3), of: ReviewDecision.self),
                    until: try time(of: "until", now: now)))
        case "undo":
            return .undoDecision(
                UndoDecision(hold: hold, operation: try id(at: 2), decision: try id(at: 3)))
        case "verdict":
            // `verdict H1 V1 low of=f2`: of what a fact brought, or `request=Q1`.
            let subject: OperationKey =
                try option("of").map { FactKey.named($0).retagged() }
                ?? .named("\(try word(1)) \(option("request") ?? "")")
            return .recordVerdict(
                RecordVerdict(
                    hold: hold, operation: try id(at: 2), subject: subject,
                    verdict: RiskVerdict(
                        tier: try choice(try word(3), of: RiskTier.self), score: 500,
                        reasons: [.shippedBefore], model: try code("points-1"),
                        isRandom: has("random"), worth: .none)))
        case "overlay":
            return .setOverlay(
                SetOverlay(
                    hold: hold, operation: try id(at: 2),
                    kind: try choice(try word(3), of: OverlayKind.self),
                    reviewBy: try time(of: "review", now: now) ?? now,
                    authority: try option("authority").map(code)))
        case "lift":
            return .liftOverlay(
                LiftOverlay(hold: hold, operation: try id(at: 2), overlay: try id(at: 3)))
        default: return nil
        }
    }

    /// `children=K1:100,K2:50:1`: holds on orders of their own names; the last with line 1, which
    /// is line `K2.1` there.
    private func children() throws -> [SplitChild] {
        try (option("children") ?? "").split(separator: ",").map { part in
            let parts = part.split(separator: ":").map(String.init)
            guard parts.count > 1 else { throw Script.Failure(description: "no child: \(part)") }
            let amount = try money(parts[1])
            return SplitChild(
                hold: .named("hold \(parts[0])"), order: .named("order \(parts[0])"),
                amount: amount,
                lines: parts.dropFirst(2).map { line in
                    SplitLine(
                        line: .named(line), child: .named("\(parts[0]).\(line)"), amount: amount)
                })
        }
    }

    private func placeHold(now: Instant) throws -> PlaceHold {
        let name = try word(1)
        let purpose = option("purpose") ?? "order"
        return PlaceHold(
            hold: .named("hold \(name)"), account: .named("account \(try word(2))"),
            merchant: .named(option("merchant") ?? "M1"),
            order: .named("order \(option("order") ?? name)"), amount: try money(at: 3),
            currency: option("currency").flatMap { Currency($0) } ?? .yuan,
            purpose: try code(purpose), scenario: try option("scenario").map(code),
            plan: try option("plan").map(code), hasConsent: has("consent"),
            lines: try lines().map { PlaceLine(line: $0.line, amount: $0.amount ?? .zero) },
            retryOf: option("retry").map { .named("hold \($0)") } ?? .none,
            review: try option("review").map { try choice($0, of: ReviewStage.self) },
            history: try time(of: "placed", now: now).map { placedAt in
                HoldHistory(
                    placedAt: placedAt, captured: try money(of: "captured"),
                    released: try money(of: "released"), expired: try money(of: "expired"),
                    refunded: try money(of: "refunded"),
                    generation: option("generation").flatMap { UInt32($0) })
            })
    }

    private func fact(now: Instant) throws -> RecordFact {
        let kind = try choice(try word(2), of: FactKind.self)
        var at = option("at").flatMap { Int64($0) }
        if let ago = option("ago") { at = now.ns - (try span(ago)) }
        return RecordFact(
            fact: .named(try word(1)), source: .named("source"),
            merchant: .named(option("merchant") ?? "M1"), order: .named("order \(try word(3))"),
            kind: kind, occurredAt: Instant(ns: at ?? 0), lines: try lines(),
            amount: try option("amount").map { try money($0) },
            reason: try reason(or: kind.isCancellation ? .orderCancelled : .none))
    }
}
