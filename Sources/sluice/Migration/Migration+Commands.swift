import SluiceAPI
import SluiceCore
import SluiceEngine

/// Why a migrated record makes no command.
struct MigrationFault: Error, Equatable, CustomStringConvertible {
    var record: String
    var field: String

    var description: String { "\(record): \(field) cannot be read" }
}

/// A command of a migration with the record it comes from.
struct MigrationStep {
    var record: String
    var submission: Submission
    /// Whether the ledger may refuse it without harm: terms that the new policy does not have.
    var mayBeRefused = false
}

extension Migration {
    /// The commands that bring everything into another directory: accounts with what they owe,
    /// limits and restrictions, then holds with their past, what stands over them, and facts.
    ///
    /// The same every time, so that an import that was cut off is repeated.
    /// - Parameters:
    ///   - policy: the one in force where it is loaded.
    ///   - now: the time of loading.
    func steps(
        lender: String, policy: Policy, today: BusinessDate, now: Instant
    ) throws(MigrationFault) -> [MigrationStep] {
        let maker = StepMaker(lender: lender, policy: policy, today: today, now: now)
        var steps: [MigrationStep] = []
        for account in accounts { steps += try maker.steps(of: account) }
        for hold in holds { steps += try maker.steps(of: hold) }
        for fact in facts { steps.append(try maker.step(of: fact)) }
        return steps
    }
}

/// Makes commands of records, each in the name of role migration.
private struct StepMaker {
    let lender: String
    let policy: Policy
    let today: BusinessDate
    let now: Instant

    private func step(
        _ record: String, _ body: Command.Body, _ names: [Name], occurredAt: Instant? = nil,
        mayBeRefused: Bool = false
    ) -> MigrationStep {
        MigrationStep(
            record: record,
            submission: Submission(
                command: Command(
                    actor: Actor(role: .migration), businessDate: today, occurredAt: occurredAt,
                    body: body), names: names),
            mayBeRefused: mayBeRefused)
    }

    private func known<Value>(
        _ value: Value?, _ record: String, _ field: String
    ) throws(MigrationFault) -> Value {
        guard let value else { throw MigrationFault(record: record, field: field) }
        return value
    }

    private func time(
        _ text: String, _ record: String, _ field: String
    ) throws(MigrationFault) -> Instant {
        Instant(ns: try known(RFC3339.parse(text), record, field))
    }

    func steps(of account: MigratedAccount) throws(MigrationFault) -> [MigrationStep] {
        let record = "account \(account.account)"
        let key = KeyDerivation.account(lender: lender, name: account.account)
        var steps = [
            step(
                record,
                .openAccount(
                    OpenAccount(
                        account: key,
                        currency: try known(Currency(account.currency), record, "currency"),
                        limit: Money(minor: account.limit), owed: Money(minor: account.owed),
                        creditBalance: Money(minor: account.creditBalance))),
                [Name(NamedKey(.account, key), account.account)])
        ]
        for limit in account.temporaryLimits {
            let operation = KeyDerivation.accountOperation(account: key, name: limit.id)
            var scenario: Code?
            if let text = limit.scenario { scenario = try known(Code(text), record, "scenario") }
            steps.append(
                step(
                    record,
                    .setLimit(
                        SetLimit(
                            account: key, operation: operation,
                            limit: Money(minor: limit.amount),
                            until: try time(limit.until, record, "until"), scenario: scenario,
                            reason: .limitGranted)),
                    [Name(NamedKey(.operation, operation), limit.id)], mayBeRefused: true))
        }
        for restriction in account.restrictions {
            let operation = KeyDerivation.accountOperation(account: key, name: restriction.id)
            var reviewBy: Instant?
            if let text = restriction.reviewBy { reviewBy = try time(text, record, "review_by") }
            steps.append(
                step(
                    record,
                    .restrict(
                        Restrict(
                            account: key, operation: operation,
                            kind: try known(
                                RestrictionKind(code: restriction.kind), record, "kind"),
                            reviewBy: reviewBy)),
                    [Name(NamedKey(.operation, operation), restriction.id)]))
        }
        return steps
    }

    func steps(of hold: MigratedHold) throws(MigrationFault) -> [MigrationStep] {
        let record = "hold \(hold.hold)"
        let merchant = KeyDerivation.merchant(hold.merchant)
        let order = KeyDerivation.order(merchant: merchant, name: hold.order)
        let key = KeyDerivation.hold(merchant: merchant, name: hold.hold)
        var names = [
            Name(NamedKey(.merchant, merchant), hold.merchant),
            Name(NamedKey(.order, order), hold.order), Name(NamedKey(.hold, key), hold.hold),
        ]
        var lines: [PlaceLine] = []
        for line in hold.lines {
            let lineKey = KeyDerivation.line(order: order, name: line.line)
            names.append(Name(NamedKey(.line, lineKey), line.line))
            let seller = line.seller.map { KeyDerivation.merchant($0) }
            if let seller, let name = line.seller {
                names.append(Name(NamedKey(.merchant, seller), name))
            }
            lines.append(
                PlaceLine(
                    line: lineKey, amount: Money(minor: line.amount), seller: seller ?? .none))
        }
        var plan: Code?
        if let text = hold.plan { plan = try known(Code(text), record, "plan") }
        let isPending = hold.overlays.contains { $0.kind == OverlayKind.placementReview.code }
        let placedAt = try start(of: hold, record)
        let place = PlaceHold(
            hold: key, account: KeyDerivation.account(lender: lender, name: hold.account),
            merchant: merchant, order: order, amount: Money(minor: hold.amount),
            currency: try known(Currency(hold.currency), record, "currency"),
            purpose: try known(Code(hold.purpose), record, "purpose"),
            scenario: try known(Code(hold.scenario), record, "scenario"), plan: plan,
            hasConsent: hold.overcaptureConsent, lines: lines,
            review: isPending ? .person : nil,
            history: HoldHistory(
                placedAt: placedAt, captured: Money(minor: hold.captured),
                released: Money(minor: hold.released), expired: Money(minor: hold.expired),
                refunded: Money(minor: hold.refunded), generation: hold.generation))
        var steps = [step(record, .place(place), names, occurredAt: placedAt)]
        let isFrozen = hold.overlays.contains { $0.kind == OverlayKind.legalFreeze.code }
        if hold.isOpen, !isPending, !isFrozen {
            // Refused where the new terms end no earlier.
            let operation = KeyDerivation.operation(hold: key, name: "migrated-end")
            steps.append(
                step(
                    record,
                    .extend(
                        ExtendHold(
                            hold: key, operation: operation,
                            until: try time(hold.expiresAt, record, "expires_at"),
                            reason: .shippingDelay)),
                    [Name(NamedKey(.operation, operation), "migrated-end")], mayBeRefused: true))
        }
        for overlay in hold.overlays where overlay.kind != OverlayKind.placementReview.code {
            steps.append(try step(of: overlay, on: key, record))
        }
        return steps
    }

    /// When a hold is said to be placed: as it was, unless its term would be over at loading though
    /// it is open still, frozen or extended. Then it is as late as its end asks for.
    private func start(
        of hold: MigratedHold, _ record: String
    ) throws(MigrationFault) -> Instant {
        let placedAt = try time(hold.placedAt, record, "placed_at")
        let expiresAt = try time(hold.expiresAt, record, "expires_at")
        guard let terms = Code(hold.scenario).flatMap({ policy.scenario($0) }),
            hold.isOpen, placedAt.adding(spanNs: terms.timeToLiveNs) <= now, expiresAt > now
        else { return placedAt }
        return min(now, Instant(ns: expiresAt.ns - terms.timeToLiveNs))
    }

    private func step(
        of overlay: MigratedHold.Overlay, on hold: HoldKey, _ record: String
    ) throws(MigrationFault) -> MigrationStep {
        let kind = try known(OverlayKind(code: overlay.kind), record, "kind")
        let id = overlay.id ?? overlay.kind
        let operation = KeyDerivation.operation(hold: hold, name: id)
        let names = [Name(NamedKey(.operation, operation), id)]
        if kind == .unlockReview {
            let reason = try known(
                overlay.reason.flatMap(Reason.init(code:)), record, "reason")
            return step(
                record,
                .requestRelease(
                    RequestRelease(hold: hold, operation: operation, reason: reason)), names)
        }
        var authority: Code?
        if let text = overlay.authority { authority = try known(Code(text), record, "authority") }
        return step(
            record,
            .setOverlay(
                SetOverlay(
                    hold: hold, operation: operation, kind: kind,
                    reviewBy: try time(overlay.until, record, "until"), authority: authority)),
            names)
    }

    func step(of fact: MigratedFact) throws(MigrationFault) -> MigrationStep {
        let record = "fact \(fact.id)"
        let merchant = KeyDerivation.merchant(fact.merchant)
        let order = KeyDerivation.order(merchant: merchant, name: fact.order)
        let source = KeyDerivation.source(fact.source)
        let key = KeyDerivation.fact(source: source, name: fact.id)
        var reason = Reason.none
        if let code = fact.reason { reason = try known(Reason(code: code), record, "reason") }
        let occurredAt = try time(fact.occurredAt, record, "occurred_at")
        var names = [
            Name(NamedKey(.source, source), fact.source), Name(NamedKey(.fact, key), fact.id),
            Name(NamedKey(.merchant, merchant), fact.merchant),
            Name(NamedKey(.order, order), fact.order),
        ]
        let lines = fact.lines.map { line in
            let lineKey = KeyDerivation.line(order: order, name: line.line)
            names.append(Name(NamedKey(.line, lineKey), line.line))
            return LineAmount(line: lineKey, amount: line.amount.map(Money.init(minor:)))
        }
        return step(
            record,
            .recordFact(
                RecordFact(
                    fact: key, source: source, merchant: merchant, order: order,
                    kind: try known(FactKind(code: fact.type), record, "type"),
                    occurredAt: occurredAt, lines: lines,
                    merchantSequence: fact.merchantSequence,
                    amount: fact.amount.map(Money.init(minor:)), reason: reason)),
            names, occurredAt: occurredAt)
    }
}
