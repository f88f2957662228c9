/// A command as the journal keeps it, with the events it brought about.
public struct CommandRecord: Hashable, Sendable {
    public var time: Instant
    /// The policy in force.
    public var policyVersion: UInt32
    public var command: Command
    /// What it came to.
    public var outcome: OutcomeCode
    /// The names of keys first used here; until the journal's writer has looked, all that came with the command.
    public var names: Names
    public var events: ShortList<Event>

    public init(
        time: Instant, policyVersion: UInt32, command: Command, outcome: OutcomeCode,
        names: Names, events: ShortList<Event>
    ) {
        self.time = time
        self.policyVersion = policyVersion
        self.command = command
        self.outcome = outcome
        self.names = names
        self.events = events
    }
}

/// A record in its canonical bytes: equal records have equal bytes on every machine.
public struct RecordImage: Hashable, Sendable {
    public var key: RecordKey
    /// The sequence of the newest event in it.
    public var sequence: UInt64
    public var bytes: [UInt8]
    /// For an order: the facts it holds, so that each is found by its own key.
    public var facts: [FactKey]

    public init(key: RecordKey, sequence: UInt64, bytes: [UInt8], facts: [FactKey] = []) {
        self.key = key
        self.sequence = sequence
        self.bytes = bytes
        self.facts = facts
    }
}
