import SluiceAPI
import SluiceCore

/// An event of the journal as streams tell it, with names instead of keys.
struct EventDocument: Sendable {
    var event: Event
    var sequence: UInt64
    var time: Instant
    var role: Role
    /// The version of the policy in force then.
    var policyVersion: UInt32
    /// The order the event is about, where the event itself does not tell its merchant.
    var place: HoldPlaces.Place?
    var addressee: Addressee
    var naming: Naming

    var json: [UInt8] {
        var writer = JSONWriter(for: addressee.audience)
        writer.object(.event) { writer in
            writer.member("sequence", OpaqueSequence.encode(sequence))
            writer.member("time", time)
            writer.member("by", role)
            write(to: &writer)
        }
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        switch event {
        case .journalCreated(let event):
            writer.member("mode", "\(event.mode)")
            writer.member("zone", event.zone)
        case .wentLive, .clockAccepted: break
        case .policyAdopted(let policy): writer.member("policy", Int64(policy.version))
        case .merchantSeen(let key): writer.member("merchant", naming.merchant(key))
        case .merchantChanged(let event):
            writer.member("merchant", naming.merchant(event.merchant))
            writer.member("reason", event.reason)
        case .declineCovered(let event):
            hold(event.hold, of: event.account, to: &writer)
            writer.member("covered", event.covered)
            writer.member("missing", event.missing)
            writer.member("avoidable", event.isAvoidable)
        case .merchantSwept(let event):
            writer.member("merchant", naming.merchant(event.merchant))
            writer.member("asked_at", event.askedAt)
        case .orderPulled(let event):
            order(event.merchant, event.order, to: &writer)
            writer.member("asked_at", event.pull.askedAt)
            writer.member("known", event.pull.isKnown)
        case .sourceSeen(let key): writer.member("source", naming.source(key))
        case .accountOpened(let event):
            writer.member("account", naming.account(event.account))
            writer.member("currency", event.currency.code)
            balances(event.balances, to: &writer)
        case .accountOperated(let event): write(event, to: &writer)
        case .orderSeen(let event): order(event.merchant, event.order, to: &writer)
        case .orderKnown(let event): order(event.merchant, event.order, to: &writer)
        case .holdPlaced(let event), .holdQuoted(let event): write(event, to: &writer)
        case .holdMoved(let event): write(event, to: &writer)
        case .operationRefused(let event):
            hold(event.hold, of: event.account, to: &writer)
            writer.member("operation", naming.operation(event.operation))
            writer.member("kind", event.kind.code)
            writer.member("outcome", event.outcome)
        case .factRecorded(let event):
            var fact = event.fact
            fact.recordedAt = time
            order(event.merchant, event.order, to: &writer)
            writer.name("fact")
            naming.document(fact, isParked: fact.wasParked).write(to: &writer)
        case .breakFound(let event):
            if let place { order(place.merchant, event.order, to: &writer) }
            writer.member("kind", event.kind.code)
            if !event.line.isNone { writer.member("line", naming.line(event.line)) }
        case .holdAliased(let event):
            writer.member("hold", naming.hold(event.hold))
            if let place { order(place.merchant, place.order, to: &writer) }
            writer.member("alias", naming.hold(event.alias))
        case .holdChanged(let event): write(event, to: &writer)
        case .returnChanged(let event):
            if let place { order(place.merchant, event.order, to: &writer) }
            writer.name("return")
            naming.document(event.state).write(to: &writer)
        case .proposalMade(let event):
            writer.member("proposal", naming.proposal(event.proposal))
            writer.member("kind", event.command.proposalKind)
            writer.member("proposer", naming.subject(event.proposer))
            writer.member("expires_at", event.expiresAt)
        case .proposalDecided(let event):
            writer.member("proposal", naming.proposal(event.proposal))
            writer.member("approver", naming.subject(event.approver))
            writer.member("outcome", event.outcome)
        case .holdsRepaired(let event):
            writer.member("detector", event.detector.code)
            writer.member("counted", event.isCounted)
            writer.name("sums")
            writer.array { writer in
                for sum in event.sums {
                    writer.object { writer in
                        writer.member("merchant", naming.merchant(sum.merchant))
                        writer.member("currency", sum.currency.code)
                        writer.member("amount", sum.amount)
                    }
                }
            }
        case .dayClosed(let event):
            writer.member("date", CivilDate(daysSince1970: Int(event.date.day)).text)
        }
    }

    private func write(_ event: HoldPlaced, to writer: inout JSONWriter) {
        hold(event.hold, of: event.account, to: &writer)
        writer.member("purpose", event.purpose.text)
        writer.member("scenario", event.scenario.text)
        if let plan = event.plan { writer.member("plan", plan.text) }
        writer.member("overcapture_consent", event.hasConsent)
        writer.member("generation", Int64(event.generation))
        if event.link != .none { writer.member(event.link.member, naming.hold(event.linked)) }
        writer.member("currency", event.currency.code)
        writer.member("amount", event.amount)
        writer.member("reason", event.decision)
        writer.member("policy", Int64(event.policyVersion))
        decision(
            Decision(
                declinedFor: event.decision, at: time,
                noticeWithinNs: naming.notices.withinNs(event.policyVersion),
                policyVersion: event.policyVersion),
            to: &writer)
        if let until = event.reviewUntil { writer.member("review_until", until) }
        if let history = event.history { writer.history(history.value) }
        writer.member("expires_at", event.expiresAt)
        writer.member("guaranteed_until", event.guaranteedUntil)
        balances(event.balances, to: &writer)
    }

    private func write(_ event: HoldChanged, to writer: inout JSONWriter) {
        hold(event.hold, of: event.account, to: &writer)
        // An overlay that is not for the audience does not show its id.
        let isShown = event.overlay?.kind.isShown(to: writer.audience) ?? true
        if isShown, !event.operation.isNone {
            writer.member("operation", naming.operation(event.operation))
        }
        writer.member("reason", event.reason)
        writer.member("expires_at", event.expiresAt)
        writer.member("guaranteed_until", event.guaranteedUntil)
        if let overlay = event.overlay {
            writer.name("overlay")
            naming.document(overlay).write(to: &writer)
        }
        if let verdict = event.verdict { verdict.value.write(to: &writer) }
        if !event.linked.isNone {
            writer.member("late_hold", naming.hold(event.linked))
            writer.member("amount", event.amount)
        }
    }

    private func write(_ event: HoldMoved, to writer: inout JSONWriter) {
        hold(event.hold, of: event.account, to: &writer)
        if !event.operation.isNone {
            writer.member("operation", naming.operation(event.operation))
        }
        writer.member("amount", event.amount)
        writer.member("reason", event.reason)
        if event.kind == .decline {
            if let policy = place?.policyVersion { writer.member("policy", Int64(policy)) }
            decision(
                Decision(
                    declinedFor: event.reason, at: time,
                    noticeWithinNs: naming.notices.withinNs(place?.policyVersion),
                    policyVersion: place?.policyVersion),
                to: &writer)
        }
        if let dueAt = event.payoutDueAt { writer.member("payout_due_at", dueAt) }
        writer.name("amounts")
        writer.object { $0.amounts(event.amounts) }
        if !event.lines.isEmpty {
            writer.name("lines")
            writer.array { writer in
                for line in event.lines {
                    writer.object { writer in
                        writer.member("line", naming.line(line.line))
                        writer.amounts(line.amounts)
                    }
                }
            }
        }
        balances(event.balances, to: &writer)
    }

    private func hold(_ key: HoldKey, of account: AccountKey, to writer: inout JSONWriter) {
        writer.member("hold", naming.hold(key))
        writer.member("account", naming.account(account))
        if let place { order(place.merchant, place.order, to: &writer) }
    }

    private func order(
        _ merchant: MerchantKey, _ order: OrderKey, to writer: inout JSONWriter
    ) {
        writer.order(merchant: naming.merchant(merchant), number: naming.order(order))
    }

    func decision(_ decision: Decision?, to writer: inout JSONWriter) {
        guard let decision else { return }
        writer.name("decision")
        decision.write(to: &writer, in: addressee.language)
    }

    func balances(_ balances: Balances, to writer: inout JSONWriter) {
        writer.name("balances")
        writer.object { $0.balances(balances) }
    }
}
