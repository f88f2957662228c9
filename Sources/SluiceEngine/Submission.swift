import SluiceCore

/// A command as a door hands it in: with the names its keys were derived from.
public struct Submission: Sendable {
    public var command: Command
    public var names: Names
    /// The version of the policy without which it is not to be applied, unless the policy in force is
    /// what it would adopt; nil: whichever.
    public var policyInForce: UInt32?

    public init(command: Command, names: Names = [], policyInForce: UInt32? = nil) {
        self.command = command
        self.names = names
        self.policyInForce = policyInForce
    }
}

extension Names {
    /// Those whose keys are first used by these events.
    func those(introducedBy events: ShortList<Event>) -> Names {
        if isEmpty { return self }
        if events.count == 1 { return those(introducedBy: events[0]) }
        if count > Names.few { return many(introducedBy: events) }
        return those { kind, key in events.contains { $0.introduces(kind, key) } }
    }

    private func those(introducedBy event: Event) -> Names {
        switch event {
        // What most commands bring about uses one key or two.
        case .holdPlaced(let event) where event.lines.isEmpty && event.history == nil:
            those(
                NamedKey(.hold, event.hold),
                event.opensOrder ? NamedKey(.order, event.order) : nil)
        case .holdMoved(let event) where event.lines.isEmpty:
            those(NamedKey(.operation, event.operation))
        default: those { event.introduces($0, $1) }
        }
    }

    /// Above this, ids are looked up among those the events used: a repair has a thousand of each.
    private static let few = 64

    private func many(introducedBy events: ShortList<Event>) -> Names {
        let operations = Set(
            events.compactMap { event -> AnyKey? in
                guard case .holdMoved(let event) = event else { return nil }
                return event.operation.retagged()
            })
        return those { kind, key in
            kind == .operation
                ? operations.contains(key) : events.contains { $0.introduces(kind, key) }
        }
    }
}

extension Event {
    /// Whether a key is used for the first time in this event. Lines of a fact count as such: no hold may
    /// ever name them.
    fileprivate func introduces(_ kind: KeyKind, _ key: AnyKey) -> Bool {
        switch self {
        case .holdPlaced(let event): event.introduces(kind, key)
        // Who follows events reads whose it would have been.
        case .holdQuoted: [.hold, .order, .merchant].contains(kind)
        case .holdMoved(let event): event.introduces(kind, key)
        case .accountOpened(let event): event.introduces(kind, key)
        case .accountOperated(let event): kind == .operation && event.operation.retagged() == key
        case .operationRefused(let event): kind == .operation && event.operation.retagged() == key
        case .holdChanged(let event): kind == .operation && event.operation.retagged() == key
        case .holdAliased(let event): kind == .hold && event.alias.retagged() == key
        case .factRecorded(let event): event.fact.introduces(kind, key)
        case .merchantSeen(let merchant): kind == .merchant && merchant.retagged() == key
        case .sourceSeen(let source): kind == .source && source.retagged() == key
        case .orderSeen(let event): kind == .order && event.order.retagged() == key
        // The command runs later, in another's name, and its names are handed in only now.
        case .proposalMade: kind != .subject
        case .journalCreated, .wentLive, .clockAccepted, .policyAdopted, .orderKnown, .breakFound,
            .returnChanged, .proposalDecided, .dayClosed, .merchantChanged,
            .declineCovered, .orderPulled, .merchantSwept, .holdsRepaired:
            false
        }
    }
}

extension HoldPlaced {
    fileprivate func introduces(_ kind: KeyKind, _ key: AnyKey) -> Bool {
        switch kind {
        case .hold: hold.retagged() == key
        case .order: opensOrder && order.retagged() == key
        case .line: linesAsPlaced.contains { $0.key.retagged() == key }
        case .operation: history?.value.operations.contains { $0.key.retagged() == key } ?? false
        default: false
        }
    }
}

extension HoldMoved {
    fileprivate func introduces(_ kind: KeyKind, _ key: AnyKey) -> Bool {
        switch kind {
        case .operation: operation.retagged() == key
        case .line: lines.contains { $0.line.retagged() == key }
        default: false
        }
    }
}

extension AccountOpened {
    fileprivate func introduces(_ kind: KeyKind, _ key: AnyKey) -> Bool {
        switch kind {
        case .account: account.retagged() == key
        case .operation: operations.contains { $0.key.retagged() == key }
        default: false
        }
    }
}

extension OrderFact {
    fileprivate func introduces(_ kind: KeyKind, _ key: AnyKey) -> Bool {
        switch kind {
        case .fact: self.key.retagged() == key
        case .line: lines.contains { $0.line.retagged() == key }
        default: false
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
    /// The merchant asked for.
    public var merchant: MerchantRecord?
    /// The proposal of a command on one, or those asked for.
    public var proposals: [ProposalRecord]
    /// What a closing froze.
    public var day: DayClosed?
    /// What a repair came to.
    public var repair: Repair?
    /// What a placement would have come to.
    public var quote: HoldPlaced?

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
    case merchant(MerchantKey)
    case proposal(ProposalKey)
    /// Proposals never leave memory; O(proposals).
    case proposals(ProposalFilter)
}

/// Why the engine gave no answer. All but `stopped` and `policyMoved` are worth trying again with the
/// same id.
public enum EngineRefusal: Error, Hashable, Sendable {
    /// More waits in the lane than it takes, or than will be served soon.
    case overloaded(Overload)
    /// A cap set at the start is near: nothing is added, everything else goes on.
    case capacity(CapacityKind)
    /// The journal takes no rows now; whether a command in flight will be applied is not known.
    case journalStalled(AppendResult.Obstacle)
    case stopped
    /// Another policy is in force than the submission is for: nothing was done.
    case policyMoved
    /// The journal could not be read.
    case journalUnreadable(String)
    /// The archive could not be read.
    case archiveUnreadable(String)
}
