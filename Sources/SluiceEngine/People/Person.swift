import SluiceCore

/// How a lender reaches a person; every part may be absent.
public struct Contact: Codable, Equatable, Sendable {
    public var name: String?
    public var mobile: String?
    public var mail: String?
    /// The language the person wants to be written to, by its ISO 639-1 code.
    public var language: String?

    public init(
        name: String? = nil, mobile: String? = nil, mail: String? = nil, language: String? = nil
    ) {
        self.name = name
        self.mobile = mobile
        self.mail = mail
        self.language = language
    }

    public var isEmpty: Bool { self == Contact() }
}

/// A text somebody wrote, and what it is about.
public struct PersonNote: Equatable, Sendable {
    /// The first 128 bits of SHA-256 over the sealed text: what a command carries of it.
    public var note: AnyKey
    public var about: NamedKey
    public var madeAt: Instant
    public var text: String

    public init(note: AnyKey, about: NamedKey, madeAt: Instant, text: String) {
        self.note = note
        self.about = about
        self.madeAt = madeAt
        self.text = text
    }
}

/// That everything held on a person up to a time was destroyed.
public struct Erasure: Hashable, Sendable {
    public var person: SubjectKey
    public var at: Instant
    /// A word, never a text: the list of erasures is kept when all else is gone.
    public var reason: Code

    public init(person: SubjectKey, at: Instant, reason: Code) {
        self.person = person
        self.at = at
        self.reason = reason
    }

    /// The reason where none is given: the person asked for it.
    public static let requested = Code("request")!
}

/// Everything `people.db` has on a person, in clear text.
public struct PersonHoldings: Equatable, Sendable {
    public var contact: Contact?
    public var contactAt: Instant?
    /// Oldest first.
    public var notes: [PersonNote]
    /// The newest erasure; what is held beside it was written after it.
    public var erasure: Erasure?

    public init(
        contact: Contact? = nil, contactAt: Instant? = nil, notes: [PersonNote] = [],
        erasure: Erasure? = nil
    ) {
        self.contact = contact
        self.contactAt = contactAt
        self.notes = notes
        self.erasure = erasure
    }

    /// Whether the person was never heard of: nothing held, nothing erased.
    public var isUnknown: Bool { contact == nil && notes.isEmpty && erasure == nil }
}

/// What an erasure destroyed.
public struct PersonDestroyed: Equatable, Sendable {
    /// The erasure that holds now: an earlier one if there was nothing to destroy.
    public var erasure: Erasure
    public var hadContact: Bool
    public var notes: Int

    public init(erasure: Erasure, hadContact: Bool, notes: Int) {
        self.erasure = erasure
        self.hadContact = hadContact
        self.notes = notes
    }
}

/// How much the store holds.
public struct PeopleCounts: Hashable, Sendable {
    /// Persons with a key.
    public var persons = 0
    public var notes = 0
    /// Persons that were ever erased.
    public var erased = 0

    public init() {}
}
