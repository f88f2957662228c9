import SluiceCore

/// Which ended records are in memory: brings back those a command needs, forgets the oldest.
///
/// A record leaves memory only after the archive has its newest image durably, so a record that
/// is not resident is in the archive or nowhere.
struct Residency {
    private let archive: any Archive
    private let endedMax: Int
    /// While nothing was ever evicted, what is not resident exists nowhere.
    private var hasEvicted: Bool
    /// The keys of what this process has forgotten.
    private var forgotten = KeyFilter()
    /// The keys of what was forgotten before it began; nil until they are gathered.
    private var earlier: KeyFilter?
    /// Where these come from; nil where there are none, or they have come.
    private(set) var gathered: GatheredKeys?

    /// - Parameter hasEvicted: whether records were forgotten before this process began.
    init(archive: any Archive, endedMax: Int, hasEvicted: Bool = false) {
        self.archive = archive
        self.endedMax = endedMax
        self.hasEvicted = hasEvicted
        earlier = hasEvicted ? nil : KeyFilter()
        gathered = hasEvicted ? GatheredKeys() : nil
    }

    /// Supplies what a command needs from the archive.
    mutating func supply(_ command: Command, to ledger: inout Ledger, row: UInt64) throws {
        guard hasEvicted else { return }
        var absent: Set<RecordKey> = []
        while true {
            let keys = ledger.missing(command).filter { !absent.contains($0) }
            if keys.isEmpty { return }
            for key in keys { try supply(key, to: &ledger, row: row, absent: &absent) }
        }
    }

    /// Supplies one record for a read.
    mutating func supply(_ key: RecordKey, to ledger: inout Ledger, row: UInt64) throws {
        guard hasEvicted else { return }
        var absent: Set<RecordKey> = []
        try supply(key, to: &ledger, row: row, absent: &absent)
    }

    private mutating func supply(
        _ key: RecordKey, to ledger: inout Ledger, row: UInt64, absent: inout Set<RecordKey>
    ) throws {
        // An image installed for one key may have answered another of the same command.
        if ledger.isResident(key) { return }
        guard mayBeForgotten(key.anyKey), let image = try archive.image(of: key) else {
            absent.insert(key)
            return
        }
        try ledger.install(image)
        ledger.noteInstalled(image.key, row: row)
        if key != image.key { absent.insert(key) }
    }

    private func mayBeForgotten(_ key: AnyKey) -> Bool {
        guard let earlier else { return true }
        return earlier.mayContain(key) || forgotten.mayContain(key)
    }

    /// Forgets the oldest ended records beyond the limit, as far as the archive has them.
    mutating func trim(_ ledger: inout Ledger, archived row: UInt64) {
        if let keys = gathered?.take() {
            earlier = keys
            gathered = nil
        }
        let keys = ledger.forget(archived: row, keeping: endedMax)
        if keys.isEmpty { return }
        hasEvicted = true
        // One that came back and is forgotten again is there.
        for key in keys.map(\.anyKey)
        where !forgotten.mayContain(key) && earlier?.mayContain(key) != true {
            forgotten.insert(key)
        }
    }
}

extension Ledger {
    /// The images of the ended records that a batch of records changed.
    func endedImages(changedBy records: some Sequence<CommandRecord>) -> [RecordImage] {
        endedKeys(changedBy: records).compactMap(endedImage)
    }

    /// The ended records that a batch of records changed, each once.
    func endedKeys(changedBy records: some Sequence<CommandRecord>) -> [RecordKey] {
        var keys: Set<RecordKey> = []
        var ended: [RecordKey] = []
        func add(_ key: RecordKey) {
            // Asked first: most records are open, and a look at one takes less than the set.
            guard isEnded(key), keys.insert(key).inserted else { return }
            ended.append(key)
        }
        func addHold(_ key: HoldKey) {
            add(.hold(key))
            if let order = order(of: key) { add(.order(order)) }
        }
        for record in records {
            for event in record.events {
                switch event {
                case .accountOpened(let event):
                    for operation in event.operations { add(.accountOperation(operation.key)) }
                case .accountOperated(let event):
                    if !event.operation.isNone { add(.accountOperation(event.operation)) }
                    if event.kind == .reversal { add(.accountOperation(event.content.subject)) }
                case .holdAliased(let event): add(.alias(event.alias))
                case .holdPlaced(let event): addHold(event.hold)
                case .holdMoved(let event): addHold(event.hold)
                case .operationRefused(let event): addHold(event.hold)
                case .orderSeen(let event): add(.order(event.order))
                case .orderKnown(let event): add(.order(event.order))
                case .factRecorded(let event): add(.order(event.order))
                case .orderPulled(let event): add(.order(event.order))
                case .breakFound(let event): add(.order(event.order))
                case .holdChanged(let event): addHold(event.hold)
                case .returnChanged(let event):
                    // While a return is open the holds of its order stay; in a replay from a
                    // snapshot they may be in the archive alone, and the order is here.
                    add(.order(event.order))
                    for placed in order(event.order)?.holds ?? [] { addHold(placed.hold) }
                case .journalCreated, .wentLive, .clockAccepted, .policyAdopted, .merchantSeen,
                    .merchantChanged, .merchantSwept, .declineCovered, .holdsRepaired, .sourceSeen,
                    .proposalMade, .proposalDecided, .dayClosed, .holdQuoted:
                    break
                }
            }
        }
        return ended
    }
}
