import SluiceCore
import SluiceEngine

/// Who a request comes from.
public struct Principal: Hashable, Sendable {
    public var role: Role
    /// The merchant a key is bound to; nil for one that may speak of all.
    public var merchant: String?
    /// The account a key of a consumer is bound to.
    public var account: String?
    /// The person who holds the key, else its name: a pseudonym, journalled with every command.
    public var subject: String
    /// Whether the subject is a person, who has one subject however many keys.
    public var isPerson: Bool
    /// The number of the key, or that made of a token; 0 for none.
    public var credential: UInt64
    /// What of the role's rights is left; nil for all of them.
    public var scopes: Set<Right>?
    /// From when on the credential is good no more; nil for one that does not end by itself.
    public var expiresAt: Instant?

    public init(
        role: Role, merchant: String? = nil, account: String? = nil, subject: String,
        isPerson: Bool = false, credential: UInt64, scopes: Set<Right>? = nil,
        expiresAt: Instant? = nil
    ) {
        self.role = role
        self.merchant = merchant
        self.account = account
        self.subject = subject
        self.isPerson = isPerson
        self.credential = credential
        self.scopes = scopes
        self.expiresAt = expiresAt
    }

    /// Who gives the caller's commands, as the ledger knows it.
    public var actor: Actor {
        Actor(
            role: role, subject: KeyDerivation.subject(subject), credential: credential,
            isPerson: isPerson)
    }

    /// The credential as lists and logs name it: the id of a key, or the number made of a token.
    var credentialText: String {
        AccessTokens.isToken(credential: credential)
            ? "token \(credential)" : APIKey.id(of: credential)
    }

    /// Whether the caller may read of an account: a consumer of one alone.
    func mayRead(account: String) -> Bool {
        role != .consumer || self.account?.utf8.elementsEqual(account.utf8) == true
    }

    /// Whether the caller may speak of a merchant: who is bound to one, of that alone.
    ///
    /// Names are compared by their bytes, as keys are derived: Unicode calls more names equal.
    func maySpeak(of merchant: String) -> Bool {
        self.merchant?.utf8.elementsEqual(merchant.utf8) ?? true
    }

    /// Who asks a `LocalDoor` without a key: whoever may read the files of a directory.
    static let local = Principal(role: .auditor, subject: "command line", credential: 0)

    /// The caller of a route that is open to all, who has no rights.
    static let anybody = Principal(role: .consumer, subject: "anybody", credential: 0)
}
