import SluiceCore

/// Who a request comes from.
public struct Principal: Hashable, Sendable {
    public var role: Role
    /// The merchant a key is bound to; nil for one that may speak of all.
    public var merchant: String?
    /// The name of the key: a pseudonym, journalled with every command.
    public var subject: String
    /// The number of the key, 0 for none.
    public var credential: UInt64

    public init(role: Role, merchant: String? = nil, subject: String, credential: UInt64) {
        self.role = role
        self.merchant = merchant
        self.subject = subject
        self.credential = credential
    }

    /// The caller of a route that is open to all, who has no rights.
    static let anybody = Principal(role: .consumer, subject: "anybody", credential: 0)
}
