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

    /// The caller of a server that asks for no keys.
    static let unauthenticated = Principal(role: .lender, subject: "lender", credential: 0)
}
