import SluiceCore

/// What is held on a person, as answers and exports show it.
public struct PersonDocument: Equatable, Sendable {
    public struct ContactData: Equatable, Sendable {
        public var name: String?
        public var mobile: String?
        public var mail: String?
        public var language: String?
        public var changedAt: Instant

        public init(
            name: String?, mobile: String?, mail: String?, language: String?, changedAt: Instant
        ) {
            self.name = name
            self.mobile = mobile
            self.mail = mail
            self.language = language
            self.changedAt = changedAt
        }

        /// The parts that are there, in the order of every table and document.
        public var members: [(name: String, value: String)] {
            [("name", name), ("mobile", mobile), ("mail", mail), ("language", language)]
                .compactMap { name, value in value.map { (name, $0) } }
        }
    }

    public struct Note: Equatable, Sendable {
        /// What the command carries of the text, in hexadecimal.
        public var note: String
        public var aboutKind: String
        public var aboutID: String
        public var madeAt: Instant
        public var text: String

        public init(
            note: String, aboutKind: String, aboutID: String, madeAt: Instant, text: String
        ) {
            self.note = note
            self.aboutKind = aboutKind
            self.aboutID = aboutID
            self.madeAt = madeAt
            self.text = text
        }
    }

    public var id: String
    public var contact: ContactData?
    public var notes: [Note]
    /// When the person was last erased; what is shown beside it came after.
    public var erasedAt: Instant?
    /// The account of the same id.
    public var account: AccountDocument?

    public init(
        id: String, contact: ContactData?, notes: [Note], erasedAt: Instant?,
        account: AccountDocument?
    ) {
        self.id = id
        self.contact = contact
        self.notes = notes
        self.erasedAt = erasedAt
        self.account = account
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { members(to: &$0) }
    }

    /// The members of the object at hand, for a document that has more.
    public func members(to writer: inout JSONWriter) {
        writer.member("id", id)
        if let contact {
            writer.name("contact")
            writer.object { writer in
                for (name, value) in contact.members { writer.member(name, value) }
                writer.member("changed_at", contact.changedAt)
            }
        }
        writer.name("notes")
        writer.array { writer in for note in notes { PersonDocument.write(note, to: &writer) } }
        if let erasedAt { writer.member("erased_at", erasedAt) }
        if let account {
            writer.name("account")
            account.write(to: &writer)
        }
    }

    private static func write(_ note: Note, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("note", note.note)
            writer.name("about")
            writer.object { writer in
                writer.member("kind", note.aboutKind)
                writer.member("id", note.aboutID)
            }
            writer.member("made_at", note.madeAt)
            writer.member("text", note.text)
        }
    }
}

/// What an erasure did, as answers and the command line tell it.
public struct PersonErasedDocument: Equatable, Sendable {
    public var id: String
    public var erasedAt: Instant
    public var reason: Code
    public var hadContact: Bool
    public var notes: Int
    public var hasAccount: Bool

    public init(
        id: String, erasedAt: Instant, reason: Code, hadContact: Bool, notes: Int,
        hasAccount: Bool
    ) {
        self.id = id
        self.erasedAt = erasedAt
        self.reason = reason
        self.hadContact = hadContact
        self.notes = notes
        self.hasAccount = hasAccount
    }

    public func write(to writer: inout JSONWriter, in language: Language) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("erased_at", erasedAt)
            writer.member("reason", reason.text)
            writer.name("destroyed")
            writer.object { writer in
                writer.member("contact", hadContact)
                writer.member("notes", Int64(notes))
            }
            writer.name("kept")
            writer.array { writer in
                for kept in Kept.after(hasAccount: hasAccount) {
                    writer.object { writer in
                        writer.member("code", kept.rawValue)
                        writer.member("text", kept.text(in: language))
                    }
                }
            }
        }
    }
}
