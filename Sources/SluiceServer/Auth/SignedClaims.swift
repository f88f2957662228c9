import SluiceAPI

/// What a token says, once its signature was found good. Nothing is checked beyond that: ask
/// `TokenTerms` for what all tokens have.
struct SignedClaims: Sendable {
    /// The `kid` of the key that signed it.
    var keyID: String
    /// `typ` of the header in small letters, such as `at+jwt`; nil where it has none.
    var type: String?
    /// Its members. What is not asked for is nobody's business here: do not `finish()`.
    var members: ObjectReader
}
