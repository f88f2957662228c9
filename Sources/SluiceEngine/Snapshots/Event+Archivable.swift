import SluiceCore

extension Event {
    /// The record an event changes that may have left memory before it; one it makes is not meant.
    var archivable: RecordKey? {
        switch self {
        case .holdMoved(let event): .hold(event.hold)
        case .holdChanged(let event): .hold(event.hold)
        case .operationRefused(let event): .hold(event.hold)
        case .holdPlaced(let event): event.opensOrder ? nil : .order(event.order)
        case .orderKnown(let event): .order(event.order)
        case .factRecorded(let event): .order(event.order)
        case .orderPulled(let event): .order(event.order)
        case .breakFound(let event): .order(event.order)
        case .returnChanged(let event): .order(event.order)
        case .accountOperated(let event):
            event.kind == .reversal ? .accountOperation(event.content.subject) : nil
        case .journalCreated, .wentLive, .clockAccepted, .policyAdopted, .merchantSeen, .sourceSeen,
            .accountOpened, .orderSeen, .holdAliased, .proposalMade, .proposalDecided, .dayClosed,
            .merchantChanged, .merchantSwept, .declineCovered, .holdsRepaired, .holdQuoted:
            nil
        }
    }
}
