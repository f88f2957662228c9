import GRDB
import SluiceCore

/// What the timeline keeps of an event.
private struct TimelineRow {
    var hold: HoldKey = .none
    var account: AccountKey = .none
    var order: OrderKey = .none
    var operation: AnyKey = .none
    var kind: String?
    var amount: Money?
    var reason = Reason.none
    var outcome = OutcomeCode.applied
    /// Whether the engine did it by itself, whoever's touch it came with.
    var isEngines = false
}

extension ViewsWriter {
    /// Adds an event to the timelines of the things it concerns; one that concerns none is left
    /// out.
    /// - Parameter order: the order of an event of a hold, which does not name it.
    func tell(_ event: Event, order: OrderKey?, _ moment: Moment) throws {
        guard let row = TimelineRow(event, order: order ?? .none) else { return }
        try execute(
            entry,
            [
                moment.stamp, moment.time.ns, event.name, row.hold.optionalBlob,
                row.account.optionalBlob, row.order.optionalBlob, row.operation.optionalBlob,
                row.kind, row.amount?.minor, row.reason.rawValue,
                (row.isEngines ? Role.engine : moment.role).rawValue, row.outcome.rawValue,
            ])
    }
}

extension TimelineRow {
    fileprivate init?(_ event: Event, order: OrderKey) {
        switch event {
        case .journalCreated, .wentLive, .policyAdopted, .merchantSeen, .sourceSeen: return nil
        case .accountOpened(let event):
            account = event.account
            amount = event.balances.limit
        case .accountOperated(let event):
            account = event.account
            operation = event.operation.retagged()
            amount = event.amount
            reason = event.reason
        case .orderSeen(let event): self.order = event.order
        case .orderKnown(let event): self.order = event.order
        case .holdPlaced(let event):
            hold = event.hold
            account = event.account
            self.order = event.order
            amount = event.amount
            reason = event.decision
            outcome = OutcomeCode(decision: event.decision)
        case .holdMoved(let event):
            hold = event.hold
            account = event.account
            self.order = order
            operation = event.operation.retagged()
            amount = event.amount
            reason = event.reason
            isEngines = event.kind == .expiry
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
        }
    }
}

extension OutcomeCode {
    /// What a placement came to.
    fileprivate init(decision: Reason) {
        switch decision {
        case .insufficientLimit: self = .insufficientLimit
        case .orderTerminal: self = .orderTerminal
        default: self = .approved
        }
    }
}
