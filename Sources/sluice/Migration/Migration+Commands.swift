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
    /// limits and restrictions, then holds with their past, then facts and what stands over holds,
    /// in the order in which they came.
    ///
    /// The same every time, so that an import that was cut off is repeated.
    /// - Parameters:
    ///   - policy: the one in force where it is loaded.
    ///   - now: the time of loading.
    func steps(
        lender: String, policy: Policy, today: BusinessDate, now: Instant
    ) throws(MigrationFault) -> [MigrationStep] {
        let maker = MigrationStepMaker(lender: lender, policy: policy, today: today, now: now)
        var steps: [MigrationStep] = []
        for account in accounts { steps += try maker.steps(of: account) }
        var timed: [MigrationStepMaker.Timed] = []
        for hold in holds {
            steps += try maker.steps(of: hold)
            timed += try maker.overlays(of: hold)
        }
        for fact in facts { timed.append(try maker.step(of: fact)) }
        // Of equal times the first of the files comes first.
        return steps
            + timed.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element.step)
    }
}

/// Makes commands of records, each in the name of role migration.
private struct MigrationStepMaker {
    /// A step of something that happened at a time.
    struct Timed {
        var at: Instant
        var step: MigrationStep
    }

    let lender: String
    let policy: Policy
    let today: BusinessDate
    let now: Instant

    private func step(
        _ record: String, _ body: Command.Body, _ names: Names, occurredAt: Instant? = nil,
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
                        creditBalance: Money(minor: account.creditBalance),
                        payouts: try account.payouts.map { payout throws(MigrationFault) in
                            Payout(
                                key: try self.key(payout.payout, record, "payout"),
                                hold: try self.key(payout.hold, record, "hold"),
                                amount: Money(minor: payout.amount),
                                dueAt: try time(payout.dueAt, record, "due_at"))
                        },
                        operations: try account.operations.map {
                            operation throws(MigrationFault) in
                            try past(operation, of: key, record)
                        })),
                [Name(NamedKey(.account, key), account.account)]
                    + (try names(of: account.operations.map { ($0.id, $0.key) }, record)))
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
                            reason: try known(Reason(code: limit.reason), record, "reason"))),
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

    private func key<Tag>(
        _ text: String?, _ record: String, _ field: String
    ) throws(MigrationFault) -> Key<Tag> {
        guard let text else { return .none }
        return try known(Key(hexadecimal: text), record, field)
    }

    private func names(
        of operations: [(id: String?, key: String)], _ record: String
    ) throws(MigrationFault) -> Names {
        var names: Names = []
        for (id, digits) in operations {
            guard let id else { continue }
            let key: OperationKey = try key(digits, record, "key")
            names.append(Name(NamedKey(.operation, key), id))
        }
        return names
    }

    private func past(
        _ operation: MigratedAccount.Operation, of account: AccountKey, _ record: String
    ) throws(MigrationFault) -> AccountOperation {
        var content = AccountRequest(
            amount: Money(minor: operation.amount),
            reason: try reason(operation.reason, record),
            subject: try key(operation.subject, record, "subject"))
        if let until = operation.until { content.until = try time(until, record, "until") }
        if let text = operation.scenario {
            content.scenario = try known(Code(text), record, "scenario")
        }
        if let code = operation.restriction {
            content.restriction = try known(RestrictionKind(code: code), record, "restriction")
        }
        return AccountOperation(
            key: try key(operation.key, record, "key"), account: account,
            kind: try known(
                AccountOperationKind.allCases.first { $0.code == operation.kind }, record, "kind"),
            content: content, reversedSequence: operation.reversed ? 1 : 0)
    }

    private func past(
        _ operation: MigratedHold.Operation, _ record: String
    ) throws(MigrationFault) -> HoldOperation {
        let content = operation.content
        var request = OperationRequest(
            amount: content.amount.map(Money.init(minor:)), isFinal: content.final,
            reason: try reason(content.reason, record),
            subject: try key(content.subject, record, "subject"), choice: content.choice)
        for line in content.lines {
            request.lines.append(
                LineAmount(
                    line: try key(line.key, record, "lines"),
                    amount: line.amount.map(Money.init(minor:))))
        }
        if let until = content.until { request.until = try time(until, record, "until") }
        if let text = content.authority {
            request.authority = try known(Code(text), record, "authority")
        }
        return HoldOperation(
            key: try key(operation.key, record, "key"),
            kind: try known(
                HoldOperationKind.allCases.first { $0.code == operation.kind }, record, "kind"),
            request: request,
            outcome: try known(
                OutcomeCode.allCases.first { $0.code == operation.outcome }, record, "outcome"),
            amount: Money(minor: operation.amount),
            linked: try key(operation.lateHold, record, "late_hold"))
    }

    private func reason(_ code: String?, _ record: String) throws(MigrationFault) -> Reason {
        guard let code else { return .none }
        return try known(Reason(code: code), record, "reason")
    }

    func steps(of hold: MigratedHold) throws(MigrationFault) -> [MigrationStep] {
        let record = "hold \(hold.hold)"
        let merchant = KeyDerivation.merchant(hold.merchant)
        let order = KeyDerivation.order(merchant: merchant, name: hold.order)
        let key = KeyDerivation.hold(merchant: merchant, name: hold.hold)
        var names: Names = [
            Name(NamedKey(.merchant, merchant), hold.merchant),
            Name(NamedKey(.order, order), hold.order), Name(NamedKey(.hold, key), hold.hold),
        ]
        var lines: [PlaceLine] = []
        var past: [PastLine] = []
        for line in hold.lines {
            var lineKey = KeyDerivation.line(order: order, name: line.line)
            if let digits = line.key {
                lineKey = try self.key(digits, record, "lines")
            } else {
                names.append(Name(NamedKey(.line, lineKey), line.line))
            }
            past.append(
                PastLine(
                    line: lineKey,
                    amounts: HoldAmounts(
                        authorised: Money(minor: line.amount),
                        captured: Money(minor: line.captured),
                        released: Money(minor: line.released),
                        expired: Money(minor: line.expired),
                        refunded: Money(minor: line.refunded))))
            guard line.requested > 0 else { continue }
            let seller = line.seller.map { KeyDerivation.merchant($0) }
            if let seller, let name = line.seller {
                names.append(Name(NamedKey(.merchant, seller), name))
            }
            lines.append(
                PlaceLine(
                    line: lineKey, amount: Money(minor: line.requested),
                    seller: seller ?? .none))
        }
        var plan: Code?
        if let text = hold.plan { plan = try known(Code(text), record, "plan") }
        let isPending = hold.overlays.contains { $0.kind == OverlayKind.placementReview.code }
        let placedAt = try start(of: hold, record)
        let place = PlaceHold(
            hold: key, account: KeyDerivation.account(lender: lender, name: hold.account),
            merchant: merchant, order: order, amount: Money(minor: hold.requested),
            currency: try known(Currency(hold.currency), record, "currency"),
            purpose: try known(Code(hold.purpose), record, "purpose"),
            scenario: try known(Code(hold.scenario), record, "scenario"), plan: plan,
            hasConsent: hold.overcaptureConsent, lines: lines,
            review: isPending ? .person : nil,
            history: HoldHistory(
                placedAt: placedAt, authorised: Money(minor: hold.amount),
                captured: Money(minor: hold.captured),
                released: Money(minor: hold.released), expired: Money(minor: hold.expired),
                refunded: Money(minor: hold.refunded), lines: past,
                operations: try hold.operations.map { operation throws(MigrationFault) in
                    try self.past(operation, record)
                }, generation: hold.generation))
        names += try self.names(of: hold.operations.map { ($0.id, $0.key) }, record)
        var steps = [step(record, .place(place), names, occurredAt: placedAt)]
        let isFrozen = hold.overlays.contains { $0.kind == OverlayKind.legalFreeze.code }
        if hold.isOpen, !isPending, !isFrozen {
            // Refused where the new terms end no earlier.
            let id = "migrated-end-\(hold.expiresAt)"
            let operation = KeyDerivation.operation(hold: key, name: id)
            steps.append(
                step(
                    record,
                    .extend(
                        ExtendHold(
                            hold: key, operation: operation,
                            until: try time(hold.expiresAt, record, "expires_at"),
                            reason: .shippingDelay)),
                    [Name(NamedKey(.operation, operation), id)], mayBeRefused: true))
        }
        return steps
    }

    func overlays(of hold: MigratedHold) throws(MigrationFault) -> [Timed] {
        let record = "hold \(hold.hold)"
        let key = KeyDerivation.hold(
            merchant: KeyDerivation.merchant(hold.merchant), name: hold.hold)
        var steps: [Timed] = []
        for overlay in hold.overlays where overlay.kind != OverlayKind.placementReview.code {
            steps.append(
                Timed(
                    at: try time(overlay.since, record, "since"),
                    step: try step(of: overlay, on: key, record)))
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
        let names: Names = [Name(NamedKey(.operation, operation), id)]
        if kind == .unlockReview {
            let reason = try reason(overlay.reason, record)
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

    func step(of fact: MigratedFact) throws(MigrationFault) -> Timed {
        let record = "fact \(fact.id)"
        let merchant = KeyDerivation.merchant(fact.merchant)
        let order = KeyDerivation.order(merchant: merchant, name: fact.order)
        let source = KeyDerivation.source(fact.source)
        let key = KeyDerivation.fact(source: source, name: fact.id)
        let occurredAt = try time(fact.occurredAt, record, "occurred_at")
        var names: Names = [
            Name(NamedKey(.source, source), fact.source), Name(NamedKey(.fact, key), fact.id),
            Name(NamedKey(.merchant, merchant), fact.merchant),
            Name(NamedKey(.order, order), fact.order),
        ]
        let lines = fact.lines.map { line in
            let lineKey = KeyDerivation.line(order: order, name: line.line)
            names.append(Name(NamedKey(.line, lineKey), line.line))
            return LineAmount(line: lineKey, amount: line.amount.map(Money.init(minor:)))
        }
        let body = RecordFact(
            fact: key, source: source, merchant: merchant, order: order,
            kind: try known(FactKind(code: fact.type), record, "type"), occurredAt: occurredAt,
            lines: lines, merchantSequence: fact.merchantSequence,
            amount: fact.amount.map(Money.init(minor:)),
            reason: try reason(fact.reason, record), isPast: fact.past)
        return Timed(
            at: try time(fact.recordedAt, record, "recorded_at"),
            step: step(record, .recordFact(body), names, occurredAt: occurredAt))
    }
}
