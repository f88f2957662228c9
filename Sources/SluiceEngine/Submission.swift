import SluiceCore

/// A command as a door hands it in: with the names its keys were derived from.
public struct Submission: Sendable {
    public var command: Command
    public var names: [Name]

    public init(command: Command, names: [Name] = []) {
        self.command = command
        self.names = names
    }

    /// The names whose keys are first used by these events.
    func names(introducedBy events: [Event]) -> [Name] {
        names.filter { name in events.contains { $0.introduces(name.key) } }
    }
}

extension Event {
    /// Whether a key is used for the first time in this event. Lines of a fact count as such: no
    /// hold may ever name them.
    fileprivate func introduces(_ named: NamedKey) -> Bool {
        let key = named.key
        switch (self, named.kind) {
        case (.accountOpened(let event), .account): return event.account.retagged() == key
        case (.accountOpened(let event), .operation):
            return event.operations.contains { $0.key.retagged() == key }
        case (.accountOperated(let event), .operation):
            return event.operation.retagged() == key
        case (.holdMoved(let event), .operation): return event.operation.retagged() == key
        case (.operationRefused(let event), .operation):
            return event.operation.retagged() == key
        case (.holdChanged(let event), .operation):
            return event.operation.retagged() == key
        case (.holdMoved(let event), .line):
            return event.lines.contains { $0.line.retagged() == key }
        case (.holdAliased(let event), .hold): return event.alias.retagged() == key
        case (.holdPlaced(let event), .hold): return event.hold.retagged() == key
        case (.holdPlaced(let event), .line):
            return event.linesAsPlaced.contains { $0.key.retagged() == key }
        case (.holdPlaced(let event), .operation):
            return event.history?.operations.contains { $0.key.retagged() == key } ?? false
        case (.factRecorded(let event), .line):
            return event.fact.lines.contains { $0.line.retagged() == key }
        case (.factRecorded(let event), .fact): return event.fact.key.retagged() == key
        case (.merchantSeen(let merchant), .merchant): return merchant.retagged() == key
        case (.sourceSeen(let source), .source): return source.retagged() == key
        case (.orderSeen(let event), .order): return event.order.retagged() == key
        // The command runs later, in another's name, and its names are handed in only now.
        case (.proposalMade, let kind): return kind != .subject
        default: return false
        }
    }
}

/// The answer to one submission, true of the state that is durable when it is given.
public struct Answer: Sendable {
    public var outcome: Outcome
    /// The ledger time of the state the records below are of.
    public var time: Instant
    /// The policy asked for, or the one a command was to adopt; nil if there is no such version.
    public var policy: Policy?
    public var hold: HoldRecord?
    /// The latest end that extensions of the hold may reach; nil without one.
    public var extendableUntil: Instant?
    public var account: AccountRecord?
    public var order: OrderRecord?
    /// The proposal of a command on one, or those asked for.
    public var proposals: [ProposalRecord]
    /// What a closing froze.
    public var day: DayClosed?

    public init(
        outcome: Outcome, time: Instant, hold: HoldRecord? = nil,
        extendableUntil: Instant? = nil, account: AccountRecord? = nil,
        order: OrderRecord? = nil, proposals: [ProposalRecord] = [], day: DayClosed? = nil
    ) {
        self.outcome = outcome
        self.time = time
        self.hold = hold
        self.extendableUntil = extendableUntil
        self.account = account
        self.order = order
        self.proposals = proposals
        self.day = day
    }
}

/// Which proposals are listed, in the order they were made.
public struct ProposalFilter: Hashable, Sendable {
    /// Only those that may still be approved, or only the others; nil: all.
    public var isOpen: Bool?
    /// The sequence of the last one of the page before; 0 for the first page.
    public var after: UInt64
    public var limit: Int

    public init(isOpen: Bool? = nil, after: UInt64 = 0, limit: Int) {
        self.isOpen = isOpen
        self.after = after
        self.limit = limit
    }
}

/// A read of one object, answered by the sequencer after what is due on its account.
public enum ReadQuery: Sendable {
    /// A version of the policy; nil: the one in force.
    case policy(UInt32?)
    case account(AccountKey)
    case hold(HoldKey)
    case order(OrderKey)
    case proposal(ProposalKey)
    /// Proposals never leave memory; O(proposals).
    case proposals(ProposalFilter)
}

/// Why the engine gave no answer. All but `stopped` are worth trying again with the same id.
public enum EngineRefusal: Error, Hashable, Sendable {
    /// More waits in the lane than it takes, or than will be served soon.
    case overloaded(Overload)
    /// A cap set at the start is near: nothing is added, everything else goes on.
    case capacity(CapacityKind)
    /// The journal takes no rows now; whether a command in flight will be applied is not known.
    case journalStalled(AppendResult.Obstacle)
    case stopped
    /// The journal could not be read.
    case journalUnreadable(String)
    /// The archive could not be read.
    case archiveUnreadable(String)
}
