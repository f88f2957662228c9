import SluiceCore

extension CommandRecord {
    /// The bytes the record takes in a row, estimated from above without encoding it.
    ///
    /// Keys that a batch has had before take less, so the real size is often a third of it.
    var bytesEstimate: Int {
        var bytes = 128 + 48 * command.lineCount + names.textBytes
        // All that came with the command are there, until the journal's writer has looked: their texts count,
        // for which of them stay is not known, and of the rest no more than may stay.
        var namesMax = 0
        for event in events {
            bytes += 192 + 64 * event.lineCount
            namesMax += event.namesMax ?? names.count
        }
        return bytes + 24 * min(names.count, namesMax)
    }
}

extension Command {
    /// Lines the command names: the part of it that has no fixed size.
    fileprivate var lineCount: Int { Command.lineCount(of: body) }

    private static func lineCount(of body: Body) -> Int {
        switch body {
        case .openAccount(let body): body.payouts.count + 2 * body.operations.count
        case .place(let body): body.lines.count + (body.history?.lineCount ?? 0)
        case .capture(let body): body.lines.count
        case .release(let body): body.lines.count
        case .recordFact(let body): body.lines.count
        case .recordPull(let body): body.facts.reduce(0) { $0 + 2 + $1.lines.count }
        case .increment(let body): body.lines.count
        case .split(let body): body.children.reduce(0) { $0 + 2 + 2 * $1.lines.count }
        case .adoptPolicy(let policy): policy.scenarios.count
        case .repairHolds(let body): body.targets.count
        case .propose(let body): 4 + Command.lineCount(of: body.command)
        default: 0
        }
    }
}

extension Event {
    fileprivate var lineCount: Int {
        switch self {
        case .accountOpened(let event): 2 * event.operations.count
        case .holdPlaced(let event), .holdQuoted(let event):
            event.lines.count + (event.history?.value.lineCount ?? 0)
        case .holdMoved(let event): event.lines.count + event.request.lines.count
        case .operationRefused(let event): event.request.lines.count
        case .factRecorded(let event): event.fact.lines.count
        case .returnChanged(let event): event.state.lines.count
        case .dayClosed(let event): event.totals.count
        case .holdsRepaired(let event): event.sums.count
        case .policyAdopted(let policy): policy.scenarios.count
        default: 0
        }
    }

    /// How many names of keys first used in it there are at most, but for those who gave the command; nil: not known.
    fileprivate var namesMax: Int? {
        switch self {
        case .holdPlaced(let event) where event.history == nil: 2 + event.lines.count
        case .holdMoved(let event): 1 + event.lines.count
        default: nil
        }
    }
}

extension HoldHistory {
    /// Lines, and operations with theirs.
    fileprivate var lineCount: Int {
        operations.reduce(lines.count) { $0 + 2 + $1.request.lines.count }
    }
}
