import SluiceAPI
import SluiceCore

/// Why a token is not believed.
enum TokenFault: Error, Equatable, Sendable {
    /// It has not the form of a token.
    case malformed
    /// No key has its `kid`.
    case unknownKey
    /// The key did not sign it, or is for another algorithm.
    case signature
    /// It is signed, and its time is over.
    case expired(at: Instant)
    /// It is signed, and says what it must not say: the sentence tells what.
    case claim(String)

    init(_ error: FieldError) { self = .claim("\(error.field): \(error.detail)") }
}
