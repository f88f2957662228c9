/// Who gives a command: a role, a pseudonymous subject and the credential used.
public struct Actor: Hashable, Sendable {
    public var role: Role
    /// The person or system behind the credential; `.none` for the engine itself.
    public var subject: SubjectKey
    /// The number of the API key; 0 for the engine itself and for import.
    public var credential: UInt64
    /// Whether the subject is a person: only persons propose, approve and raise limits alone.
    public var isPerson: Bool

    public init(
        role: Role, subject: SubjectKey = .none, credential: UInt64 = 0, isPerson: Bool = false
    ) {
        self.role = role
        self.subject = subject
        self.credential = credential
        self.isPerson = isPerson
    }

    /// The person who acts; nil for a system and for the engine itself.
    public var person: SubjectKey? { isPerson && !subject.isNone ? subject : nil }

    /// The engine acting by itself: due work and settling.
    public static let engine = Actor(role: .engine)
}

/// What a principal may do is told by its role. The integers are journalled: never renumber.
public enum Role: UInt8, Sendable, CaseIterable {
    case engine = 0
    case lender = 1
    case merchant = 2
    case support = 3
    case reviewer = 4
    case `operator` = 5
    case treasury = 6
    case auditor = 7
    case migration = 8
    case consumer = 9

    public var code: String { Self.codes[self] }

    private static let codes = Codes<Self>(.asWritten)

    public init?(code: String) {
        guard let role = Self.codes.value(of: code) else { return nil }
        self = role
    }
}
