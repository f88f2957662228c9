import GRDB
import SluiceCore

/// What the timeline keeps of an event.
struct TimelineRow {
    let name: String
    var hold: HoldKey = .none
    var account: AccountKey = .none
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

    /// The columns of the table, in their order.
    func values(_ moment: ViewsWriter.Moment) -> [DatabaseValue] {
        let columns: [(any DatabaseValueConvertible)?] = [
            moment.stamp, moment.time.ns, name, hold.optionalBlob, account.optionalBlob,
            order.optionalBlob, operation.optionalBlob, kind, amount?.minor, until?.ns,
            linked.optionalBlob, reason.rawValue, (isEngines ? Role.engine : moment.role).rawValue,
            outcome.rawValue,
        ]
        return columns.map { $0?.databaseValue ?? .null }
    }
}

extension ViewsWriter {
    /// Adds an event to the timelines of the things it concerns; one that concerns none is left
    /// out.
    /// - Parameter order: the order of an event of a hold, which does not name it.
    func tell(_ event: Event, order: OrderKey?, _ moment: Moment) throws {
        guard let row = TimelineRow(event, order: order ?? .none) else { return }
        try execute(entry, StatementArguments(row.values(moment)))
    }
}

extension TimelineRow {
    /// - Parameter order: the order of an event of a hold, which does not name it.
    init?(_ event: Event, order: OrderKey) {
        name = event.name
        switch event {
        case .journalCreated, .wentLive, .clockAccepted, .policyAdopted, .merchantSeen, .sourceSeen,
            .merchantChanged:
            return nil
        case .accountOpened(let event):
            account = event.account
            amount = event.balances.limit
        case .accountOperated(let event):
            account = event.account
            operation = event.operation.retagged()
            amount = event.content.amount
            reason = event.content.reason
        case .orderSeen(let event): self.order = event.order
        case .orderKnown(let event): self.order = event.order
        case .holdPlaced(let event):
            hold = event.hold
            account = event.account
            self.order = event.order
            amount = event.amount
            until = event.reviewUntil
            linked = event.linked
            reason = event.decision
            outcome = OutcomeCode(
                placement: event.decision, isPending: event.reviewUntil != nil)
        case .holdMoved(let event):
            hold = event.hold
            account = event.account
            self.order = order
            operation = event.operation.retagged()
            amount = event.amount
            reason = event.reason
            isEngines = event.operation.isNone
        case .operationRefused(let event):
            hold = event.hold
            account = event.account
            self.order = order
            operation = event.operation.retagged()
            kind = event.kind.code
            amount = event.request.amount
            reason = event.request.reason
            outcome = event.outcome
        case .factRecorded(let event):
            self.order = event.order
            operation = event.fact.key.retagged()
            kind = event.fact.kind.code
            amount = event.fact.amount
            reason = event.fact.reason
            outcome = event.fact.wasParked ? .parked : .applied
        case .breakFound(let event):
            self.order = event.order
            kind = event.kind.code
        case .holdAliased(let event):
            hold = event.hold
            self.order = order
        case .holdChanged(let event):
            hold = event.hold
            account = event.account
            self.order = order
            operation = event.operation.retagged()
            kind = event.overlay?.kind.code
            amount = event.kind == .lateCaptured ? event.amount : nil
            until = event.newUntil
            linked = event.linked
            reason = event.reason
            isEngines = event.operation.isNone
        case .returnChanged(let event):
            self.order = event.order
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

extension HoldChanged {
    /// The end, promise or deadline that the change set.
    fileprivate var newUntil: Instant? {
        switch kind {
        case .extended, .paused: expiresAt
        case .noticed, .heard: guaranteedUntil
        case .reviewOpened, .reviewMoved, .overlaySet: overlay?.until
        case .approved, .reviewClosed, .overlayLifted, .lateCaptured, .silenced: nil
        }
    }
}
