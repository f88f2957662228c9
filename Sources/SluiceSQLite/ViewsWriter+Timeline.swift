import SluiceCore

/// What the timeline keeps of an event.
struct TimelineRow {
    let name: String
    var hold: HoldKey = .none
    var account: AccountKey = .none
    /// Of an event of no hold.
    var order: OrderKey = .none
    var operation: AnyKey = .none
    var kind: String?
    var amount: Money?
    var until: Instant?
    var linked: HoldKey = .none
    var reason = Reason.none
    var outcome = OutcomeCode.applied
    /// Whether the engine did it by itself, whoever's touch it came with.
    var isEngines = false
    var endsAt: Instant?
    var headroomMinor: Int64?
    /// Whether it was decided under the policy in force; a placement tells its own version.
    var isDecision = false

    /// The columns of the table, in their order.
    /// - Parameters:
    ///   - hold: the key of the hold's row; its order is not told again.
    ///   - account: the key of the account's row.
    func values(
        _ moment: ViewsWriter.Moment, hold: Int64?, account: Int64?
    ) -> [StoredValue] {
        [
            .integer(moment.stamp), .integer(moment.time.ns), .text(name), .optional(hold),
            .optional(account), hold == nil ? .optional(order) : .null, .optional(operation),
            kind.map { .text($0) } ?? .null, .optional(amount?.minor), .optional(until?.ns),
            .optional(linked), .number(reason.rawValue),
            .number((isEngines ? Role.engine : moment.role).rawValue),
            .number(outcome.rawValue), .optional(endsAt?.ns), .optional(headroomMinor),
            isDecision ? .number(moment.policyVersion) : .null,
        ]
    }
}

extension ViewsWriter {
    /// Adds an event to the timelines of the things it concerns; one that concerns none is left
    /// out.
    /// - Parameter hold: the key of the row of the hold the event is of.
    func tell(_ event: Event, hold: Int64?, _ moment: Moment) throws {
        guard let row = TimelineRow(event) else { return }
        let account = row.account.isNone ? nil : try accounts.place(of: row.account)
        try execute(entry, row.values(moment, hold: hold, account: account))
    }
}

extension TimelineRow {
    init?(_ event: Event) {
        name = event.name
        switch event {
        case .journalCreated, .wentLive, .clockAccepted, .policyAdopted, .merchantSeen, .sourceSeen,
            .merchantChanged, .merchantSwept, .holdsRepaired, .holdQuoted:
            return nil
        case .accountOpened(let event):
            account = event.account
            amount = event.balances.limit
        case .accountOperated(let event):
            account = event.account
            operation = event.operation.retagged()
            amount = event.content.amount
            reason = event.content.reason
        case .orderSeen(let event): order = event.order
        case .orderKnown(let event): order = event.order
        case .holdPlaced(let event):
            hold = event.hold
            account = event.account
            amount = event.amount
            until = event.reviewUntil
            endsAt = event.expiresAt
            linked = event.linked
            reason = event.decision
            outcome = OutcomeCode(
                placement: event.decision, isPending: event.reviewUntil != nil)
        case .holdMoved(let event):
            hold = event.hold
            account = event.account
            operation = event.operation.retagged()
            amount = event.amount
            reason = event.reason
            isEngines = event.operation.isNone
            headroomMinor = event.headroomMinor
            isDecision = true
        case .operationRefused(let event):
            hold = event.hold
            account = event.account
            operation = event.operation.retagged()
            kind = event.kind.code
            amount = event.request.amount
            reason = event.request.reason
            outcome = event.outcome
        case .factRecorded(let event):
            order = event.order
            operation = event.fact.key.retagged()
            kind = event.fact.kind.code
            amount = event.fact.amount
            reason = event.fact.reason
            outcome = event.fact.wasParked ? .parked : .applied
        case .orderPulled(let event):
            order = event.order
            kind = event.pull.isKnown ? "known" : "unknown"
        case .breakFound(let event):
            order = event.order
            kind = event.kind.code
        case .holdAliased(let event):
            hold = event.hold
        case .declineCovered(let event):
            // For staff: it stands in no history of a hold, which others read too.
            account = event.account
            linked = event.hold
            amount = event.covered
            isEngines = true
        case .holdChanged(let event):
            hold = event.hold
            account = event.account
            operation = event.operation.retagged()
            kind = event.overlay?.kind.code
            amount = event.kind == .lateCaptured ? event.amount : nil
            until = event.newUntil
            endsAt = event.expiresAt
            linked = event.linked
            reason = event.reason
            isEngines = event.operation.isNone
            isDecision = true
        case .returnChanged(let event):
            order = event.order
            operation = event.state.key.retagged()
            kind = event.state.stage.code
            amount = event.state.amount
            until = event.state.isOpen ? event.state.dueAt : nil
            reason = event.state.reason
            // What only the end of a stage brings.
            isEngines = reason == .returnPendingStaff || reason == .returnLapsed
        case .proposalMade, .proposalDecided, .dayClosed: return nil
        }
    }
}
