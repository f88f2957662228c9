import SluiceCore

/// What the doors can ask of the side store of people (docs/decisions/13-people.md).
///
/// Functions rather than a protocol: there is one store, and a door that knows no store needs no
/// more of it than these. Each may wait for the disk and is safe to call from any thread. Errors:
/// `JournalError` of the store; `PeopleError` for what is refused.
public struct People: Sendable {
    public var holdings: @Sendable (_ person: SubjectKey) throws -> PersonHoldings
    /// Replaces all contact data; an empty one destroys what there was.
    public var setContact: @Sendable (_ person: SubjectKey, _ contact: Contact) throws -> Void
    /// Makes a text durable, sealed under the key of the person it is about, before the command
    /// that carries its note key is submitted.
    public var seal:
        @Sendable (_ text: String, _ person: SubjectKey, _ about: NamedKey) throws -> AnyKey
    /// Destroys a text whose command left no trace: it was refused, or seen before.
    public var discard: @Sendable (_ note: AnyKey) throws -> Void
    public var erase: @Sendable (_ person: SubjectKey, _ reason: Code) throws -> PersonDestroyed
    public var counts: @Sendable () throws -> PeopleCounts

    public init(
        holdings: @escaping @Sendable (SubjectKey) throws -> PersonHoldings,
        setContact: @escaping @Sendable (SubjectKey, Contact) throws -> Void,
        seal: @escaping @Sendable (String, SubjectKey, NamedKey) throws -> AnyKey,
        discard: @escaping @Sendable (AnyKey) throws -> Void,
        erase: @escaping @Sendable (SubjectKey, Code) throws -> PersonDestroyed,
        counts: @escaping @Sendable () throws -> PeopleCounts
    ) {
        self.holdings = holdings
        self.setContact = setContact
        self.seal = seal
        self.discard = discard
        self.erase = erase
        self.counts = counts
    }
}

/// Why a text is not taken. `description` is for the caller.
public enum PeopleError: Error, Equatable, Sendable, CustomStringConvertible {
    case emptyText
    case textTooLong
    case tooManyNotes

    public var description: String {
        switch self {
        case .emptyText: "A text has at least one character."
        case .textTooLong: "A text has at most \(PeopleLimits.noteBytesMax) bytes."
        case .tooManyNotes: "A person has at most \(PeopleLimits.notesOfPersonMax) texts."
        }
    }
}
